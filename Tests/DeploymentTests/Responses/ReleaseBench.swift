import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import ReleaseProtocol
import TestSupport

@testable import Deployment

/// A project of the example company that is released on a ``FakeHost``.
struct ReleaseBench: Sendable {
    let host: FakeHost
    var project = TestProject.standard
    var takesOver = false
    var keep = ResponsesAdapter.defaultKeep
    /// What part of the project plans are about.
    var scope = PlanScope.everything

    init(_ host: FakeHost = FakeHost()) {
        self.host = host
    }

    var desired: DesiredState {
        var desired = project.desired
        desired.environment.api = .responses
        return desired
    }

    func adapter() -> ResponsesAdapter {
        let id = host.nextRunID()
        return ResponsesAdapter(
            client: host,
            registry: ReleaseRegistry(
                client: host,
                project: TestProject.ownership.project,
                environment: TestProject.ownership.environment,
                clock: host.clock,
                unixTime: host.skills.now
            ),
            run: RegistryRunSettings(
                run: RegistryRun(id: id, author: "deployer", host: "build-7"),
                takesOver: takesOver,
                toolVersion: "0.3.0"
            ),
            keep: keep
        )
    }

    /// An adapter that knows the live release.
    func adapterThatRead() async throws -> ResponsesAdapter {
        let adapter = adapter()
        _ = try await adapter.definitions()
        return adapter
    }

    /// A plan with what it was made from, and the adapter that it was read through.
    struct Planned: Sendable {
        var plan: Plan
        var desired: DesiredState?
        var contents: FileContents
        var live: LiveState
        var adapter: ResponsesAdapter
    }

    func reader(_ adapter: ResponsesAdapter) -> LiveSnapshotReader {
        LiveSnapshotReader(client: host, adapter: adapter, ownership: TestProject.ownership)
    }

    func planned() async throws -> Planned {
        try await planned(desired, project.contents, adapter())
    }

    private func planned(
        _ desired: DesiredState,
        _ contents: FileContents,
        _ adapter: ResponsesAdapter
    ) async throws -> Planned {
        let live = try await reader(adapter).read(for: desired, contents: contents, scope: scope)
        let plan = Planner(allowsMassDelete: true).plan(
            Inspection(of: live, desired: desired, contents: contents, scope: scope)
        )
        return Planned(plan: plan, desired: desired, contents: contents, live: live, adapter: adapter)
    }

    func plan() async throws -> Plan { try await planned().plan }

    func apply(
        _ planned: Planned,
        interrupt: InterruptSignal = InterruptSignal()
    ) async throws -> ApplyReport {
        try await ApplyEngine(
            client: host,
            adapter: planned.adapter,
            ownership: TestProject.ownership,
            files: MemoryFiles(files: project.files),
            settings: project.settings,
            clock: host.clock,
            interrupt: interrupt
        ).apply(planned.plan, desired: planned.desired, contents: planned.contents, live: planned.live)
    }

    /// As the command: a plan without changes is not applied.
    @discardableResult
    func apply(interrupt: InterruptSignal = InterruptSignal()) async throws -> ApplyReport {
        try await apply(planned(), interrupt: interrupt)
    }

    @discardableResult
    func destroy(interrupt: InterruptSignal = InterruptSignal()) async throws -> ApplyReport {
        let adapter = adapter()
        let live = try await reader(adapter).readEverything()
        let plan = Planner().destroyPlan(Inspection(of: live, desired: desired.declaringNothing, contents: [:]))
        return try await apply(
            Planned(plan: plan, desired: nil, contents: [:], live: live, adapter: adapter),
            interrupt: interrupt
        )
    }

    func plannedForgetting(_ addresses: [String]) async throws -> Planned {
        let adapter = adapter()
        let live = try await reader(adapter).readForForgetting()
        let plan = Planner().forgetPlan(addresses.map { AddressPattern($0) }, live: live, desired: desired)
        return Planned(plan: plan, desired: nil, contents: [:], live: live, adapter: adapter)
    }

    /// Plans the way back to a release, as the command: what is on disk are the project's files.
    func plannedRollback(to release: Int?) async throws -> Planned {
        let adapter = adapter()
        let target = try await adapter.rollback(to: release)
        let planned = try await planned(target.desired(in: desired.environment), target.contents, adapter)
        try await adapter.requireContents(of: planned.plan, target) { path, content in
            project.files[path].map { ContentDigest.sha256(Array($0.utf8)) } == content.sha256
        }
        return planned
    }

    @discardableResult
    func rollBack(to release: Int?) async throws -> ApplyReport {
        try await apply(plannedRollback(to: release))
    }

    /// Removes what `cleanup` finds.
    func cleanUp() async throws {
        let cleanup = Cleanup(client: host, unixTime: .max / 2)
        _ = try await cleanup.remove(try await cleanup.candidates(contents: project.contents))
    }

    /// More than a lease.
    func letTheLockRunOut() { host.clock.advance(by: .seconds(2_000)) }

    // MARK: What is there

    func snapshot() async throws -> RegistrySnapshot? { try await adapter().registry.read(.newerVersions) }

    func release() async throws -> ReleaseDocument { try await snapshot()!.document }

    /// Ids of files that the kept releases name.
    func keptFileIDs() async throws -> Set<String> {
        try await ReleasesOfAccount(client: host, concurrency: 1).inSkills()
            .reduce(into: []) { $0.formUnion($1.fileIDs) }
    }

    var fileIDs: Set<String> { host.account.read { Set($0.files.keys) } }

    /// The requests of the live release by assistant.
    func requests() async throws -> [String: JSONValue] {
        let content = try await snapshot()?.content ?? ReleaseContent()
        return Dictionary(uniqueKeysWithValues: content.assistants.map { ($0.key, $0.request) })
    }

    /// The account as an application sees it, without ids and times: equal for accounts that hold the same.
    ///
    /// - Parameter hasFiles: whether file objects count that only earlier releases name.
    func picture() async throws -> [String] {
        let content = try await snapshot()?.content ?? ReleaseContent()
        let host = self.host
        func name(_ id: String) -> String {
            host.account.read { state in
                if let file = state.files[id] { return "\(file.name)/\(file.sha256.prefix(8))" }
                return state.stores[id].map { "store \($0.name ?? "-")" } ?? "missing \(id)"
            }
        }
        func line(_ files: [ReleaseFile]) -> [String] {
            files.map {
                "\($0.path) \($0.sha256.prefix(8)) \($0.bytes) \($0.attributes.sorted { $0.key < $1.key }) \(name($0.id))"
            }
        }
        func line(_ knowledge: ReleaseKnowledge) -> String {
            "\(knowledge.key) \(name(knowledge.vectorStoreID)) \(knowledge.chunking) "
                + "\(String(describing: knowledge.expiresAfterDays)) \(line(knowledge.files)) \(knowledge.digests)"
        }
        func line(_ assistant: ReleaseAssistant) -> String {
            let request = Self.texts(in: assistant.request) { id in
                id.hasPrefix("file_0") || id.hasPrefix("vs_0") ? name(id) : id
            }
            return "\(assistant.key) \(assistant.definition.json) \(assistant.isProtected) \(assistant.ignoredFields) "
                + "\(assistant.ownKnowledge.map(line) ?? "-") \(assistant.sharedKnowledge ?? "-") "
                + "\(assistant.vectorStoreID.map(name) ?? "-") \(line(assistant.codeInterpreterFiles)) \(request)"
        }
        return content.assistants.map { "assistant \(line($0))" } + content.knowledgeBases.map { "base \(line($0))" }
            + host.account.picture
    }

    /// A JSON value with its texts replaced.
    static func texts(in value: JSONValue, _ replace: (String) -> String) -> JSONValue {
        switch value {
        case .string(let text): return .string(replace(text))
        case .array(let items): return .array(items.map { texts(in: $0, replace) })
        case .object(let members):
            var result: JSONObject = [:]
            for (key, value) in members { result[key] = texts(in: value, replace) }
            return .object(result)
        default: return value
        }
    }
}

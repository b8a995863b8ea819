import AssistantModel
import OpenAIAPI
import Planning
import ReleaseProtocol
import Testing
import TestSupport

@testable import Deployment

/// Velo Lindqvist's host has no skills and lets one download files: releases live in a vector store.
@Suite("Releases in a vector store")
struct StoreRegistryTests {
    private let account: FakeAccount
    private static let name = "assistants-velo-test"

    init() {
        account = FakeAccount()
        account.change { $0.behaviour.hostMetadata = ["host_shard": "7"] }
    }

    private func adapter(
        run: String = "run-1",
        author: String = "deployer",
        takesOver: Bool = false,
        keep: Int = 10,
        at time: Int = 1_000
    ) -> ResponsesAdapter {
        ResponsesAdapter(
            client: account,
            registry: StoreRegistry(
                client: account,
                project: "velo",
                environment: "test",
                clock: StandingClock(),
                unixTime: time
            ),
            run: RegistryRunSettings(
                run: RegistryRun(id: run, author: author, host: "build-7"),
                takesOver: takesOver,
                toolVersion: "0.3.0"
            ),
            keep: keep
        )
    }

    private func desired(_ project: TestProject) -> DesiredState {
        DesiredState(
            project: "velo",
            environment: EnvironmentSettings(
                name: "test",
                api: .responses,
                registry: .vectorStore,
                location: TestProject.place
            ),
            assistants: project.assistants,
            knowledgeBases: project.knowledgeBases
        )
    }

    private func plan(
        _ desired: DesiredState,
        _ contents: FileContents,
        _ adapter: ResponsesAdapter
    ) async throws -> (Plan, LiveState) {
        let reader = LiveSnapshotReader(client: account, adapter: adapter, ownership: TestProject.ownership)
        let live = try await reader.read(for: desired, contents: contents)
        let plan = Planner(allowsMassDelete: true).plan(
            Inspection(of: live, desired: desired, contents: contents),
            await adapter.planContext(for: .apply)
        )
        return (plan, live)
    }

    private func engine(_ adapter: ResponsesAdapter, _ project: TestProject) -> ApplyEngine {
        ApplyEngine(
            client: account,
            adapter: adapter,
            ownership: TestProject.ownership,
            files: MemoryFiles(files: project.files),
            expectedOrganization: nil,
            settings: ApplySettings(),
            clock: InstantClock(),
            interrupt: InterruptSignal(),
            onEvent: { _ in }
        )
    }

    @discardableResult
    private func apply(_ project: TestProject, _ adapter: ResponsesAdapter) async throws -> ApplyReport {
        let (plan, live) = try await plan(desired(project), project.contents, adapter)
        return try await engine(adapter, project)
            .apply(plan, desired: desired(project), contents: project.contents, live: live)
    }

    private var registry: FakeAccount.Store? { account.read { $0.stores.values.first { $0.name == Self.name } } }

    private var documents: [String] {
        account.read { $0.files.values.map(\.name).filter { $0.hasPrefix("assistants-velo-") }.sorted() }
    }

    private static var edited: TestProject {
        var project = TestProject.standard
        project.assistants[0].definition.instructions = "Be brief."
        return project
    }

    @Test("an apply ends with an empty plan, which says that the lock is weak")
    func applyThenEmptyPlan() async throws {
        let project = TestProject.standard
        #expect(try await apply(project, adapter()).isComplete)
        #expect(registry?.metadata["assistantctl_lock"] == "")
        #expect(registry?.metadata["host_shard"] == "7")
        #expect(documents == ["assistants-velo-test.release-1.run-1.json"])
        let (plan, live) = try await plan(desired(project), project.contents, adapter(run: "run-2"))
        #expect(plan.changes.isEmpty)
        #expect(plan.warnings.map(\.code) == ["weak-lock"])
        #expect(live.vectorStores.map(\.key).sorted() == ["handbook", "support"])
    }

    @Test("an edit makes a second release, and a rollback the third from the first one's document")
    func secondReleaseAndRollback() async throws {
        let project = TestProject.standard
        try await apply(project, adapter())
        try await apply(Self.edited, adapter(run: "run-2"))
        #expect(try await adapter().history().releases.map(\.release) == [2, 1])
        let back = adapter(run: "run-3")
        let target = try await back.rollback(to: nil)
        let state = target.desired(in: desired(project).environment)
        let (plan, live) = try await plan(state, target.contents, back)
        let report = try await engine(back, project)
            .apply(plan, desired: state, contents: target.contents, live: live)
        #expect(report.isComplete)
        let snapshot = try #require(try await adapter().registry.read())
        #expect(snapshot.document.release == 3)
        #expect(snapshot.content.rolledBackTo == 1)
        #expect(snapshot.content.assistants[0].definition.instructions == "Be kind.")
        #expect(registry?.metadata["host_shard"] == "7")
    }

    @Test("releases that are not kept lose their document")
    func pruning() async throws {
        try await apply(TestProject.standard, adapter(keep: 1))
        try await apply(Self.edited, adapter(run: "run-2", keep: 2))
        try await apply(TestProject.standard, adapter(run: "run-3", keep: 2))
        #expect(
            documents == ["assistants-velo-test.release-2.run-2.json", "assistants-velo-test.release-3.run-3.json"]
        )
        #expect(try await adapter().history().releases.map(\.release) == [3, 2])
    }

    @Test("a document that could not be deleted is found by cleanup", arguments: [1, 2])
    func loose(keep: Int) async throws {
        // The empty release goes behind the first one, and the first behind the third.
        if keep == 2 { try await apply(TestProject.standard, adapter()) }
        if keep == 2 { try await apply(Self.edited, adapter(run: "run-2")) }
        account.change {
            $0.fault = { _, request in
                request.hasPrefix("DELETE files") ? .refuse(status: 429, code: .billing) : nil
            }
        }
        #expect(try await apply(TestProject.standard, adapter(run: "run-3", keep: keep)).isComplete)
        account.change { $0.fault = nil }
        let named = try await adapter().registry.read()?.fileNames(account) ?? []
        let loose = documents.filter { !named.contains($0) }
        #expect(loose.count == 1)
        #expect(try await adapter(at: 3_000).leftovers().map(\.upload.name) == loose)
    }

    @Test("a run that goes on keeps another one out, which says who it is; a takeover goes ahead")
    func locked() async throws {
        let project = TestProject.standard
        try await apply(project, adapter())
        let first = adapter(run: "run-2")
        let (firstPlan, _) = try await plan(desired(Self.edited), project.contents, first)
        let second = adapter(run: "run-3", author: "operator", at: 1_010)
        let (secondPlan, _) = try await plan(desired(Self.edited), project.contents, second)
        try await first.begin(firstPlan) { true }
        let writes = account.writes.count
        let error = await #expect(throws: DeploymentError.self) { try await second.begin(secondPlan) { true } }
        #expect(error?.code == .locked)
        #expect(error?.kind == .refused)
        let holder = "deployer (from build-7) has been changing this environment since 1970-01-01 00:16:40"
        #expect(error?.message.hasPrefix(holder) == true)
        #expect(account.writes.count == writes)
        let (refused, _) = try await plan(desired(Self.edited), project.contents, adapter(run: "run-4", at: 1_020))
        #expect(refused.refusals.map(\.kind) == [.locked])
        let third = adapter(run: "run-5", takesOver: true, at: 1_030)
        #expect(try await apply(Self.edited, third).isComplete)
        let lost = await #expect(throws: DeploymentError.self) {
            try await first.publish(isWhole: true, changes: []) { _ in ReleaseContent() }
        }
        #expect(lost?.code == .leaseLost)
    }

    @Test(
        "a run that slept until its lease was nearly over writes nothing more, not even its lock",
        arguments: [530, 560, 900]
    )
    func slept(seconds: Int) async throws {
        try await apply(TestProject.standard, adapter())
        let clock = StoryClock()
        let registry = StoreRegistry(
            client: account,
            project: "velo",
            environment: "test",
            clock: clock,
            unixTime: 1_000
        )
        let run = RegistryRunSettings(run: RegistryRun(id: "run-2"), toolVersion: "0.3.0")
        let session = try await registry.beginRun(run, plannedOn: try await registry.read(), changes: []) {
            _ throws(DeploymentError) in
        }
        clock.advance(by: .seconds(seconds))
        let writes = account.writes.count
        if seconds < 535 {
            // Time enough for a renewal, and for a write under the renewed lease.
            #expect(try await session.permitWrite().lastStart > .seconds(500))
            #expect(account.writes.count == writes + 1)
        } else {
            let error = await #expect(throws: DeploymentError.self) { _ = try await session.permitWrite() }
            #expect(error?.code == .leaseLost)
            await #expect(throws: DeploymentError.self) { _ = try await session.permitDeletion() }
            try await session.abandon()
            #expect(account.writes.count == writes)
        }
    }

    @Test(
        "a lock that is damaged holds until a person says that its run is dead",
        arguments: [
            "{}", "not JSON", #"{"run": "x", "since": 0, "lease_end": 9223372036854775807}"#,
            #"{"run": "x", "since": -5, "lease_end": 1}"#,
        ]
    )
    func damagedLock(text: String) async throws {
        let project = TestProject.standard
        try await apply(project, adapter())
        account.change { state in
            for id in state.stores.keys where state.stores[id]?.name == Self.name {
                state.stores[id]?.metadata[StoreRecord.MetadataKey.lock] = text
            }
        }
        let (refused, _) = try await plan(desired(Self.edited), project.contents, adapter(run: "run-2"))
        #expect(refused.refusals.map(\.kind) == [.locked])
        #expect(
            refused.refusals.first?.message.contains("`assistantctl_lock` in the store's metadata, is damaged") == true
        )
        let writes = account.writes.count
        let error = await #expect(throws: DeploymentError.self) { try await apply(Self.edited, adapter(run: "run-3")) }
        #expect(error?.code == .planRefused)
        #expect(account.writes.count == writes)
        #expect(try await apply(Self.edited, adapter(run: "run-4", takesOver: true)).isComplete)
    }

    @Test("destroy leaves nothing of the registry")
    func destroy() async throws {
        let project = TestProject.standard
        try await apply(project, adapter())
        try await apply(Self.edited, adapter(run: "run-2"))
        let last = adapter(run: "run-3")
        let reader = LiveSnapshotReader(client: account, adapter: last, ownership: TestProject.ownership)
        let live = try await reader.readEverything()
        let plan = Planner().destroyPlan(
            Inspection(of: live, desired: desired(project).declaringNothing, contents: [:])
        )
        #expect(!plan.changes.contains { $0.address.description.contains(StoreRecord.key) })
        let report = try await engine(last, project).apply(plan, desired: nil, contents: [:], live: live)
        #expect(report.isComplete)
        #expect(account.read { $0.stores.isEmpty && $0.files.isEmpty })
    }

    @Test("what is forgotten outlives the releases that name it")
    func forgetting() async throws {
        var project = TestProject.standard
        try await apply(project, adapter(keep: 2))
        let store = try #require(account.read { $0.stores.first { $0.value.metadata["key"] == "support" } })
        let names = account.read { Set($0.files.values.map(\.name)) }.filter { !$0.hasPrefix(Self.name) }
        let second = adapter(run: "run-2", keep: 2)
        let reader = LiveSnapshotReader(client: account, adapter: second, ownership: TestProject.ownership)
        let live = try await reader.readForForgetting()
        let plan = Planner().forgetPlan([AddressPattern("assistant.support")], live: live, desired: desired(project))
        #expect(plan.changes.map(\.address.description) == ["assistant.support", "vector_store.support"])
        let report = try await engine(second, project).apply(plan, desired: nil, contents: [:], live: live)
        #expect(report.isComplete)
        #expect(registry?.metadata["assistantctl_lock"] == "")
        project.assistants.removeFirst()
        project.knowledgeBases.removeFirst()
        for run in ["run-3", "run-4", "run-5"] {
            project.assistants[0].definition.instructions = run
            #expect(try await apply(project, adapter(run: run, keep: 2)).isComplete)
        }
        #expect(documents.count == 2)
        #expect(account.read { $0.stores[store.key]?.members } == store.value.members)
        #expect(account.read { Set($0.files.values.map(\.name)) }.isSuperset(of: names))
    }

    @Test("a host that gives no content of files is refused before anything is deployed")
    func noDownloads() async throws {
        account.change { $0.behaviour.refusesDownloads = true }
        let error = await #expect(throws: DeploymentError.self) { try await apply(TestProject.standard, adapter()) }
        #expect(error?.kind == .failedNothingChanged)
        #expect(error?.message.contains("lets one download files of the purpose `assistants`") == true)
        #expect(account.read { $0.stores.isEmpty && $0.files.isEmpty })
    }

    @Test("a release that comes cut is read again, when it is written and when it is planned with")
    func cutDownloads() async throws {
        let project = TestProject.standard
        account.change { $0.behaviour.cutDownloads = 2 }
        #expect(try await apply(project, adapter()).isComplete)
        account.change { $0.behaviour.cutDownloads = 2 }
        let (plan, _) = try await plan(desired(project), project.contents, adapter(run: "run-2"))
        #expect(plan.changes.isEmpty)
        account.change { $0.behaviour.cutDownloads = .max }
        let error = await #expect(throws: DeploymentError.self) { _ = try await adapter(run: "run-3").registry.read() }
        #expect(error?.code == .registryDamaged)
    }

    @Test("a kill at any request leaves a whole release, and the next run converges and names what was left")
    func killedAnywhere() async throws {
        let project = TestProject.standard
        try await apply(project, adapter())
        let start = account.read { ($0.stores, $0.files) }
        let first = account.log.count
        try await apply(Self.edited, adapter(run: "run-2"))
        let last = account.log.count
        for number in 1...(last - first) {
            let account = FakeAccount()
            account.change { state in
                (state.stores, state.files) = start
                state.counter = 1_000
                state.fault = { count, _ in count == number ? .dieAfter : nil }
            }
            let killed = StoreRegistryTests(on: account)
            _ = try? await killed.apply(Self.edited, killed.adapter(run: "run-2"))
            account.change {
                $0.isDead = false
                $0.fault = nil
            }
            let live = try await killed.adapter().registry.read()
            #expect([1, 2].contains(live?.document.release), "killed behind request \(number)")
            let loose = Set(killed.documents).subtracting(live?.fileNames(account) ?? [])
            // The lease of the dead run is over by then.
            let next = killed.adapter(run: "run-3", at: 3_000)
            let leftovers = try await next.leftovers()
            #expect(Set(leftovers.map(\.upload.name)) == loose, "killed behind request \(number)")
            #expect(try await killed.apply(Self.edited, next).isComplete, "killed behind request \(number)")
            #expect(killed.registry?.metadata["assistantctl_lock"] == "")
            let (plan, _) = try await killed.plan(desired(Self.edited), project.contents, killed.adapter(run: "run-4"))
            #expect(plan.changes.isEmpty, "killed behind request \(number)")
        }
    }

    private init(on account: FakeAccount) { self.account = account }
}

extension RegistrySnapshot {
    /// The names of the documents that it names.
    fileprivate func fileNames(_ account: FakeAccount) -> [String] {
        let ids = documentIDs
        return account.read { state in ids.compactMap { state.files[$0]?.name } }
    }
}

/// Time that stands still: whoever waits waits until it is cancelled.
private struct StandingClock: RunClock {
    func now() -> Duration { .zero }

    func sleep(for duration: Duration) async { try? await Task.sleep(for: .seconds(3_600)) }
}

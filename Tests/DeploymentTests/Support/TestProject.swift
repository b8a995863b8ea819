import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import SourceDiagnostics
import Synchronization
import TestSupport

/// The example project in memory, applied to a ``FakeAccount``.
struct TestProject: Sendable {
    static let ownership = SampleProject.ownership
    static let place = SampleProject.place

    /// Text by path.
    var files: [String: String]
    var assistants: [Assistant]
    var knowledgeBases: [KnowledgeBase]
    var settings = ApplySettings()

    /// Two assistants, one with knowledge of its own and code interpreter, one with a shared base.
    static var standard: TestProject {
        TestProject(
            files: [
                "docs/faq.md": "questions", "docs/terms.md": "terms", "docs/Prices.HTML": "prices",
                "data/prices.csv": "bike,1", "data/stock.csv": "bike,2", "hand/one.md": "one", "hand/two.md": "two",
            ],
            assistants: [
                SampleProject.support { definition in
                    definition.reasoningEffort = "low"
                    definition.tools[2] = .function(
                        FunctionTool(name: "lookup", parameters: ["type": "object"], strict: true)
                    )
                },
                SampleProject.searching("handbook", key: "workshop", name: "Workshop"),
            ],
            knowledgeBases: [
                SampleProject.knowledge(
                    "support",
                    [
                        file("docs/Prices.HTML", ["lang": "en", "year": 2026]), file("docs/faq.md"),
                        file("docs/terms.md"),
                    ]
                ),
                SampleProject.handbook(
                    [file("hand/one.md"), file("hand/two.md")],
                    Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100)
                ),
            ]
        )
    }

    static func file(_ path: String, _ attributes: [String: JSONValue] = [:]) -> ProjectFile {
        SampleProject.file(path, attributes)
    }

    private var sample: SampleProject {
        SampleProject(files: files, assistants: assistants, knowledgeBases: knowledgeBases)
    }

    var desired: DesiredState { sample.desired(on: .assistants) }

    var contents: FileContents { sample.contents }

    func adapter(_ account: FakeAccount) -> AssistantsAdapter {
        AssistantsAdapter(client: account, ownership: Self.ownership)
    }

    func reader(_ account: FakeAccount) -> LiveSnapshotReader {
        LiveSnapshotReader(client: account, adapter: adapter(account), ownership: Self.ownership)
    }

    func live(_ account: FakeAccount) async throws -> LiveState {
        try await reader(account).read(for: desired, contents: contents)
    }

    func plan(_ account: FakeAccount) async throws -> Plan {
        Planner(allowsMassDelete: true).plan(
            Inspection(of: try await live(account), desired: desired, contents: contents)
        )
    }

    func engine(
        _ account: FakeAccount,
        organization: String? = nil,
        interrupt: InterruptSignal = InterruptSignal(),
        onEvent: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) -> ApplyEngine {
        ApplyEngine(
            client: account,
            adapter: adapter(account),
            ownership: Self.ownership,
            files: MemoryFiles(files: files),
            expectedOrganization: organization,
            settings: settings,
            clock: InstantClock(),
            interrupt: interrupt,
            onEvent: onEvent
        )
    }

    @discardableResult
    func apply(_ account: FakeAccount) async throws -> ApplyReport {
        let live = try await live(account)
        let plan = Planner(allowsMassDelete: true).plan(Inspection(of: live, desired: desired, contents: contents))
        return try await engine(account).apply(plan, desired: desired, contents: contents, live: live)
    }

    func plannedForgetting(_ addresses: [String], _ account: FakeAccount) async throws -> (plan: Plan, live: LiveState)
    {
        let live = try await reader(account).readForForgetting()
        return (Planner().forgetPlan(addresses.map { AddressPattern($0) }, live: live, desired: desired), live)
    }

    @discardableResult
    func destroy(_ account: FakeAccount) async throws -> ApplyReport {
        let live = try await reader(account).readEverything()
        let plan = Planner().destroyPlan(Inspection(of: live, desired: desired.declaringNothing, contents: [:]))
        return try await engine(account).apply(plan, desired: nil, contents: [:], live: live)
    }
}

/// Time that passes only by sleeping.
final class InstantClock: RunClock {
    private let time = Mutex(Duration.zero)

    func now() -> Duration { time.withLock { $0 } }

    func sleep(for duration: Duration) async {
        time.withLock { $0 += duration }
        await Task.yield()
    }
}

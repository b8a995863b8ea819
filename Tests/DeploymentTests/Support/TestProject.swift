import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import SourceDiagnostics
import Synchronization
import TestSupport

/// A project of the example company in memory, applied to a ``FakeAccount``.
struct TestProject: Sendable {
    static let ownership = Ownership(project: "velo", environment: "test")

    /// Text by path.
    var files: [String: String]
    var assistants: [Assistant]
    var knowledgeBases: [KnowledgeBase]
    var settings = ApplySettings()

    static let place = SourceLocation(file: "assistants/a.yaml")

    /// Two assistants, one with knowledge of its own and code interpreter, one with a shared base.
    static var standard: TestProject {
        TestProject(
            files: [
                "docs/faq.md": "questions", "docs/terms.md": "terms", "docs/Prices.HTML": "prices",
                "data/prices.csv": "bike,1", "data/stock.csv": "bike,2", "hand/one.md": "one", "hand/two.md": "two",
            ],
            assistants: [
                Assistant(
                    key: "support",
                    definition: AssistantDefinition(
                        name: "Support",
                        description: "Helps",
                        model: "gpt-6-sol",
                        instructions: "Be kind.",
                        reasoningEffort: "low",
                        temperature: 0.2,
                        metadata: ["team": "support"],
                        tools: [
                            .fileSearch(FileSearchTool(maxNumResults: 8)), .codeInterpreter,
                            .function(FunctionTool(name: "lookup", parameters: ["type": "object"], strict: true)),
                        ]
                    ),
                    knowledge: "support",
                    codeInterpreterFiles: [file("data/prices.csv"), file("data/stock.csv")],
                    location: place
                ),
                Assistant(
                    key: "workshop",
                    definition: AssistantDefinition(
                        name: "Workshop",
                        model: "gpt-6-sol",
                        tools: [.fileSearch(FileSearchTool())]
                    ),
                    knowledge: "handbook",
                    location: place
                ),
            ],
            knowledgeBases: [
                KnowledgeBase(
                    key: "support",
                    isShared: false,
                    files: [
                        file("docs/Prices.HTML", ["lang": "en", "year": 2026]), file("docs/faq.md"),
                        file("docs/terms.md"),
                    ],
                    expiresAfterDays: 30,
                    location: place
                ),
                KnowledgeBase(
                    key: "handbook",
                    isShared: true,
                    files: [file("hand/one.md"), file("hand/two.md")],
                    chunking: Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100),
                    location: place
                ),
            ]
        )
    }

    static func file(_ path: String, _ attributes: [String: JSONValue] = [:]) -> ProjectFile {
        ProjectFile(path: path, attributes: attributes, origin: place)
    }

    var desired: DesiredState {
        DesiredState(
            project: Self.ownership.project,
            environment: EnvironmentSettings(name: Self.ownership.environment, api: .assistants, location: Self.place),
            assistants: assistants,
            knowledgeBases: knowledgeBases
        )
    }

    var contents: FileContents {
        FileContents(
            files.mapValues { FileContent(sha256: ContentDigest.sha256(Array($0.utf8)), bytes: $0.utf8.count) }
        )
    }

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
        Planner(allowsMassDelete: true).plan(desired: desired, contents: contents, live: try await live(account))
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
        let plan = Planner(allowsMassDelete: true).plan(desired: desired, contents: contents, live: live)
        return try await engine(account).apply(plan, desired: desired, contents: contents, live: live)
    }

    @discardableResult
    func destroy(_ account: FakeAccount) async throws -> ApplyReport {
        let live = try await reader(account).readEverything()
        let plan = Planner().destroyPlan(
            project: desired.project,
            environment: desired.environment,
            live: live
        )
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

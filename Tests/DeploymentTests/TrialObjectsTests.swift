import AssistantModel
import Deployment
import Planning
import TestSupport
import Testing

@Suite("What a check makes for its time")
struct TrialObjectsTests {
    private let project = TestProject.standard
    private let account = FakeAccount()

    private var trial: TrialObjects {
        TrialObjects(
            client: account,
            mark: TrialMark(ownership: TestProject.ownership, run: "run"),
            files: MemoryFiles(files: project.files),
            clock: InstantClock(),
            interrupt: InterruptSignal()
        )
    }

    private func files(_ paths: String...) throws -> [TrialObjects.File] {
        try paths.map { path in
            let content = try #require(project.contents[.knowledgeFile("support", path)])
            return TrialObjects.File(TestProject.file(path), content)
        }
    }

    @Test("a store is ready when all of it is indexed, also where lists do not say so and reads lag")
    func indexing() async throws {
        account.change { state in
            state.behaviour.tellsStatusInLists = false
            state.behaviour.hiddenReads = 2
            state.behaviour.indexingPolls = 6
        }
        let trial = trial
        let store = try await trial.makeStore(
            named: "support",
            of: try files("docs/faq.md", "docs/terms.md"),
            chunking: .standard
        )
        #expect(store.paths.values.sorted() == ["docs/faq.md", "docs/terms.md"])
        #expect(account.read { $0.stores[store.id]?.members.values.map(\.status) } == ["completed", "completed"])
        #expect(await trial.removeAll() == [])
        #expect(account.read { $0.stores.isEmpty && $0.files.isEmpty })
    }

    @Test("a batch that a host refuses goes file by file")
    func refusedBatch() async throws {
        account.change { $0.behaviour.batchLimit = 1 }
        let store = try await trial.makeStore(
            named: "support",
            of: try files("docs/faq.md", "docs/terms.md"),
            chunking: .standard
        )
        #expect(account.read { $0.stores[store.id]?.members.count } == 2)
    }
}

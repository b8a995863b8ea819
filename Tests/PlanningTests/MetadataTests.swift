import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Metadata")
struct MetadataTests {
    private func project(_ metadata: [String: String], isProtected: Bool = false) -> Project {
        Project([
            Fixture.assistant(lifecycle: Lifecycle(isProtected: isProtected)) { $0.metadata = metadata }
        ])
    }

    @Test("other people's pairs are neither compared nor lost")
    func foreign() {
        let old = project(["team": "support"])
        var account = old.applied()
        account.assistants[0].metadata["owner"] = "somebody"
        #expect(old.plan(account).isEmpty)
        #expect(old.plan(account).drift == [])
        let plan = account.apply(project(["team": "sales"]))
        #expect(plan.changes.flatMap(\.fields).map(PlanText.field) == [#"metadata.team: "support" → "sales""#])
        #expect(account.assistants[0].metadata["owner"] == "somebody")
        #expect(account.assistants[0].metadata["team"] == "sales")
    }

    @Test(
        "a pair that left the manifest is taken off, whether the server replaces or merges",
        arguments: [false, true]
    )
    func removed(merges: Bool) {
        var account = ModelAccount()
        account.quirks.mergesMetadata = merges
        account.apply(project(["team": "support", "tier": "1"]))
        let new = project(["team": "support"])
        let plan = account.apply(new)
        #expect(plan.changes.flatMap(\.fields).map(PlanText.field) == [#"metadata.tier: "1" → unset"#])
        #expect(account.assistants[0].metadata["tier"] == (merges ? "" : nil))
        #expect(new.plan(account).isEmpty)
    }

    @Test("a pair that appears in git where somebody else had set it becomes ours")
    func adopted() {
        var account = project([:]).applied()
        account.assistants[0].metadata["team"] = "their own"
        let new = project(["team": "support"])
        #expect(
            new.plan(account).changes.flatMap(\.fields).map(PlanText.field) == [
                #"metadata.team: "their own" → "support""#
            ]
        )
    }

    @Test("more pairs than the server takes are refused before the first write, other people's counted")
    func limit() {
        let old = project([:])
        var account = old.applied()
        for index in 0..<10 { account.assistants[0].metadata["foreign\(index)"] = "x" }
        #expect(project(["team": "support"]).plan(account).refusals == [])
        let refusals = project(["team": "support", "tier": "1"]).plan(account).refusals
        #expect(refusals.map(\.kind) == [.metadataLimit])
        #expect(refusals.first?.address == "assistant.bot")
        #expect(refusals.first?.message.contains("17 pairs") == true)
        #expect(old.plan(account).refusals == [])
    }

    @Test("a store's metadata has the same limit, for changes of its files too")
    func storeLimit() {
        let old = Project(
            [Fixture.assistant(knowledge: "bot")],
            [Fixture.knowledge("bot", ["a.md"])],
            files: ["a.md": "one"]
        )
        var account = old.applied()
        for index in 0..<12 { account.stores[0].metadata["foreign\(index)"] = "x" }
        #expect(old.plan(account).refusals == [])
        var new = old
        new.contents = Fixture.contents(["a.md": "two"])
        #expect(new.plan(account).refusals.map(\.address) == ["vector_store.bot"])
    }

    @Test("the map to send holds the marks, the record and the mark protect")
    func pairs() {
        let assistant = Fixture.assistant(lifecycle: Lifecycle(isProtected: true)) { $0.metadata = ["team": "a"] }
        let ownership = Ownership(project: "velo", environment: "gateway")
        let record = AppliedRecord.assistant(assistant, codeFiles: [])
        let plan = MetadataPlan(assistant: assistant, ownership: ownership, record: record, live: nil)
        #expect(
            plan.pairs == [
                "managed_by": "assistantctl", "project": "velo", "environment": "gateway", "key": "bot",
                "protect": "true", "assistantctl": record.text, "team": "a",
            ]
        )
        #expect(plan.clearedKeys == [])
        #expect(plan.count == 7)
    }

    @Test("a mark protect that is taken back is cleared")
    func unprotected() {
        var account = project([:], isProtected: true).applied()
        let plan = account.apply(project([:]))
        #expect(plan.changes.flatMap(\.fields).map(PlanText.field) == ["lifecycle.protect: true → unset"])
        #expect(account.assistants[0].metadata["protect"] == nil)
        #expect(project([:]).plan(account).isEmpty)
    }

    @Test("the longest record fits into one value of metadata")
    func recordFits() {
        let files = (0..<20).map { AppliedRecord.CodeFile(fileID: "file-\($0)", path: "p\($0)", sha256: "s") }
        let assistant = Fixture.assistant {
            for index in 0..<10 { $0.metadata["key\(index)"] = "x" }
        }
        var echo = LiveAssistant(id: "a", key: "bot", createdAt: 0, definition: assistant.definition)
        echo.definition.name = "BOT"
        let record = AppliedRecord.assistant(assistant, codeFiles: files, echo: echo)
        #expect(record.echo != nil)
        #expect(record.text.utf8.count <= 512)
        #expect(AppliedRecord(text: record.text) == record)
    }
}

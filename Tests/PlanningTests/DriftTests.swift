import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Drift")
struct DriftTests {
    @Test("an edit on the account is told from an edit in git, field by field")
    func edited() {
        let project = Project([Fixture.assistant()])
        var account = project.applied()
        account.assistants[0].definition.model = "gpt-by-hand"
        account.assistants[0].definition.instructions = "Sell!"
        let plan = project.plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ assistant.bot (by hand model, instructions)"
                    + #" | model: "gpt-by-hand" → "gpt-6-sol" by hand | instructions: "Sell!" → unset by hand"#
            ]
        )
        #expect(
            PlanText.drift(plan) == [
                "assistant.bot (by hand model, instructions)"
                    + #" | model: "gpt-6-sol" → "gpt-by-hand" by hand | instructions: unset → "Sell!" by hand"#
            ]
        )
    }

    @Test("where both sides changed the plan says that it cannot tell which field moved where")
    func bothSides() {
        var account = Project([Fixture.assistant()]).applied()
        account.assistants[0].definition.instructions = "Sell!"
        let plan = Project([Fixture.assistant(model: "gpt-6-luna")]).plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ assistant.bot (changed model, instructions @bot.yaml:3; by hand ?)"
                    + #" | model: "gpt-6-sol" → "gpt-6-luna" | instructions: "Sell!" → unset"#
            ]
        )
        #expect(
            PlanText.drift(plan) == [
                "assistant.bot (by hand ?)"
                    + #" | model: ? → "gpt-6-sol" by hand | instructions: ? → "Sell!" by hand"#
            ]
        )
    }

    @Test("the same edit on both sides leaves nothing to do")
    func sameEdit() {
        var account = Project([Fixture.assistant()]).applied()
        account.assistants[0].definition.model = "gpt-6-luna"
        let plan = Project([Fixture.assistant(model: "gpt-6-luna")]).plan(account)
        #expect(plan.isEmpty)
        #expect(plan.drift == [])
    }

    @Test("a server that shows a value differently than it was sent causes no difference, and its edits are seen")
    func echo() {
        let project = Project([Fixture.assistant { $0.description = "Knows bicycles" }])
        var account = ModelAccount()
        account.quirks.shoutsDescriptions = true
        account.apply(project)
        #expect(project.plan(account).isEmpty)
        #expect(project.plan(account).drift == [])

        account.assistants[0].definition.description = "Knows cars"
        #expect(
            PlanText.lines(project.plan(account)) == [
                "~ assistant.bot (by hand description)"
                    + #" | description: "KNOWS CARS" → "Knows bicycles" by hand"#
            ]
        )
    }

    @Test("an assistant that is gone shows where a store of its own tells that it was there")
    func missingAssistant() throws {
        let project = Project(
            [Fixture.assistant(knowledge: "bot"), Fixture.assistant("plain")],
            [Fixture.knowledge("bot", ["a.md"])],
            files: ["a.md": "one"]
        )
        var account = project.applied()
        #expect(project.driftPlan(account).drift == [])
        account.assistants = []
        #expect(PlanText.drift(project.driftPlan(account)) == ["assistant.bot (missingOnAccount)"])
        #expect(project.driftPlan(account).changes == [])
        // Not where a store has no record: a run stopped while it made it.
        account.stores[0].metadata[Ownership.MetadataKey.record] = nil
        #expect(project.driftPlan(account).drift == [])
    }

    @Test("a store that somebody renamed is put right")
    func store() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot")],
            [Fixture.knowledge("bot", ["a.md"], expiresAfterDays: 7)],
            files: ["a.md": "one"]
        )
        var account = project.applied()
        account.stores[0].name = "by hand"
        account.stores[0].days = nil
        let plan = project.plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ vector_store.bot (by hand name, expires_after.days)"
                    + #" | name: "by hand" → "bot" by hand | expires_after.days: unset → 7 by hand"#
            ]
        )
        #expect(
            PlanText.drift(plan) == [
                "vector_store.bot (by hand name, expires_after.days)"
                    + #" | name: "bot" → "by hand" by hand | expires_after.days: 7 → unset by hand"#
            ]
        )
    }

    @Test("an assistant that was pointed elsewhere is pointed back")
    func reference() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot")],
            [Fixture.knowledge("bot", ["a.md"])],
            files: ["a.md": "one"]
        )
        var account = project.applied()
        let id = account.stores[0].id
        account.assistants[0].storeIDs = ["vs_foreign"]
        let path = "tool_resources.file_search.vector_store_ids"
        #expect(
            PlanText.lines(project.plan(account)) == [
                #"~ assistant.bot (by hand \#(path)) | \#(path): ["vs_foreign"] → ["\#(id)"] by hand"#
            ]
        )
        #expect(PlanText.drift(project.plan(account)).count == 1)
        account.assistants[0].storeIDs = []
        #expect(project.plan(account).changes.map(\.liveID) == [account.assistants[0].id])
    }

    @Test("members that changed on the account are drift when the manifests say what was applied")
    func members() {
        let project = Project(
            [Fixture.assistant(knowledge: "bot")],
            [Fixture.knowledge("bot", ["a.md", "b.md"], attributes: ["a.md": ["lang": "en"]])],
            files: ["a.md": "one", "b.md": "two"]
        )
        var account = project.applied()
        let a = account.member("a.md")
        account.stores[0].members[a]?.attributes = ["lang": "fr", "note": "x"]
        account.stores[0].members[account.member("b.md")] = nil
        account.stores[0].members["file_foreign"] = LiveMember(fileID: "file_foreign", path: nil, sha256: nil)
        let plan = project.plan(account, looksEverywhere: true)
        #expect(
            PlanText.lines(plan) == [
                "~ file.bot/a.md (by hand attributes.lang, attributes.note)"
                    + #" | attributes.lang: "fr" → "en" by hand | attributes.note: "x" → unset by hand"#,
                "+ file.bot/b.md (missingOnAccount @bot.yaml:20)",
                "- file.bot/file_foreign (attachedByHand)",
            ]
        )
        #expect(
            PlanText.drift(plan) == [
                "file.bot/a.md (by hand attributes.lang, attributes.note)"
                    + #" | attributes.lang: "en" → "fr" by hand | attributes.note: unset → "x" by hand"#,
                "file.bot/b.md (missingOnAccount)",
                "file.bot/file_foreign (attachedByHand)",
            ]
        )
    }

    @Test("a field that left lifecycle.ignore was changed in git, not on the account")
    func noLongerIgnored() {
        func project(ignored: [DefinitionFieldName], model: String = "gpt-6-sol") -> Project {
            Project([
                Fixture.assistant(model: model, lifecycle: Lifecycle(ignoredFields: ignored)) {
                    $0.temperature = 0.2
                    $0.description = "Knows bicycles"
                }
            ])
        }
        var account = project(ignored: [.temperature]).applied()
        account.assistants[0].definition.temperature = 0.7
        let plan = project(ignored: []).plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ assistant.bot (changed temperature @bot.yaml:1) | temperature: 0.7 → 0.2"
            ]
        )
        #expect(plan.drift == [])
        #expect(project(ignored: [], model: "gpt-6-luna").plan(account).drift == [])

        account.assistants[0].definition.model = "gpt-by-hand"
        #expect(PlanText.drift(project(ignored: []).plan(account)).count == 1)
    }
}

import AssistantModel
import Planning
import Testing

@Suite("Plans of a part of a project")
struct ScopedPlanTests {
    /// Two assistants: `bot` with knowledge of its own, `shop` with the shared base `handbook`, and a table.
    private static let files = ["a.md": "a", "b.md": "b", "one.md": "one", "two.md": "two", "p.csv": "p", "q.csv": "q"]

    private func project(_ changed: [String: String] = [:]) -> Project {
        Project(
            [
                Fixture.assistant("bot", knowledge: "bot", codeFiles: ["p.csv", "q.csv"]),
                Fixture.assistant("shop", knowledge: "handbook"),
            ],
            [
                Fixture.knowledge("bot", ["a.md", "b.md"]),
                Fixture.knowledge("handbook", ["one.md", "two.md"], isShared: true),
            ],
            files: Self.files.merging(changed) { _, new in new }
        )
    }

    private func plan(
        _ project: Project,
        _ account: ModelAccount,
        only: [String] = [],
        exclude: [String] = [],
        replace: [String] = [],
        allowsMassDelete: Bool = true
    ) -> Plan {
        let scope = PlanScope(
            only: only.map { AddressPattern($0) },
            exclude: exclude.map { AddressPattern($0) },
            replace: replace.map { AddressPattern($0) }
        )
        return Planner(allowsMassDelete: allowsMassDelete).plan(
            Inspection(
                of: account.fullState(ownership: project.desired.ownership),
                desired: project.desired,
                contents: project.contents,
                scope: scope
            )
        )
    }

    private func addresses(_ plan: Plan) -> [String] {
        plan.changes.map { change in
            let symbol = PlanText.line(change).prefix { $0 != " " }
            return "\(symbol) \(change.address)"
        }
    }

    @Test("one file of several goes alone, and the rest is left out")
    func oneFile() {
        let account = project().applied()
        let plan = plan(project(["a.md": "A", "b.md": "B", "one.md": "1"]), account, only: ["file.bot/a.md"])
        #expect(addresses(plan) == ["-/+ file.bot/a.md"])
        #expect(plan.leftOut.map(\.description) == ["file.bot/b.md", "file.handbook/one.md"])
        #expect(plan.warnings == [])
    }

    @Test("a prompt goes without new files in the store that it uses already")
    func promptAlone() {
        let account = project().applied()
        var changed = project(["a.md": "A"])
        changed.desired.assistants[0].definition.instructions = "Be brief."
        let plan = plan(changed, account, only: ["assistant.bot"])
        #expect(addresses(plan) == ["~ assistant.bot"])
        #expect(plan.leftOut.map(\.description) == ["file.bot/a.md"])
    }

    @Test("a new assistant brings its store and files along, and that is said")
    func newAssistant() {
        let plan = plan(project(), ModelAccount(), only: ["assistant.shop"])
        #expect(
            addresses(plan) == [
                "+ vector_store.handbook", "+ file.handbook/one.md", "+ file.handbook/two.md", "+ assistant.shop",
            ]
        )
        #expect(
            plan.warnings.map(\.message) == [
                "assistant.shop needs vector_store.handbook, file.handbook/one.md, file.handbook/two.md: "
                    + "part of this plan too"
            ]
        )
        #expect(plan.warnings.map(\.code) == ["pulled-in"])
    }

    @Test("a file brings only the store that it goes into")
    func newFile() {
        let plan = plan(project(), ModelAccount(), only: ["file.handbook/one.md"])
        #expect(addresses(plan) == ["+ vector_store.handbook", "+ file.handbook/one.md"])
    }

    @Test("a table and its assistant change together, whichever is named")
    func tables() {
        let account = project().applied()
        let changed = project(["p.csv": "P", "q.csv": "Q", "a.md": "A"])
        for only in ["assistant.bot", "file.bot/code_interpreter/p.csv"] {
            #expect(
                addresses(plan(changed, account, only: [only])) == [
                    "~ assistant.bot", "-/+ file.bot/code_interpreter/p.csv", "-/+ file.bot/code_interpreter/q.csv",
                ]
            )
        }
    }

    @Test("what is excluded keeps out what cannot do without it, and that is said")
    func excluded() {
        let plan = plan(project(), ModelAccount(), exclude: ["file.handbook/one.md"])
        #expect(!addresses(plan).contains("+ assistant.shop"))
        #expect(addresses(plan).contains("+ file.handbook/two.md"))
        #expect(plan.leftOut.map(\.description) == ["file.handbook/one.md", "assistant.shop"])
        #expect(
            plan.warnings.map(\.message) == ["assistant.shop cannot do without file.handbook/one.md: left out too"]
        )
        #expect(plan.warnings.map(\.code) == ["held-back"])
    }

    @Test("what is named and excluded is excluded")
    func onlyAndExclude() {
        let account = project().applied()
        let plan = plan(
            project(["a.md": "A", "b.md": "B"]),
            account,
            only: ["file.bot/*"],
            exclude: ["file.bot/b.md"]
        )
        #expect(addresses(plan) == ["-/+ file.bot/a.md"])
        #expect(plan.leftOut.map(\.description) == ["file.bot/b.md"])
    }

    @Test("a store that goes takes its users and its files along")
    func storeDeletion() {
        let account = project().applied()
        var changed = project()
        changed.desired.assistants.removeLast()
        changed.desired.knowledgeBases.removeLast()
        changed.desired.assistants[0].definition.model = "gpt-6-luna"
        let all = ["- vector_store.handbook", "- file.handbook/one.md", "- file.handbook/two.md", "- assistant.shop"]
        #expect(addresses(plan(changed, account, only: ["vector_store.handbook"])) == all)
        #expect(addresses(plan(changed, account, only: ["assistant.shop"])) == ["- assistant.shop"])
        #expect(addresses(plan(changed, account, exclude: ["assistant.shop"])) == ["~ assistant.bot"])
    }

    @Test("a rename is met by its old address, too")
    func rename() {
        let account = project().applied()
        var changed = project(["one.md": "1"])
        changed.desired.assistants[1].key = "store"
        changed.desired.assistants[1].lifecycle.renamedFrom = "shop"
        for only in ["assistant.shop", "assistant.store"] {
            #expect(addresses(plan(changed, account, only: [only])) == ["→ assistant.store"])
        }
    }

    @Test("refusals are only about what is selected")
    func refusals() {
        var protected = project()
        protected.desired.assistants[1].lifecycle.isProtected = true
        let account = protected.applied()
        var changed = project(["a.md": "A"])
        changed.desired.assistants.removeLast()
        changed.desired.knowledgeBases.removeLast()
        #expect(plan(changed, account).refusals.map(\.kind).contains(.protected))
        #expect(plan(changed, account, only: ["file.bot/a.md"]).refusals == [])
        #expect(plan(changed, account, only: ["assistant.shop"]).refusals.map(\.kind) == [.protected])

        let empty = Project()
        #expect(plan(empty, project().applied(), allowsMassDelete: false).refusals.map(\.kind) == [.massDelete])
        #expect(
            plan(empty, project().applied(), only: ["assistant.shop"], allowsMassDelete: false).refusals == []
        )
    }

    // MARK: Replacements

    @Test("a file is made anew although it did not change")
    func replacedFile() {
        let account = project().applied()
        let plan = plan(project(), account, replace: ["file.bot/a.md"])
        #expect(PlanText.lines(plan) == ["-/+ file.bot/a.md (replaceRequested @bot.yaml:20)"])
    }

    @Test("a store is made anew with all of its files, and its users follow")
    func replacedStore() {
        let account = project().applied()
        let plan = plan(project(), account, replace: ["vector_store.handbook"])
        #expect(
            addresses(plan) == [
                "-/+ vector_store.handbook", "-/+ file.handbook/one.md", "-/+ file.handbook/two.md", "~ assistant.shop",
            ]
        )
        #expect(plan.changes[0].reasons.map(\.kind) == [.replaceRequested])
        let narrowed = self.plan(
            project(["a.md": "A"]),
            account,
            only: ["vector_store.handbook"],
            replace: ["vector_store.handbook"]
        )
        #expect(narrowed.changes.map(\.address) == plan.changes.map(\.address))
        #expect(narrowed.leftOut.map(\.description) == ["file.bot/a.md"])
    }

    @Test("a table is made anew, and its assistant follows")
    func replacedTable() {
        let account = project().applied()
        let plan = plan(project(), account, replace: ["file.bot/code_interpreter/p.csv"])
        #expect(addresses(plan) == ["~ assistant.bot", "-/+ file.bot/code_interpreter/p.csv"])
        #expect(plan.changes[1].reasons.map(\.kind) == [.replaceRequested])
    }

    @Test("patterns that meet nothing are named once, in the order given")
    func unmatched() {
        let scope = PlanScope(
            only: [AddressPattern("assistant.bot"), AddressPattern("assistant.bat")],
            exclude: [AddressPattern("assistant.bat"), AddressPattern("file.x/*")]
        )
        #expect(scope.unmatched([.assistant("bot")]).map(\.text) == ["assistant.bat", "file.x/*"])
    }
}

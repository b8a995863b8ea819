import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Renames and duplicates")
struct RenameAndDuplicateTests {
    private func project(_ key: String, from previous: String? = nil, model: String = "gpt-6-sol") -> Project {
        Project(
            [
                Fixture.assistant(
                    key,
                    model: model,
                    knowledge: key,
                    codeFiles: ["p.csv"],
                    lifecycle: Lifecycle(renamedFrom: previous)
                ) { $0.name = "Bot" }
            ],
            [Fixture.knowledge(key, ["a.md"])],
            files: ["a.md": "one", "p.csv": "two"]
        )
    }

    @Test("renamed_from keeps the assistant, its store and its files, and uploads nothing")
    func rename() {
        let old = project("old").applied()
        var account = old
        let new = project("new", from: "old", model: "gpt-6-luna")
        let plan = account.apply(new)
        #expect(
            PlanText.lines(plan) == [
                "→ assistant.new (renamed from old @new.yaml:8; changed model @new.yaml:3)"
                    + #" | model: "gpt-6-sol" → "gpt-6-luna""#,
                "→ vector_store.new (renamed from old @new.yaml:10; changed name @new.yaml:10)"
                    + #" | name: "old" → "new""#,
            ]
        )
        #expect(plan.changes.map(\.previousAddress) == [.assistant("old"), .vectorStore("old")])
        #expect(plan.unchangedCount == 2)
        #expect(account.assistants.map(\.id) == old.assistants.map(\.id))
        #expect(account.stores.map(\.members) == old.stores.map(\.members))
        #expect(account.files == old.files)
        #expect(new.plan(account).isEmpty)
        #expect(new.plan(account).warnings == [])
    }

    @Test("a rename that stopped between the assistant and its store is finished")
    func halfRename() {
        var account = project("old").applied()
        let new = project("new", from: "old")
        account.apply(new, steps: 1)
        #expect(new.plan(account).changes.map(\.address) == [.vectorStore("new")])
        account.apply(new)
        #expect(account.stores.count == 1)
    }

    @Test("renamed_from that names nothing live, or something that is taken, is a warning")
    func warnings() {
        #expect(project("new", from: "old").plan(ModelAccount()).warnings.map(\.code) == ["renamed-from-missing"])
        var both = project("new", from: "old")
        both.desired = Fixture.desired(
            both.desired.assistants + project("old").desired.assistants,
            both.desired.knowledgeBases + project("old").desired.knowledgeBases
        )
        let plan = both.plan(project("old").applied())
        #expect(plan.warnings.map(\.code) == ["renamed-from-taken"])
        #expect(plan.changes.allSatisfy { $0.action == .create && $0.address.owner == "new" })
    }

    @Test("a key that was changed without renamed_from is taken for a rename where the two are alike")
    func likelyRename() throws {
        let account = project("old").applied()
        func warnings(of project: Project, isOfManifests: Bool = true) -> [PlanWarning] {
            var context = PlanContext()
            context.isOfManifests = isOfManifests
            let live = account.state(for: project)
            let inspection = Inspection(of: live, desired: project.desired, contents: project.contents)
            return Planner(allowsMassDelete: true).plan(inspection, context).warnings
        }
        let found = warnings(of: project("new"))
        let warning = try #require(found.first)
        #expect(found.count == 1)
        #expect(warning.code == "likely-rename" && warning.address == "assistant.new")
        #expect(
            warning.message == "assistant.new is made and assistant.old deleted, and they are alike: if the key was "
                + "changed, `lifecycle: { renamed_from: old }` keeps the assistant, its id and its files"
        )
        #expect(warning.location == Fixture.place("new.yaml", 1))
        // Another assistant takes the place of one that goes.
        let other = Project([Fixture.assistant("other", model: "gpt-6-luna") { $0.instructions = "Sell bicycles." }])
        #expect(warnings(of: other) == [])
        // A release that is brought back has no manifest to write it into.
        #expect(warnings(of: project("new"), isOfManifests: false) == [])
    }

    @Test("where dozens of assistants come and go at once, none of them is taken for a rename")
    func noRename() {
        func warnings(_ count: Int) -> [PlanWarning] {
            func project(_ prefix: String) -> Project {
                Project((0..<count).map { Fixture.assistant("\(prefix)-\($0)") { $0.instructions = "Sell bicycles." } })
            }
            let new = project("new")
            let inspection = Inspection(
                of: project("old").applied().state(for: new),
                desired: new.desired,
                contents: new.contents
            )
            var context = PlanContext()
            context.isOfManifests = true
            return Planner(allowsMassDelete: true).plan(inspection, context).warnings
        }
        #expect(warnings(3).map(\.code) == Array(repeating: "likely-rename", count: 3))
        #expect(Set(warnings(3).map(\.message)).count == 3)
        #expect(warnings(40).isEmpty)
    }

    @Test("of assistants with equal marks the oldest is live, and its files stay")
    func duplicateAssistants() {
        let project = project("bot")
        var account = project.applied()
        var copy = account.assistants[0]
        copy.id = "asst_copy"
        copy.createdAt += 100
        account.assistants.insert(copy, at: 0)
        let original = account.assistants[1].id
        let plan = account.apply(project)
        #expect(plan.changes.map { "\($0.address)" } == ["assistant.bot#asst_copy"])
        #expect(plan.changes[0].reasons.map(PlanText.reason) == ["duplicate of \(original)"])
        #expect(account.assistants.map(\.id) == [original])
        #expect(account.files.count == 2)
    }

    @Test("of stores with equal marks the referenced one is live, also when it is younger")
    func duplicateStores() {
        let project = project("bot")
        var account = project.applied()
        var copy = account.stores[0]
        copy.id = "vs_copy"
        copy.createdAt -= 50
        let file = copy.members.keys.sorted()[0]
        copy.members["file_copy"] = copy.members[file]
        copy.members["file_copy"]?.fileID = "file_copy"
        account.files["file_copy"] = account.files[file]
        account.stores.append(copy)
        let plan = account.apply(project)
        #expect(
            plan.changes.map { "\($0.address)" } == ["vector_store.bot#vs_copy", "file.bot/a.md#file_copy"]
        )
        #expect(plan.changes[0].dependencies == [plan.changes[1].address])
        #expect(account.stores.count == 1)
        #expect(account.stores[0].members.keys.sorted() == [file])
    }

    @Test("of two members for one path the right one stays")
    func duplicateMembers() {
        let project = project("bot")
        var account = project.applied()
        let right = account.member("a.md")
        account.stores[0].members["a_stale"] = LiveMember(fileID: "a_stale", path: "a.md", sha256: "stale")
        account.files["a_stale"] = account.files[right]
        let plan = account.apply(project)
        #expect(PlanText.lines(plan) == ["- file.bot/a.md#a_stale (duplicate of \(right))"])
        #expect(Array(account.stores[0].members.keys) == [right])
    }

    @Test("a file name whose Unicode form changed in git is renamed on the account, which uploads nothing")
    func unicodeForm() {
        func project(_ path: String) -> Project {
            Project([Fixture.assistant(knowledge: "bot")], [Fixture.knowledge("bot", [path])], files: [path: "one"])
        }
        var account = project("caf\u{E9}.md").applied()
        let uploads = account.files
        let plan = account.apply(project("cafe\u{301}.md"))
        #expect(plan.changes.map(\.action) == [.rename])
        #expect(plan.changes.map { $0.file?.isUploaded } == [false])
        #expect(account.files == uploads)
        let paths = account.stores[0].members.values.compactMap { $0.path.map { Array($0.utf8) } }
        #expect(paths == [Array("cafe\u{301}.md".utf8)])
        #expect(project("cafe\u{301}.md").plan(account).isEmpty)
    }
}

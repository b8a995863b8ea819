import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Files of code interpreter")
struct CodeInterpreterTests {
    private let path = "tool_resources.code_interpreter.file_ids"

    private func project(_ files: [String: String]) -> Project {
        var project = Project([Fixture.assistant(codeFiles: Array(files.keys))], files: files)
        project.desired.assistants[0].definition.tools = [.codeInterpreter]
        return project
    }

    @Test("changed content replaces the file, and the assistant follows")
    func content() {
        let account = project(["p.csv": "one", "q.csv": "two"]).applied()
        let ids = account.assistants[0].codeFileIDs
        let plan = project(["p.csv": "uno", "q.csv": "two"]).plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ assistant.bot (follows file.bot/code_interpreter/p.csv @bot.yaml:30)"
                    + #" | \#(path): ["\#(ids[0])","\#(ids[1])"] → ?"#,
                "-/+ file.bot/code_interpreter/p.csv (contentChanged @bot.yaml:30)",
            ]
        )
        #expect(plan.changes[0].dependencies == [plan.changes[1].address])
        #expect(plan.changes[1].liveID == ids[0])
        #expect(plan.unchangedCount == 1)
    }

    @Test("new and removed files are told apart; removed ones go after the assistant's change")
    func newAndRemoved() {
        let account = project(["p.csv": "one", "q.csv": "two"]).applied()
        let ids = account.assistants[0].codeFileIDs
        let removal = project(["p.csv": "one"]).plan(account)
        #expect(
            PlanText.lines(removal) == [
                "~ assistant.bot (changed \(path) @bot.yaml:5)"
                    + #" | \#(path): ["\#(ids[0])","\#(ids[1])"] → ["\#(ids[0])"]"#,
                "- file.bot/code_interpreter/q.csv (notDeclared @bot.yaml:5)",
            ]
        )
        #expect(removal.changes[1].dependencies == [.assistant("bot")])
        let addition = project(["p.csv": "one", "q.csv": "two", "r.csv": "three"]).plan(account)
        #expect(PlanText.lines(addition).last == "+ file.bot/code_interpreter/r.csv (new @bot.yaml:30)")
    }

    @Test("what was attached or detached by hand is seen: the first only detached, the second uploaded")
    func byHand() {
        let project = project(["p.csv": "one"])
        var account = project.applied()
        account.assistants[0].codeFileIDs = ["file_foreign"]
        account.files["file_foreign"] = ModelAccount.FileObject(name: "theirs.csv", sha256: "?")
        let plan = project.plan(account)
        #expect(
            PlanText.lines(plan) == [
                #"~ assistant.bot (by hand \#(path)) | \#(path): ["file_foreign"] → ? by hand"#,
                "+ file.bot/code_interpreter/p.csv (missingOnAccount @bot.yaml:30)",
                "- file.bot/code_interpreter/theirs.csv (attachedByHand)",
            ]
        )
        #expect(plan.drift.count == 3)
        account.apply(project)
        #expect(account.files["file_foreign"] != nil)
        #expect(project.plan(account).isEmpty)
    }

    @Test("a file whose name another one takes over gets an address of its own")
    func sameName() {
        let account = project(["old/p.csv": "one"]).applied()
        let id = account.assistants[0].codeFileIDs[0]
        let plan = project(["p.csv": "one"]).plan(account)
        #expect(
            plan.changes.dropFirst().map { "\($0.action) \($0.address)" } == [
                "create file.bot/code_interpreter/p.csv", "delete file.bot/code_interpreter/p.csv#\(id)",
            ]
        )
    }

    @Test("only ids that are not what is wanted are looked up")
    func lookups() {
        let project = project(["p.csv": "one", "q.csv": "two"])
        var account = project.applied()
        func lookups() -> [String] {
            Matching(
                desired: project.desired,
                contents: project.contents,
                overview: account.state(for: project)
            ).needs.fileIDs
        }
        #expect(lookups() == [])
        account.assistants[0].codeFileIDs.append("file_foreign")
        #expect(lookups() == ["file_foreign"])
    }

    @Test("a file that goes has the address that it was created under, as far as the folders of the project tell")
    func addresses() {
        func live(_ project: Project, names: Bool = true) -> LiveState {
            var live = project.applied().state(for: project)
            for index in live.assistants[0].codeInterpreterFiles.indices where names {
                live.assistants[0].codeInterpreterFiles[index].name = "old.csv"
            }
            return live
        }
        let old = project(["data/old.csv": "one"])
        let new = project(["data/new.csv": "two"])
        let plan = Planner(allowsMassDelete: true).plan(
            Inspection(of: live(old), desired: new.desired, contents: new.contents)
        )
        #expect(
            plan.changes.filter { $0.action == .delete }.map(\.address) == [.codeInterpreterFile("bot", "data/old.csv")]
        )
        let elsewhere = project(["new.csv": "two"])
        let unknown = Planner(allowsMassDelete: true).plan(
            Inspection(of: live(old), desired: elsewhere.desired, contents: elsewhere.contents)
        )
        #expect(
            unknown.changes.filter { $0.action == .delete }.map(\.address) == [.codeInterpreterFile("bot", "old.csv")]
        )
        let destroyed = Planner().destroyPlan(
            Inspection(of: live(old, names: false), desired: old.desired.declaringNothing, contents: [:]),
            codeFilePaths: CodeFilePaths(knowing: old.desired.filePaths)
        )
        #expect(destroyed.changes.map(\.address).contains(.codeInterpreterFile("bot", "data/old.csv")))
    }
}

import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Knowledge")
struct KnowledgeTests {
    private func project(
        _ files: [String: String],
        attributes: [String: [String: JSONValue]] = [:],
        chunking: Chunking = .standard,
        isProtected: Bool = false
    ) -> Project {
        Project(
            [Fixture.assistant(knowledge: "bot", lifecycle: Lifecycle(isProtected: isProtected))],
            [Fixture.knowledge("bot", Array(files.keys), attributes: attributes, chunking: chunking)],
            files: files
        )
    }

    /// The lines of the plan for changed files.
    private func lines(_ old: Project, _ new: Project) -> [String] { PlanText.lines(new.plan(old.applied())) }

    @Test("changed bytes replace the file and nothing else")
    func content() {
        let old = project(["a.md": "one", "b.md": "two"])
        let new = project(["a.md": "uno", "b.md": "two"])
        let plan = new.plan(old.applied())
        #expect(PlanText.lines(plan) == ["-/+ file.bot/a.md (contentChanged @bot.yaml:20)"])
        #expect(plan.changes[0].file?.previousSHA256 == Fixture.sha256("one"))
        #expect(plan.changes[0].file?.content?.sha256 == Fixture.sha256("uno"))
        #expect(plan.unchangedCount == 3)
    }

    @Test("attributes change without an upload, and 1 is 1.0")
    func attributes() {
        let old = project(["a.md": "one"], attributes: ["a.md": ["lang": "en", "rank": 1, "gone": true]])
        let new = project(["a.md": "one"], attributes: ["a.md": ["lang": "de", "rank": 1.0]])
        let plan = new.plan(old.applied())
        #expect(
            PlanText.lines(plan) == [
                "~ file.bot/a.md (attributesChanged @bot.yaml:20)"
                    + #" | attributes.gone: true → unset | attributes.lang: "en" → "de""#
            ]
        )
        #expect(plan.changes[0].file?.isUploaded == false)
    }

    @Test("a file that moved under its name keeps its object; under another name it is uploaded")
    func moves() {
        let old = project(["docs/a.md": "one"])
        let plan = project(["handbook/a.md": "one"]).plan(old.applied())
        #expect(
            PlanText.lines(plan) == [
                "→ file.bot/handbook/a.md (moved from docs/a.md @bot.yaml:20)"
                    + #" | attributes.path: "docs/a.md" → "handbook/a.md""#
            ]
        )
        #expect(plan.changes[0].file?.isUploaded == false)
        #expect(plan.changes[0].previousAddress == .knowledgeFile("bot", "docs/a.md"))
        #expect(
            lines(old, project(["docs/b.md": "one"])) == [
                "- file.bot/docs/a.md (notMatched knowledge.files @bot.yaml:10)",
                "+ file.bot/docs/b.md (new @bot.yaml:20)",
            ]
        )
        #expect(lines(old, project(["handbook/a.md": "uno"])).count == 2)
    }

    @Test("moves of equal files are matched in the order of their paths")
    func equalMoves() {
        let old = project(["x/a.md": "one", "y/a.md": "one"])
        #expect(
            project(["p/a.md": "one", "q/a.md": "one", "r/a.md": "one"]).plan(old.applied()).changes.map {
                "\($0.action) \($0.address) \($0.previousAddress.map { "\($0)" } ?? "")"
            } == [
                "rename file.bot/p/a.md file.bot/x/a.md", "rename file.bot/q/a.md file.bot/y/a.md",
                "create file.bot/r/a.md ",
            ]
        )
    }

    @Test("new before old: removals wait for uploads and for the assistants that use the store")
    func order() {
        let old = project(["a.md": "one", "b.md": "two"])
        var new = project(["a.md": "uno", "c.md": "three"])
        new.desired.assistants[0].definition.model = "gpt-6-luna"
        let plan = new.plan(old.applied())
        let dependencies = Dictionary(
            uniqueKeysWithValues: plan.changes.map { ("\($0.address)", $0.dependencies.map { "\($0)" }) }
        )
        #expect(
            dependencies == [
                "assistant.bot": ["file.bot/a.md", "file.bot/c.md"], "file.bot/a.md": [], "file.bot/c.md": [],
                "file.bot/b.md": ["assistant.bot", "file.bot/a.md", "file.bot/c.md"],
            ]
        )
    }

    @Test("another chunking uploads every file anew, also where the server does not show it", arguments: [false, true])
    func chunking(isHidden: Bool) {
        var account = ModelAccount()
        account.quirks.hidesChunking = isHidden
        account.apply(project(["a.md": "one", "b.md": "two"]))
        let new = project(
            ["a.md": "one", "b.md": "two"],
            chunking: Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 0)
        )
        let old = isHidden ? "?" : "800"
        #expect(
            PlanText.lines(new.plan(account)) == [
                "-/+ file.bot/a.md (chunkingChanged \(old) → 400 @bot.yaml:10)",
                "-/+ file.bot/b.md (chunkingChanged \(old) → 400 @bot.yaml:10)",
            ]
        )
        account.apply(new, steps: 1)
        account.apply(new)
        #expect(account.stores[0].members.values.allSatisfy { $0.chunking == new.desired.knowledgeBases[0].chunking })
        #expect(new.plan(account).isEmpty)
    }

    @Test("a file that could not be indexed is uploaded again, with the server's words")
    func failed() {
        let project = project(["a.md": "one"])
        var account = project.applied()
        account.stores[0].members[account.member("a.md")]?.status = .failed("unsupported_file: no text")
        #expect(
            PlanText.lines(project.plan(account)) == [
                "-/+ file.bot/a.md (failed: unsupported_file: no text @bot.yaml:20)"
            ]
        )
    }

    @Test("a member that is still being indexed leaves the store unfinished, and nothing goes before it is done")
    func indexing() {
        let old = project(["a.md": "one", "b.md": "two"])
        var account = old.applied()
        account.stores[0].members[account.member("a.md")]?.status = .inProgress
        #expect(PlanText.lines(old.plan(account)) == ["~ vector_store.bot (unfinished)"])
        let plan = project(["a.md": "one"]).plan(account)
        #expect(
            PlanText.lines(plan) == [
                "~ vector_store.bot (unfinished)", "- file.bot/b.md (notMatched knowledge.files @bot.yaml:10)",
            ]
        )
        #expect(plan.changes[1].dependencies == [.vectorStore("bot")])
    }

    @Test("a membership that a stopped run left half done is finished")
    func applying() {
        let project = project(["a.md": "one"])
        var account = project.applied()
        account.stores[0].metadata["assistantctl"] =
            AppliedRecord.vectorStore(
                project.desired.knowledgeBases[0],
                members: AppliedRecord.applyingMembers
            ).text
        let plan = account.apply(project)
        #expect(PlanText.lines(plan) == ["~ vector_store.bot (unfinished)"])
        #expect(project.plan(account).isEmpty)
    }

    @Test("what was attached by hand is detached, and its file object stays")
    func attachedByHand() {
        let project = project(["a.md": "one"])
        var account = project.applied()
        account.files["file_foreign"] = ModelAccount.FileObject(name: "notes.md", sha256: "?")
        account.stores[0].members["file_foreign"] = LiveMember(fileID: "file_foreign", path: nil, sha256: nil)
        #expect(PlanText.lines(project.plan(account)) == ["- file.bot/file_foreign (attachedByHand)"])
        account.apply(project)
        #expect(account.files["file_foreign"] != nil)
        #expect(account.stores[0].members["file_foreign"] == nil)
    }

    @Test("a file object of ours that a second store has as well is only detached there")
    func sharedObject() {
        let both = Project(
            [Fixture.assistant("ada", knowledge: "ada"), Fixture.assistant("bob", knowledge: "bob")],
            [Fixture.knowledge("ada", ["a.md"]), Fixture.knowledge("bob", ["b.md"])],
            files: ["a.md": "one", "b.md": "two"]
        )
        var account = both.applied()
        let id = account.member("a.md")
        account.stores[1].members[id] = account.stores[0].members[id]
        let plan = account.apply(both)
        #expect(PlanText.lines(plan) == ["- file.bob/a.md (attachedByHand)"])
        #expect(account.files[id] != nil)
        #expect(account.stores[0].members[id] != nil && account.stores[1].members[id] == nil)
    }

    @Test("a store that goes leaves the files that another one has, and a replaced file that another one keeps stays")
    func sharedObjectOfStoreThatGoes() {
        func project(_ keys: [String], _ files: [String: String]) -> Project {
            Project(
                keys.map { Fixture.assistant($0, knowledge: $0) },
                keys.map { Fixture.knowledge($0, ["a.md"]) },
                files: files
            )
        }
        let both = project(["ada", "bob"], ["a.md": "one"])
        var account = both.applied()
        let id = account.stores[0].members.keys.sorted()[0]
        let copied = account.stores[1].members.keys.sorted()[0]
        account.stores[1].members = account.stores[0].members
        account.files[copied] = nil
        #expect(both.plan(account, looksEverywhere: true).isEmpty)

        var gone = account
        let plan = gone.apply(project(["ada"], ["a.md": "one"]))
        #expect(plan.changes.map { "\($0.address)" } == ["assistant.bob", "vector_store.bob"])
        #expect(gone.files[id] != nil)

        account.stores[1].members[id]?.chunking = Chunking(maxChunkSizeTokens: 200, chunkOverlapTokens: 0)
        let live = account.fullState(ownership: both.desired.ownership)
        let swap = Planner().plan(Inspection(of: live, desired: both.desired, contents: both.contents))
        #expect(
            PlanText.lines(swap) == [
                "+ file.bob/a.md (chunkingChanged 200 → 800 @bob.yaml:10)", "- file.bob/a.md#\(id) (attachedByHand)",
            ]
        )
    }

    @Test("an expired store is replaced: everything goes up again, the assistant follows, then the old goes")
    func expired() {
        let project = project(["a.md": "one"])
        var account = project.applied()
        let old = account.stores[0].id
        account.stores[0].isExpired = true
        let plan = account.apply(project)
        #expect(
            PlanText.lines(plan) == [
                #"~ assistant.bot (follows vector_store.bot)"#
                    + #" | tool_resources.file_search.vector_store_ids: ["\#(old)"] → ?"#,
                "-/+ vector_store.bot (expired)",
                "-/+ file.bot/a.md (follows vector_store.bot @bot.yaml:20)",
            ]
        )
        #expect(plan.changes[0].dependencies == [.vectorStore("bot"), .knowledgeFile("bot", "a.md")])
        #expect(plan.changes[2].dependencies == [.vectorStore("bot")])
        #expect(account.stores.map(\.id) != [old])
        #expect(account.assistants[0].storeIDs == account.stores.map(\.id))
    }

    @Test("the new store of a replacement that was broken off is taken up again")
    func brokenReplacement() {
        let project = project(["a.md": "one", "b.md": "two"])
        var account = project.applied()
        account.stores[0].isExpired = true
        account.apply(project, steps: 2)
        let new = account.stores[1].id
        let plan = account.apply(project)
        #expect(plan.changes.count { $0.file?.isUploaded == true } == 1)
        #expect(account.stores.map(\.id) == [new])
        #expect(account.files.count == 2)
    }

    @Test("a store that was deleted on the account is made again")
    func missing() {
        let project = project(["a.md": "one"])
        var account = project.applied()
        let old = account.stores.removeLast().id
        #expect(
            PlanText.lines(project.plan(account)) == [
                "~ assistant.bot (follows vector_store.bot)"
                    + #" | tool_resources.file_search.vector_store_ids: ["\#(old)"] → ?"#,
                #"+ vector_store.bot (missingOnAccount @bot.yaml:10) | name: unset → "bot""#,
                "+ file.bot/a.md (missingOnAccount @bot.yaml:20)",
            ]
        )
    }

    @Test("assistants that change their knowledge base are repointed before the old store goes")
    func repointed() {
        let own = project(["a.md": "one"])
        var shared = own
        shared.desired = Fixture.desired(
            [Fixture.assistant(knowledge: "handbook")],
            [Fixture.knowledge("handbook", ["a.md"], isShared: true)]
        )
        let account = own.applied()
        let plan = shared.plan(account)
        #expect(
            plan.changes.map { "\($0.action) \($0.address) after \($0.dependencies.map { "\($0)" })" } == [
                #"update assistant.bot after ["vector_store.handbook", "file.handbook/a.md"]"#,
                #"delete vector_store.bot after ["assistant.bot", "file.bot/a.md"]"#,
                #"delete file.bot/a.md after ["assistant.bot"]"#,
                #"create vector_store.handbook after []"#,
                #"create file.handbook/a.md after ["vector_store.handbook"]"#,
            ]
        )
        #expect(
            plan.changes[0].reasons.map(PlanText.reason) == [
                "changed tool_resources.file_search.vector_store_ids @bot.yaml:7"
            ]
        )
    }

    @Test("a shared store waits for all who use it, and knows one change of files only")
    func sharedStore() {
        func project(_ files: [String: String], model: String) -> Project {
            Project(
                ["ada", "bob"].map { Fixture.assistant($0, model: model, knowledge: "handbook") },
                [Fixture.knowledge("handbook", Array(files.keys), isShared: true)],
                files: files
            )
        }
        let plan = project(["b.md": "two"], model: "gpt-6-luna").plan(
            project(["a.md": "one"], model: "gpt-6-sol").applied()
        )
        #expect(
            plan.changes.first { $0.action == .delete }?.dependencies.map { "\($0)" } == [
                "assistant.ada", "assistant.bob", "file.handbook/b.md",
            ]
        )
        #expect(plan.changes.count == 4)
    }

    @Test("settings of the store change in place")
    func settings() {
        let old = project(["a.md": "one"])
        var new = old
        new.desired.knowledgeBases[0].expiresAfterDays = 30
        #expect(
            lines(old, new) == [
                "~ vector_store.bot (changed expires_after.days @bot.yaml:11) | expires_after.days: unset → 30"
            ]
        )
    }

    @Test("the mark protect of an assistant is on its store as well")
    func protect() {
        let old = project(["a.md": "one"])
        #expect(
            lines(old, project(["a.md": "one"], isProtected: true)) == [
                "~ assistant.bot (changed lifecycle.protect @bot.yaml:8) | lifecycle.protect: unset → true",
                "~ vector_store.bot (changed lifecycle.protect @bot.yaml:8) | lifecycle.protect: unset → true",
            ]
        )
    }
}

extension ModelAccount {
    /// The id of the member for a path, in whatever store.
    func member(_ path: String) -> String {
        stores.flatMap(\.members.values).first { $0.path == path }?.fileID ?? "none"
    }

    @Test("a file that goes from a shared knowledge base names the field of its own document")
    func sharedField() {
        func project(_ paths: [String]) -> Project {
            Project(
                [Fixture.assistant(knowledge: "handbook")],
                [Fixture.knowledge("handbook", paths, isShared: true)],
                files: ["a.md": "one", "b.md": "two"]
            )
        }
        let plan = project(["a.md"]).plan(project(["a.md", "b.md"]).applied())
        #expect(PlanText.lines(plan) == ["- file.handbook/b.md (notMatched files @handbook.yaml:10)"])
    }
}

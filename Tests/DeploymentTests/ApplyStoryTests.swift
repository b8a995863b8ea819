import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@Suite("stories of apply: each ends with an empty plan")
struct ApplyStoryTests {
    @Test("a project is created and the next plan is empty")
    func create() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        let report = try await project.apply(account)
        #expect(report.isComplete)
        #expect(report.notes == [])
        #expect(report.entries.allSatisfy { $0.outcome == .done && $0.id != nil })
        #expect(try await project.plan(account).changes == [])
        #expect(
            account.read { $0.files.values.map(\.name).sorted() } == [
                "Prices.html", "faq.md", "one.md", "prices.csv", "stock.csv", "terms.md", "two.md",
            ]
        )
        let workshop = account.read { state in
            state.assistants.values.first { $0["name"] == "Workshop" }?["tool_resources"]
        }
        #expect(workshop?["code_interpreter"] == nil, "a resource without its tool is an error on some servers")
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var changes: [String]
        var uploads: Int
        var edit: @Sendable (inout TestProject) -> Void
    }

    static let edits = [
        Edit(testDescription: "a prompt", changes: ["update assistant.support"], uploads: 0) {
            $0.assistants[0].definition.instructions = "Be brief."
        },
        Edit(testDescription: "a tool", changes: ["update assistant.support"], uploads: 0) {
            $0.assistants[0].definition.tools[0] = .fileSearch(FileSearchTool(maxNumResults: 4))
        },
        Edit(testDescription: "cleared fields", changes: ["update assistant.support"], uploads: 0) {
            $0.assistants[0].definition.description = nil
            $0.assistants[0].definition.temperature = nil
            $0.assistants[0].definition.reasoningEffort = nil
        },
        Edit(testDescription: "a metadata key that goes", changes: ["update assistant.support"], uploads: 0) {
            $0.assistants[0].definition.metadata = ["desk": "2"]
        },
        Edit(
            testDescription: "a file's bytes, same size",
            changes: ["replace file.support/docs/faq.md"],
            uploads: 1
        ) { $0.files["docs/faq.md"] = "QUESTIONS" },
        Edit(testDescription: "an attribute", changes: ["update file.support/docs/Prices.HTML"], uploads: 0) {
            $0.knowledgeBases[0].files[0].attributes = ["lang": "de"]
        },
        Edit(testDescription: "a file that goes", changes: ["delete file.handbook/hand/two.md"], uploads: 0) {
            $0.files["hand/two.md"] = nil
            $0.knowledgeBases[1].files.removeLast()
        },
        Edit(
            testDescription: "a file with another name",
            changes: ["create file.handbook/hand/zwei.md", "delete file.handbook/hand/two.md"],
            uploads: 1
        ) {
            $0.files["hand/zwei.md"] = $0.files.removeValue(forKey: "hand/two.md")
            $0.knowledgeBases[1].files[1].path = "hand/zwei.md"
        },
        Edit(testDescription: "a file in another folder", changes: ["rename file.handbook/book/two.md"], uploads: 0) {
            $0.files["book/two.md"] = $0.files.removeValue(forKey: "hand/two.md")
            $0.knowledgeBases[1].files = [TestProject.file("book/two.md"), TestProject.file("hand/one.md")]
        },
        Edit(
            testDescription: "chunking",
            changes: ["replace file.handbook/hand/one.md", "replace file.handbook/hand/two.md"],
            uploads: 2
        ) { $0.knowledgeBases[1].chunking = .standard },
        Edit(testDescription: "an expiry", changes: ["update vector_store.support"], uploads: 0) {
            $0.knowledgeBases[0].expiresAfterDays = nil
        },
        Edit(
            testDescription: "a code interpreter file's bytes",
            changes: ["replace file.support/code_interpreter/data/prices.csv", "update assistant.support"],
            uploads: 1
        ) { $0.files["data/prices.csv"] = "bike,9" },
        Edit(
            testDescription: "a code interpreter file that goes",
            changes: ["delete file.support/code_interpreter/data/stock.csv", "update assistant.support"],
            uploads: 0
        ) { $0.assistants[0].codeInterpreterFiles.removeLast() },
        Edit(
            testDescription: "an assistant that goes, and its knowledge with it",
            changes: [
                "delete assistant.workshop", "delete file.handbook/hand/one.md", "delete file.handbook/hand/two.md",
                "delete vector_store.handbook",
            ],
            uploads: 0
        ) {
            $0.assistants.removeLast()
            $0.knowledgeBases.removeLast()
        },
        Edit(
            testDescription: "an assistant with another key",
            changes: ["rename assistant.desk", "rename vector_store.desk"],
            uploads: 0
        ) {
            $0.assistants[0].key = "desk"
            $0.assistants[0].knowledge = "desk"
            $0.assistants[0].lifecycle.renamedFrom = "support"
            $0.knowledgeBases[0].key = "desk"
        },
        Edit(testDescription: "knowledge that another assistant had", changes: ["update assistant.support"], uploads: 0)
        {
            $0.assistants[0].knowledge = "handbook"
            $0.knowledgeBases[0].isShared = true
        },
    ]

    @Test("an edit is planned as just that, applied as just that, and then the plan is empty", arguments: edits)
    func edit(_ edit: Edit) async throws {
        for mergesMetadata in [false, true] {
            let account = FakeAccount()
            account.change { $0.behaviour.mergesMetadata = mergesMetadata }
            var project = TestProject.standard
            try await project.apply(account)
            let ids = account.read { Set($0.assistants.keys) }
            edit.edit(&project)
            let plan = try await project.plan(account)
            #expect(plan.changes.map { "\($0.action) \($0.address)" }.sorted() == edit.changes.sorted())
            let before = account.log.count
            let report = try await project.apply(account)
            #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
            #expect(account.log[before...].count { $0 == "POST files" } == edit.uploads)
            #expect(account.read { Set($0.assistants.keys) }.isSubset(of: ids), "no assistant changes its id")
            #expect(try await project.plan(account).changes == [])

            let clean = FakeAccount()
            var fresh = project
            fresh.assistants = fresh.assistants.map { assistant in
                var assistant = assistant
                assistant.lifecycle.renamedFrom = nil
                return assistant
            }
            try await fresh.apply(clean)
            if !mergesMetadata { #expect(Self.withoutNulls(account.picture) == Self.withoutNulls(clean.picture)) }
        }
    }

    /// A field that was cleared with null and one that was never sent mean the same.
    static func withoutNulls(_ picture: [String]) -> [String] {
        picture.map { line in
            line.replacing(#"#/"[a-z_]+":null,/#"#, with: "").replacing(
                /"(description|reasoning_effort|temperature)":(null|1),/,
                with: ""
            )
        }
    }

    @Test("destroy leaves foreign objects as they were and none of ours")
    func destroy() async throws {
        let account = FakeAccount()
        account.change { state in
            state.files["file_foreign"] = FakeAccount.File(name: "faq.md", bytes: 9, sha256: "0", createdAt: 1)
            state.stores["vs_foreign"] = FakeAccount.Store(
                name: "support",
                metadata: [
                    "managed_by": "assistantctl", "project": "velo", "environment": "test2", "key": "support",
                ],
                createdAt: 1,
                expiresAfter: .null
            )
            state.assistants["asst_foreign"] = [
                "id": "asst_foreign", "created_at": 1, "model": "m", "metadata": ["project": "velo"],
            ]
        }
        let foreign = account.picture
        let project = TestProject.standard
        try await project.apply(account)
        let report = try await project.destroy(account)
        #expect(report.isComplete)
        #expect(account.picture == foreign)
    }

    @Test("a file attached by hand is detached and its object stays")
    func attachedByHand() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            state.files["file_hand"] = FakeAccount.File(name: "x.md", bytes: 1, sha256: "0", createdAt: 1)
            for id in state.stores.keys where state.stores[id]?.name == "handbook" {
                state.stores[id]?.members["file_hand"] = FakeAccount.Member(
                    attributes: [:],
                    chunking: ["type": "other"],
                    polls: 0,
                    hiddenReads: 0,
                    status: "completed"
                )
            }
        }
        let report = try await project.apply(account)
        #expect(report.isComplete)
        #expect(report.entries.map(\.change.liveID) == ["file_hand"])
        #expect(account.read { $0.files["file_hand"] != nil })
        #expect(try await project.plan(account).changes == [])
    }

    @Test("keys that the host keeps in a store's metadata survive every write")
    func hostMetadata() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.hostMetadata = ["host": "shard-7"] }
        var project = TestProject.standard
        try await project.apply(account)
        project.files["docs/faq.md"] = "other"
        try await project.apply(account)
        #expect(account.read { $0.stores.values.allSatisfy { $0.metadata["host"] == "shard-7" } })
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a server that shows a definition differently than it was sent gets no second change")
    func oddEchoes() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.hasOddEchoes = true }
        var project = TestProject.standard
        try await project.apply(account)
        #expect(try await project.plan(account).changes == [])
        project.assistants[0].definition.model = "gpt-6-luna"
        try await project.apply(account)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("an update leaves out the fields that may be edited live")
    func ignoredFields() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        project.assistants[0].lifecycle.ignoredFields = [.temperature]
        try await project.apply(account)
        account.change { state in
            for id in state.assistants.keys where state.assistants[id]?["name"] == "Support" {
                state.assistants[id]?["temperature"] = 0.9
            }
        }
        #expect(try await project.plan(account).changes == [])
        project.assistants[0].definition.instructions = "Be brief."
        project.assistants[0].definition.temperature = 0.4
        try await project.apply(account)
        #expect(account.read { $0.assistants.values.contains { $0["temperature"] == 0.9 } })
        #expect(try await project.plan(account).changes == [])
    }

    @Test("an expired store is replaced: the new one is complete before the assistant moves, and the old one goes last")
    func expiredStore() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            for id in state.stores.keys where state.stores[id]?.name == "support" { state.stores[id]?.isExpired = true }
        }
        let before = account.writes.count
        let report = try await project.apply(account)
        #expect(report.isComplete)
        let writes = Array(account.writes[before...])
        let repointed = try #require(writes.firstIndex { $0.hasPrefix("POST assistants/") })
        #expect(writes[..<repointed].allSatisfy { !$0.hasPrefix("DELETE") })
        #expect(writes.last { $0.hasPrefix("DELETE vector_stores") && $0.split(separator: "/").count == 2 } != nil)
        #expect(try await project.plan(account).changes == [])
        #expect(account.read { $0.stores.count } == 2)
        #expect(account.read { $0.files.count } == 7)
    }

    @Test("a plan with nothing to change costs three requests, one of them for files of code interpreter")
    func requestsOfAnEmptyPlan() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let before = account.log.count
        _ = try await project.plan(account)
        #expect(account.log[before...].sorted() == ["GET assistants", "GET files", "GET vector_stores"])
    }

    @Test("a store that the list does not show yet is not missing")
    func laggingList() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            state.behaviour.listLag = 1_000
            for id in state.bornAt.keys where id.hasPrefix("asst") { state.bornAt[id] = -10_000 }
        }
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a host without the Assistants API says so")
    func removedAPI() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.servesAssistants = false }
        let error = await #expect(throws: DeploymentError.self) {
            _ = try await TestProject.standard.live(account)
        }
        #expect(error?.code == .apiRemoved)
    }
}

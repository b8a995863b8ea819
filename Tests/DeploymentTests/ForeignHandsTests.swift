import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@Suite("what others do to the account meanwhile")
struct ForeignHandsTests {
    /// Applies a plan that was made before `change` happened.
    private func apply(
        _ project: TestProject,
        _ account: FakeAccount,
        after change: (inout FakeAccount.State) -> Void
    ) async throws -> ApplyReport {
        let live = try await project.live(account)
        let plan = Planner().plan(Inspection(of: live, desired: project.desired, contents: project.contents))
        account.change { change(&$0) }
        return try await project.engine(account).apply(
            plan,
            desired: project.desired,
            contents: project.contents,
            live: live
        )
    }

    private func edit(_ key: String, _ field: String, _ value: JSONValue, in state: inout FakeAccount.State) {
        for (id, assistant) in state.assistants where assistant["metadata"]?["key"] == .string(key) {
            state.assistants[id]?[field] = value
        }
    }

    @Test("an assistant that was edited between plan and apply is left alone, and the next plan shows the edit")
    func editedAssistant() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.assistants[0].definition.instructions = "Be brief."
        let report = try await apply(project, account) { edit("support", "model", "gpt-6-luna", in: &$0) }
        guard case .failed(let message)? = report.entries.first?.outcome else {
            Issue.record("\(report.entries)")
            return
        }
        #expect(message.contains("changed on the account after it was planned") && message.contains("Run plan again"))
        let plan = try await project.plan(account)
        #expect(plan.changes.flatMap { $0.fields.map(\.path) }.sorted() == ["instructions", "model"])
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("metadata that somebody added between plan and apply survives the update")
    func foreignMetadata() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.assistants[0].definition.instructions = "Be brief."
        project.knowledgeBases[0].expiresAfterDays = 60
        let report = try await apply(project, account) { state in
            for id in state.assistants.keys {
                var metadata = state.assistants[id]?["metadata"]?.objectValue ?? [:]
                metadata["audit"] = "ok"
                state.assistants[id]?["metadata"] = .object(metadata)
            }
            for id in state.stores.keys { state.stores[id]?.metadata["audit"] = "ok" }
        }
        #expect(report.isComplete, "\(report.entries.map(\.outcome))")
        #expect(account.read { $0.assistants.values.allSatisfy { $0["metadata"]?["audit"] == "ok" } })
        #expect(account.read { $0.stores.values.allSatisfy { $0.metadata["audit"] == "ok" } })
    }

    @Test("a store that was renamed by hand between plan and apply is left alone, and the next plan shows it")
    func editedStore() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["docs/faq.md"] = "QUESTIONS"
        let report = try await apply(project, account) { state in
            for (id, store) in state.stores where store.name == "support" { state.stores[id]?.name = "mine" }
        }
        #expect(!report.isComplete && account.read { $0.files.count } == 7)
        #expect(try await project.plan(account).changes.map(\.address).contains(.vectorStore("support")))
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test(
        "destroy writes nothing to what lost its marks, got another key or was protected meanwhile",
        arguments: [
            (["managed_by": ""], "no longer carries this project's marks"),
            (["key": "another"], "Run plan again"),
            (["protect": "true"], "was protected on the account after it was planned"),
        ]
    )
    func noLongerToGo(marks: [String: String], reason: String) async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let live = try await project.reader(account).readEverything()
        let plan = Planner().destroyPlan(Inspection(of: live, desired: project.desired.declaringNothing, contents: [:]))
        account.change { state in
            for (id, assistant) in state.assistants {
                var metadata = assistant["metadata"]?.objectValue ?? [:]
                for (key, value) in marks { metadata[key] = .string(value) }
                state.assistants[id]?["metadata"] = .object(metadata)
            }
            for id in state.stores.keys { state.stores[id]?.metadata.merge(marks) { $1 } }
        }
        let before = account.picture
        let report = try await project.engine(account).apply(plan, desired: nil, contents: [:], live: live)
        let messages = report.entries.compactMap { if case .failed(let message) = $0.outcome { message } else { nil } }
        #expect(!messages.isEmpty && messages.allSatisfy { $0.contains(reason) }, "\(messages)")
        #expect(account.writes.count { $0.hasPrefix("DELETE") } == 0)
        #expect(account.picture == before)
    }

    @Test("a file of code interpreter that was deleted by hand comes back")
    func deletedCodeFile() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            let id = state.files.first { $0.value.name == "prices.csv" }?.key ?? ""
            state.files[id] = nil
        }
        let plan = try await project.plan(account)
        #expect(
            plan.changes.map(\.address) == [.assistant("support"), .codeInterpreterFile("support", "data/prices.csv")]
        )
        #expect(plan.drift.map(\.address).contains(.codeInterpreterFile("support", "data/prices.csv")))
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a store that the list still shows although it is gone is made anew")
    func ghostStore() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            for (id, store) in state.stores where store.name == "handbook" {
                state.ghosts[id] = store
                state.ghosts[id]?.metadata[Ownership.MetadataKey.record] = "v=1;m=applying"
                state.stores[id] = nil
            }
        }
        let plan = try await project.plan(account)
        #expect(plan.changes.first { $0.address == .vectorStore("handbook") }?.action == .create)
        #expect(try await project.apply(account).isComplete)
    }
}

import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Whole objects in plans")
struct WholeObjectTests {
    private func values(_ object: ObjectValues?) -> JSONObject {
        JSONObject((object?.fields ?? []).map { ($0.path, $0.value) })
    }

    private func project(
        _ files: [String: String],
        model: String = "gpt-6-sol",
        attributes: [String: [String: JSONValue]] = [:],
        chunking: Chunking = .standard,
        lifecycle: Lifecycle = Lifecycle()
    ) -> Project {
        Project(
            [Fixture.assistant(model: model, knowledge: "bot", lifecycle: lifecycle) { $0.instructions = "Be brief." }],
            [Fixture.knowledge("bot", Array(files.keys), attributes: attributes, chunking: chunking)],
            files: files
        )
    }

    @Test("a file of which only an attribute changes has the same content on both sides")
    func attributeOnly() throws {
        let account = project(["a.md": "one"], attributes: ["a.md": ["lang": "en", "team": "support"]]).applied()
        let plan = project(["a.md": "one"], attributes: ["a.md": ["lang": "de", "team": "support"]]).plan(account)
        let change = try #require(plan.changes.first)
        let rest: JSONObject = [
            "id": JSONValue(change.liveID), "path": "a.md", "sha256": .string(Fixture.sha256("one")), "bytes": 3,
            "attributes.team": "support",
        ]
        #expect(values(change.before) == rest + ["attributes.lang": "en"])
        #expect(values(change.after) == rest + ["attributes.lang": "de"])
    }

    @Test("a file that is cut in another way says how, before and after")
    func chunking() throws {
        let chunking = Chunking(maxChunkSizeTokens: 200, chunkOverlapTokens: 50)
        let account = project(["a.md": "one"]).applied()
        let plan = project(["a.md": "one"], chunking: chunking).plan(account)
        let file = try #require(plan.changes.first { $0.address.filePath != nil })
        #expect(values(file.after)["chunking_strategy.max_chunk_size_tokens"] == 200)
        #expect(values(file.before)["chunking_strategy.max_chunk_size_tokens"] == nil)
        #expect(values(file.before)["bytes"] == values(file.after)["bytes"])
        #expect(file.after?.unknown == ["id"])
    }

    @Test("every object that stays is there, whether or not its store was looked into", arguments: [false, true])
    func unchanged(looksEverywhere: Bool) throws {
        let project = project(["a.md": "one", "b.md": "two"])
        let plan = project.plan(project.applied(), looksEverywhere: looksEverywhere)
        let unchanged = try #require(plan.unchanged)
        #expect(plan.isEmpty && plan.unchangedCount == 4)
        #expect(
            unchanged.map(\.address) == [
                .assistant("bot"), .vectorStore("bot"), .knowledgeFile("bot", "a.md"), .knowledgeFile("bot", "b.md"),
            ]
        )
        let assistant = values(unchanged[0].values)
        #expect(assistant["model"] == "gpt-6-sol" && assistant["instructions"] == "Be brief.")
        #expect(assistant["tool_resources.file_search.vector_store_ids"] == .array([JSONValue(unchanged[1].liveID)]))
        #expect(values(unchanged[2].values)["bytes"] == 3)
        #expect(unchanged[2].liveID == nil)
    }

    @Test("what others wrote on the account stays in the object, and is nothing that the manifests say")
    func others() throws {
        let project = project(
            ["a.md": "one"],
            model: "gpt-6-luna",
            lifecycle: Lifecycle(ignoredFields: [.instructions])
        )
        var account = project.applied()
        account.assistants[0].definition.instructions = "Edited in the dashboard."
        account.assistants[0].metadata["cost-centre"] = "12"
        let next = self.project(["a.md": "one"], lifecycle: Lifecycle(ignoredFields: [.instructions]))
        let change = try #require(next.plan(account).changes.first { $0.address == .assistant("bot") })
        #expect(values(change.after)["instructions"] == "Edited in the dashboard.")
        #expect(values(change.after)["metadata.cost-centre"] == "12")
        #expect(values(change.before)["model"] == "gpt-6-luna" && values(change.after)["model"] == "gpt-6-sol")
        let declared = values(change.declared)
        #expect(declared["model"] == "gpt-6-sol" && declared["instructions"] == nil)
        #expect(declared["metadata.cost-centre"] == nil)
    }

    @Test("what a plan of a part leaves out stays as it is on the account")
    func leftOut() throws {
        let project = project(["a.md": "one"], model: "gpt-6-luna")
        let next = self.project(["a.md": "two", "b.md": "new"])
        let live = project.applied().fullState(ownership: next.desired.ownership)
        let plan = Planner().plan(
            Inspection(
                of: live,
                desired: next.desired,
                contents: next.contents,
                scope: PlanScope(only: [AddressPattern("file.bot/b.md")])
            )
        )
        #expect(plan.changes.map(\.address) == [.knowledgeFile("bot", "b.md")])
        let unchanged = try #require(plan.unchanged)
        #expect(unchanged.count == plan.unchangedCount)
        let assistant = try #require(unchanged.first { $0.address == .assistant("bot") })
        #expect(values(assistant.values)["model"] == "gpt-6-luna" && assistant.declared == nil)
        let file = try #require(unchanged.first { $0.address == .knowledgeFile("bot", "a.md") })
        #expect(values(file.values)["sha256"] == .string(Fixture.sha256("one")))
    }

    @Test("drift has the whole object as it was applied and as it is, and a plan of drift all that is there")
    func drift() throws {
        let project = project(["a.md": "one"])
        var account = project.applied()
        account.assistants[0].definition.model = "gpt-by-hand"
        let live = account.fullState(ownership: project.desired.ownership)
        let inspection = Inspection(of: live, desired: project.desired, contents: project.contents)
        for plan in [Planner().plan(inspection), Planner().driftPlan(inspection)] {
            let drift = try #require(plan.drift.first)
            #expect(values(drift.before)["model"] == "gpt-6-sol" && values(drift.after)["model"] == "gpt-by-hand")
            #expect(values(drift.before)["instructions"] == "Be brief.")
            #expect(values(drift.after)["instructions"] == "Be brief.")
        }
        let unchanged = try #require(Planner().driftPlan(inspection).unchanged)
        #expect(unchanged.map(\.address) == [.assistant("bot"), .vectorStore("bot"), .knowledgeFile("bot", "a.md")])
        #expect(values(unchanged[0].values)["model"] == "gpt-by-hand")
    }

    @Test("what somebody took away was whole before, and what is deleted or forgotten is whole")
    func gone() throws {
        let project = project(["a.md": "one"])
        let account = project.applied()
        var live = account.fullState(ownership: project.desired.ownership)
        let whole = Planner().destroyPlan(
            Inspection(of: live, desired: project.desired.declaringNothing, contents: [:])
        )
        let deleted = try #require(whole.changes.first { $0.address == .assistant("bot") })
        #expect(values(deleted.before)["instructions"] == "Be brief." && deleted.after == nil)
        #expect(whole.unchanged == [])
        let forgotten = Planner().forgetPlan([AddressPattern("assistant.bot")], live: live, desired: project.desired)
        #expect(forgotten.changes.map { values($0.before)["name"] } == ["bot", "bot"])
        #expect(forgotten.changes.allSatisfy { $0.after == nil })
        live.vectorStores[0].members = []
        let plan = Planner().plan(Inspection(of: live, desired: project.desired, contents: project.contents))
        let drift = try #require(plan.drift.first { $0.address == .knowledgeFile("bot", "a.md") })
        #expect(drift.after == nil)
        #expect(values(drift.before) == ["path": "a.md", "sha256": .string(Fixture.sha256("one")), "bytes": 3])
    }
}

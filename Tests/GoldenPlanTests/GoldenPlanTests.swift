import AssistantModel
import OrderedJSON
import Planning
import Rendering
import TestSupport
import Testing

@Suite("One project with everything, in every format")
struct GoldenPlanTests {
    @Test("the plan in every format", arguments: PlanFormats.all)
    func snapshot(format: PlanFormats.Format) throws {
        try expectSnapshot(format.render(GoldenProject().plan), named: "plan", extension: format.fileExtension)
    }

    @Test("inputs in another order give the same bytes", arguments: PlanFormats.all)
    func shuffled(format: PlanFormats.Format) throws {
        let expected = try format.render(GoldenProject().plan)
        for _ in 0..<3 {
            let plan = try GoldenProject().plan { inputs in
                inputs.desired.assistants.shuffle()
                inputs.desired.knowledgeBases.shuffle()
                inputs.live.assistants.shuffle()
                inputs.live.vectorStores.shuffle()
                for index in inputs.live.vectorStores.indices { inputs.live.vectorStores[index].members?.shuffle() }
            }
            let isEqual = format.render(plan) == expected
            #expect(isEqual)
        }
    }

    @Test("a plan to forget in every format, whatever the order of its inputs", arguments: PlanFormats.all)
    func forget(format: PlanFormats.Format) throws {
        let text = try format.render(GoldenProject().forgetPlan())
        try expectSnapshot(text, named: "forget", extension: format.fileExtension)
        let shuffled = try GoldenProject().forgetPlan { inputs in
            inputs.desired.assistants.shuffle()
            inputs.live.assistants.shuffle()
            inputs.live.vectorStores.shuffle()
        }
        let isEqual = format.render(shuffled) == text
        #expect(isEqual)
    }

    @Test("a plan with a thousand changes stays within the limits of every format", arguments: PlanFormats.all)
    func large(format: PlanFormats.Format) throws {
        let plan = try LargePlan.standard.get()
        #expect(plan.changes.count >= 1000)
        let text = format.render(plan)
        #expect(text.utf8.count <= format.limit)
        #expect(!text.isEmpty)
    }

    @Test("the schema of the JSON, which validators of other people check the snapshot with")
    func schema() throws {
        let text = JSONWriter(layout: .pretty).string(from: PlanJSON.schema) + "\n"
        try expectSnapshot(text, named: "plan-schema", extension: "json")
    }

    @Test(
        "what the account holds under names that no manifest may set stays out of every format",
        arguments: PlanFormats.all
    )
    func unreadable(format: PlanFormats.Format) throws {
        let secret = "Bearer 8c7e9a1d"
        let plan = try GoldenProject().plan { inputs in
            for index in inputs.live.assistants.indices {
                inputs.live.assistants[index].definition.tools.append(
                    .other(
                        type: "mcp",
                        fields: [
                            "type": "mcp", "server_label": "shop", "server_url": "https://mcp.velo-lindqvist.example",
                            "authorization": .string(secret), "headers": ["Authorization": .string(secret)],
                        ]
                    )
                )
            }
        }
        let text = format.render(plan)
        let isHidden = !text.contains(secret)
        #expect(isHidden)
    }
}

import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("What forget says")
struct ForgettingRendererTests {
    private let scope = DeploymentScope(project: "velo-lindqvist", environment: "production", api: .assistants)

    private var plan: ForgettingPlan {
        let live = LiveState(
            assistants: [
                LiveAssistant(
                    id: "asst_1",
                    key: "support",
                    createdAt: 1,
                    definition: AssistantDefinition(name: "Support", model: "gpt-6-sol"),
                    vectorStoreIDs: ["vs_1"]
                )
            ],
            vectorStores: [LiveVectorStore(id: "vs_1", key: "support", createdAt: 1, isProtected: true)]
        )
        let line = SourcePosition(line: 3, column: 1)
        let declared = Assistant(
            key: "support",
            definition: AssistantDefinition(name: "Support", model: "gpt-6-sol"),
            location: SourceLocation(file: "assistants/a.yaml", range: SourceRange(start: line, end: line))
        )
        let desired = DesiredState(
            project: "velo-lindqvist",
            environment: EnvironmentSettings(
                name: "production",
                api: .assistants,
                location: SourceLocation(file: "project.yaml")
            ),
            assistants: [declared],
            knowledgeBases: []
        )
        return ForgettingPlan([AddressPattern("assistant.support")], live: live, desired: desired)
    }

    @Test("before asking: what goes, what goes with it, and what will come back")
    func before() {
        #expect(
            ForgettingRenderer(style: .plain).text(plan) == """
                  assistant.support  asst_1
                  vector_store.support  vs_1, goes with assistant.support
                warning: assistants/a.yaml:3: the manifests still declare assistant.support: the next apply will make it \
                anew; remove it from git first
                warning: vector_store.support is protected: that mark goes too, and this tool protects it no longer
                Forget: 2 objects of this project, left on the account as they are.

                """
        )
    }

    @Test("afterwards: what failed and what was not begun")
    func after() throws {
        let entries = zip(plan.items, [.notStarted, .failed(message: "the server\nis away")]).map {
            ForgettingReport.Entry(item: $0.0, outcome: $0.1)
        }
        let report = ForgettingReport(entries: entries, wroteSomething: true)
        #expect(
            ForgettingRenderer(style: .plain).text(report) == """
                not started: assistant.support
                failed: vector_store.support: the server␊is away
                Forget incomplete: 0 of 2 forgotten. The same command goes on from here.

                """
        )
        let json = try JSONReader().value(from: ForgettingJSON.text(.finished(report), of: plan, scope: scope))
        #expect(json["status"] == "incomplete")
        #expect(json["complete"] == false)
        #expect(json["results"]?.arrayValue?.map { $0["outcome"] } == ["not_started", "failed"])
        #expect(json["results"]?.arrayValue?.map { $0["because"] } == [.null, "assistant.support"])
        #expect(json["warnings"]?.arrayValue?.map { $0["code"] } == ["still-declared", "protected"])
        let declined = try JSONReader().value(from: ForgettingJSON.text(.declined, of: plan, scope: scope))
        #expect(declined["status"] == "declined")
    }
}

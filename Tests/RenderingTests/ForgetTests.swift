import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("What forget says")
struct ForgetTests {
    private let plan = Plan(
        project: "velo-lindqvist",
        environment: "production",
        api: .assistants,
        purpose: .forget,
        changes: [
            ResourceChange(
                address: .assistant("support"),
                action: .forget,
                reasons: [ChangeReason(.forget(with: nil))],
                liveID: "asst_1",
                dependencies: [.vectorStore("support")]
            ),
            ResourceChange(
                address: .vectorStore("support"),
                action: .forget,
                reasons: [ChangeReason(.forget(with: "assistant.support"))],
                fields: [FieldChange(path: "lifecycle.protect", before: true, after: nil)],
                liveID: "vs_1"
            ),
        ],
        warnings: [
            PlanWarning(
                code: "still-declared",
                message: "the manifests still declare assistant.support: the next apply will make it anew",
                address: "assistant.support",
                location: place("assistants/a.yaml", 3)
            )
        ]
    )

    @Test("before asking: what goes, what goes with it, and what will come back")
    func before() {
        #expect(
            PlanTextRenderer(style: .plain).text(plan) == """
                  < assistant.support       managed no longer
                  < vector_store.support    goes with assistant.support
                      lifecycle.protect: true → (not set)

                assistants/a.yaml:3:1: warning: the manifests still declare assistant.support: the next apply will make it \
                anew [still-declared]

                Plan: 2 to forget.

                """
        )
    }

    @Test("a refused plan says what to do")
    func refused() {
        var plan = plan
        plan.refusals = [PlanRefusal(kind: .inUse, address: "vector_store.support", message: "name them too")]
        #expect(
            PlanTextRenderer(style: .plain).text(plan).hasSuffix(
                """
                vector_store.support: refused: name them too [in-use]
                Forget would stop here with exit code 4 and change nothing.

                """
            )
        )
    }

    @Test("where the command itself shows the plan, it says that it stops")
    func stops() {
        var plan = plan
        plan.refusals = [PlanRefusal(kind: .inUse, address: "vector_store.support", message: "name them too")]
        let text = PlanTextRenderer(style: .plain, isCarriedOut: true).text(plan)
        #expect(text.hasSuffix("\nForget stops here with exit code 4 and changes nothing.\n"))
    }

    @Test("afterwards: what is done, what failed and what was not begun, for people and for programs")
    func after() throws {
        func report(_ outcomes: [ApplyReport.Outcome]) -> ApplyReport {
            let entries = zip(plan.changes, outcomes).map { ApplyReport.Entry(change: $0, outcome: $1, id: $0.liveID) }
            return ApplyReport(entries: entries, wroteSomething: true)
        }
        let renderer = ReportRenderer(style: .plain)
        let done = report([.done, .done])
        #expect(
            renderer.text(done, purpose: .forget) == """
                  < assistant.support       forgotten, asst_1
                  < vector_store.support    forgotten, vs_1

                Forget complete: 2 forgotten.

                """
        )
        let broken = report([.skipped(because: .vectorStore("support")), .failed(message: "the server\nis away")])
        #expect(
            renderer.text(broken, purpose: .forget) == """
                  · assistant.support       skipped, because vector_store.support failed (asst_1)
                  ! vector_store.support    failed (vs_1)
                      the server
                      is away

                Forget incomplete: nothing done; 1 failed, 1 skipped.

                """
        )
        let json = ReportJSON.value(.finished(broken), of: plan)
        #expect(json["status"] == "incomplete")
        #expect(json["purpose"] == "forget")
        #expect(json["complete"] == false)
        #expect(json["results"]?.arrayValue?.map { $0["outcome"] } == ["skipped", "failed"])
        #expect(json["results"]?.arrayValue?.map { $0["because"] } == ["vector_store.support", .null])
        #expect(json["plan"]?["assistantctl"]?["warnings"]?.arrayValue?.map { $0["code"] } == ["still-declared"])
        #expect(ReportJSON.value(.declined, of: plan)["status"] == "declined")
        #expect(ReportJSON.value(.finished(done), of: plan)["summary"]?["forget"] == 2)
    }

    @Test("every action has a symbol of its own, and is counted out")
    func actions() {
        let actions = ResourceChange.Action.allCases
        #expect(Set(actions.map(ReasonWording.symbol)).count == actions.count)
        #expect(Set(PlanSummary.dangerousFirst) == Set(actions))
        #expect(Set(ResourceChange.Action.inOrder) == Set(actions))
    }

    @Test("Terraform's word for it, and numbers of it only where it is")
    func json() {
        let value = PlanJSON.value(of: plan)
        #expect(SchemaCheck(root: PlanJSON.schema).problems(of: value) == [])
        let change = value["resource_changes"]?.arrayValue?.last?["change"]
        #expect(change?["actions"] == ["forget"])
        #expect(change?["before"] == ["id": "vs_1", "lifecycle": ["protect": true]])
        #expect(change?["after"] == .null)
        #expect(value["assistantctl"]?["summary"]?["forget"] == 2)
        #expect(PlanJSON.value(of: richPlan)["assistantctl"]?["summary"]?["forget"] == nil)
        #expect(ReportJSON.value(.declined, of: richPlan)["summary"]?["forget"] == nil)
    }
}

import AssistantModel
import Foundation
import OrderedJSON
import Planning
import Rendering
import Testing

@Suite("What checks came to, in a plan")
struct PlannedChecksTests {
    private static func check(
        _ question: String,
        _ verdict: PlannedCheck.Verdict,
        wrong: [PlannedCheck.WrongAnswer] = []
    ) -> PlannedCheck {
        PlannedCheck(
            assistant: "support-bot",
            question: question,
            verdict: verdict,
            right: 1,
            wrong: wrong.count,
            required: 10_000,
            maximumRuns: 2,
            obstacle: verdict == .undecided ? "the budget is spent" : nil,
            wrongAnswers: wrong,
            location: place("assistants/support-bot.yaml", 20),
            fingerprint: "f"
        )
    }

    private static let plan: Plan = {
        var plan = Plan.of(.update("support-bot", FieldChange(path: "model", before: "a", after: "b")))
        plan.checks = PlannedChecks(
            results: [
                check("When are you open?", .passed),
                check(
                    "Where are you?",
                    .failed,
                    wrong: [.init(run: 2, passage: "In Bremen.", reasons: ["does not contain \"Hamburg\""])]
                ),
                check("Who are you?", .undecided),
            ],
            isModelJudged: true,
            spent: 20_000_000_000
        )
        return plan
    }()

    @Test(
        "stands beside the changes in every format, with the passage of what failed",
        arguments: [
            PlanTextRenderer(style: .plain).text(plan), PlanMarkdownRenderer().text(plan),
            PlanHTMLRenderer().text(plan), PlanJSON.text(plan),
        ]
    )
    func formats(text: String) {
        for part in ["When are you open?", "In Bremen.", "Hamburg", "the budget is spent", "support-bot"] {
            #expect(text.contains(part), "\(part) is missing in \(text)")
        }
    }

    @Test("is kept with the plan, and fits its schema")
    func kept() throws {
        let data = try JSONEncoder().encode(Self.plan)
        #expect(try JSONDecoder().decode(Plan.self, from: data) == Self.plan)
        let checks = PlanJSON.value(of: Self.plan)["assistantctl"]?["checks"]?.arrayValue
        #expect(checks?.compactMap { $0["verdict"]?.stringValue } == ["passed", "failed", "undecided"])
    }

    @Test("never makes a comment too long")
    func limit() {
        var plan = Self.plan
        let passage = String(repeating: "€", count: 300)
        plan.checks?.results = (0..<500).map { number in
            Self.check("Question \(number)?", .failed, wrong: [.init(run: 1, passage: passage, reasons: ["is wrong"])])
        }
        #expect(PlanMarkdownRenderer().text(plan).utf8.count <= PlanMarkdownRenderer.commentLimit)
    }

    @Test("hides keys that answers hold")
    func secrets() {
        var plan = Self.plan
        let key = "sk-" + "proj-" + String(repeating: "aB3x", count: 12)
        plan.checks?.results[1].wrongAnswers[0].passage = "The key is \(key)."
        plan.checks?.results[1].wrongAnswers[0].reasons = ["calls login with \(key)"]
        plan.checks?.results[2].obstacle = "Incorrect API key provided: \(key)"
        for text in [
            PlanTextRenderer(style: .plain).text(plan), PlanMarkdownRenderer().text(plan),
            PlanHTMLRenderer().text(plan), PlanJSON.text(plan),
        ] {
            #expect(!text.contains(key) && text.contains("API key provided"))
        }
    }
}

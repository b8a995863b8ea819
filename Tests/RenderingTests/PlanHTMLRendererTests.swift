import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("Plans as a page")
struct PlanHTMLRendererTests {
    private func page(_ plan: Plan, context: DiffContext = .lines(3)) -> String {
        PlanHTMLRenderer(context: context).text(plan)
    }

    @Test("an empty plan is one sentence")
    func empty() {
        var plan = Plan.of()
        plan.unchangedCount = 7
        let page = page(plan)
        #expect(page.contains("<b>No changes. </b>7 objects on the account match assistants/."))
        #expect(!page.contains("<section"))
    }
}

import Rendering
import TestSupport
import Testing

@Suite("Comments that would be too long")
struct MarkdownLimitTests {
    @Test("no limit is passed, and the comment says what is missing", arguments: [2_000, 5_000, 9_000, 12_000, 65_536])
    func limit(bytes: Int) throws {
        for plan in [try GoldenProject().plan, try LargePlan.standard.get()] {
            let text = PlanMarkdownRenderer(limit: bytes).text(plan)
            #expect(text.utf8.count <= bytes)
            #expect(text.hasPrefix("<!-- assistantctl project=velo-lindqvist environment=production -->\n"))
            #expect(text.contains(" to delete, "))
            let whole = PlanMarkdownRenderer(limit: .max).text(plan)
            let isCut = text != whole
            #expect(text.contains("Left out to stay within") == isCut)
        }
    }

    @Test("diffs go before names do, and what is deleted is named longest")
    func order() throws {
        let text = try PlanMarkdownRenderer(limit: 6_000).text(GoldenProject().plan)
        #expect(text.contains("- `assistant.trade-fair-bot`: no longer declared"))
        #expect(text.contains("lines removed"))
        #expect(!text.contains("Refunds take"))
    }
}

import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("Plans as a page")
struct PlanHTMLRendererTests {
    private func page(_ plan: Plan, context: DiffContext = .lines(3)) -> String {
        PlanHTMLRenderer(context: context).text(plan)
    }

    private func instructions(_ before: String, _ after: String, context: DiffContext = .lines(3)) -> String {
        let field = FieldChange(path: "instructions", before: .string(before), after: .string(after))
        return page(.of(.update("support-bot", field)), context: context)
    }

    @Test("an empty plan is one sentence")
    func empty() {
        var plan = Plan.of()
        plan.unchangedCount = 7
        let page = page(plan)
        #expect(page.contains("<b>No changes. </b>7 objects on the account match assistants/."))
        #expect(!page.contains("<section"))
    }

    @Test("no text of a plan becomes markup, wherever it stands")
    func escaping() {
        let evil = "\"'><script>alert(1)</script><!--&amp;\u{202E}\u{1B}"
        let field = FieldChange(
            path: "metadata." + evil,
            before: .string(evil),
            after: .string(evil + "\n" + evil),
            cause: place(evil, 1)
        )
        let change = ResourceChange(
            address: .assistant(evil),
            action: .update,
            reasons: [ChangeReason(.fieldsChanged([evil]), cause: place(evil, 1))],
            fields: [field, FieldChange(path: evil, before: .string(evil), after: nil)],
            liveID: evil,
            previousAddress: .assistant(evil),
            dependencies: [.vectorStore(evil)]
        )
        var file = ResourceChange.newFile(evil, evil, bytes: 1)
        file.reasons.append(ChangeReason(.indexingFailed(evil)))
        file.fields = [FieldChange(path: evil, before: .string(evil), after: .string(evil))]
        let plan = Plan(
            project: evil,
            environment: evil,
            api: .assistants,
            changes: [change, file],
            drift: [
                ResourceDrift(address: .assistant(evil), liveID: evil, reason: ChangeReason(.changedOnAccount([evil])))
            ],
            warnings: [PlanWarning(code: evil, message: evil, address: evil, location: place(evil, 1))],
            refusals: [PlanRefusal(kind: .protected, address: evil, message: evil)]
        )
        let page = page(plan)
        #expect(page.count(of: "<script>") == 1)
        #expect(page.count(of: "<!--") == 0)
        #expect(!page.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B })
        // Every quoted attribute ends where it should: an address in a link holds nothing but plain characters.
        #expect(page.count(of: "alert(1)&lt;/script&gt;") > 20)
        #expect(page.count(of: "alert(1)</") == 0)
    }

    @Test("a changed word stands marked in its line, beside the line as it was")
    func words() {
        let page = instructions("One.\nRefunds take five days.\n", "One.\nRefunds take three days.\n")
        #expect(
            page.contains(
                "<td class=\"n del\">2 −</td><td class=\"del\">Refunds take <del>five</del> days.</td>"
                    + "<td class=\"n add\">2 +</td><td class=\"add\">Refunds take <ins>three</ins> days.</td>"
            )
        )
    }

    @Test("lines that are alike stand beside each other, also where one came in between")
    func pairs() {
        let page = instructions(
            "Refunds take five days.\nCall Maria in Malmö.\n",
            "Refunds take three days.\nNever shout at anyone, ever.\nCall Maria in Lund.\n",
            context: .full
        )
        #expect(page.contains("<td class=\"n none\"></td><td class=\"none\"></td><td class=\"n add\">2 +</td>"))
        #expect(page.contains("Call Maria in <del>Malmö</del>.</td><td class=\"n add\">3 +</td>"))
    }

    @Test("unchanged lines fold, and with full context nothing does")
    func folds() {
        let lines = (1...40).map { "Rule \($0).\n" }
        let new = lines.joined().replacing("Rule 20.", with: "Rule twenty.")
        let page = instructions(lines.joined(), new)
        #expect(page.count(of: "<summary>16 unchanged lines</summary>") == 1)
        #expect(page.count(of: "<summary>17 unchanged lines</summary>") == 1)
        #expect(instructions(lines.joined(), new, context: .full).count(of: "unchanged line") == 0)
    }

    @Test("what looks the same is told apart")
    func lookAlikes() {
        #expect(instructions("a b\nc\n", "a\u{A0}b\nc\n").contains("<span class=\"mark\">&lt;U+00A0&gt;</span>"))
        #expect(instructions("a\nb\n", "a\r\nb\r\n").contains("· line endings LF → CRLF"))
    }

    @Test("a paragraph that moved names the other place")
    func moved() {
        let (a, b) = ("Answer in the language of the customer.\n", "Be brief.\nAsk first.\nSign.\n")
        let page = instructions(a + b, b + a)
        #expect(page.contains("moved to line 4:"))
        #expect(page.contains("moved from line 1:"))
    }

    @Test("the security policy names the digests of the style and the script that the page has")
    func policy() throws {
        let page = page(.of())
        for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
            let start = try #require(page.firstRange(of: "<\(element)>")).upperBound
            let end = try #require(page[start...].firstRange(of: "</\(element)>")).lowerBound
            let digest = ContentDigest.sha256(Array(page[start..<end].utf8))
            let source = try #require(page.firstRange(of: "\(directive) &#39;sha256-")).upperBound
            let named = page[source...].prefix { $0 != "&" }
            #expect(Base64.decoded(String(named)) == digest)
        }
    }

    @Test("1,000 changed assistants: folded, counted in the graph, within bounds, and the page says what it leaves out")
    func large() {
        let old = (1...60).map { "Rule \($0): sell bicycles, and be brief about it.\n" }.joined()
        let new = old.replacing("Rule 30:", with: "Rule thirty:")
        let changes = (1...1000).map { number in
            ResourceChange(
                address: .assistant("bot-\(number)"),
                action: .update,
                reasons: [ChangeReason(.fieldsChanged(["instructions"]))],
                fields: [FieldChange(path: "instructions", before: .string(old), after: .string(new))],
                dependencies: [.vectorStore("handbook")]
            )
        }
        let store = ResourceChange(address: .vectorStore("handbook"), action: .create, reasons: [ChangeReason(.new)])
        let plan = Plan(
            project: "velo-lindqvist",
            environment: "production",
            api: .assistants,
            changes: changes + [store]
        )
        let page = page(plan)
        #expect(page.utf8.count < 8_000_000)
        #expect(page.contains("1,000 assistants"))
        #expect(page.contains("not in this page"))
        #expect(page.contains("Some long texts are not in this page"))
        #expect(!page.contains("<details class=\"change\" open"))
        #expect(page.count(of: "<article") == 1001)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}

/// Reads what the page writes.
private enum Base64 {
    /// Lower-case hexadecimal digits of the bytes.
    static func decoded(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = text.filter { $0 != "=" }.flatMap { character -> [Int] in
            let value = alphabet.firstIndex(of: character) ?? 0
            return (0..<6).map { value >> (5 - $0) & 1 }
        }
        return (0..<bits.count / 4).map { index in
            String(bits[4 * index..<4 * index + 4].reduce(0) { 2 * $0 + $1 }, radix: 16)
        }.prefix(64).joined()
    }
}

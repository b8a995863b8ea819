import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Anchors and aliases")
struct AliasTests {
    @Test("an alias is replaced by what the last anchor of its name before it holds")
    func resolution() {
        expectDocuments("a: &x [1]\nb: *x\nc: &x 2\nd: [*x, *x]\n", "{a: [1], b: [1], c: 2, d: [2, 2]}")
        expectDocuments("&k a: &v b\n*v : *k\n", "{a: b, b: a}")
        expectDocuments("a: &x\nb: *x\n", "{a: , b: }")
    }

    @Test("an anchor that takes a collection's name inside it stays")
    func innerAnchor() {
        expectDocuments("a: &x [&x 1, *x]\nb: *x\n", "{a: [1, 1], b: 1}")
    }

    @Test("an alias without an anchor is an error, with the nearest name")
    func unknown() {
        expectProblems(
            "base: &base 1\nb: 1️⃣*bsae2️⃣\n",
            "1️⃣2️⃣ [unknown-anchor] no anchor \"&bsae\" stands before this alias",
            "  hint did you mean \"*base\"?"
        )
        expectProblems(
            "a: 1️⃣*later\nb: &later 1\n",
            "1️⃣ [unknown-anchor] no anchor \"&later\" stands before this alias",
            "  hint quote text that begins with an asterisk: \"*later\""
        )
    }

    @Test("anchors end with their document")
    func documents() {
        expectProblems(
            "a: &x 1️⃣1\n---\nb: 2️⃣*x\n",
            "2️⃣ [unknown-anchor] no anchor \"&x\" stands before this alias",
            "  note 1️⃣ an anchor of this name stands in an earlier document, and ends with it",
            "  hint quote text that begins with an asterisk: \"*x\""
        )
    }

    @Test("an alias inside what it names is an error")
    func recursion() {
        expectProblems(
            "a: &x\n  1️⃣b: [2️⃣*x3️⃣]\n",
            "2️⃣3️⃣ [recursive-alias] \"*x\" stands inside what it names",
            "  note 1️⃣ \"&x\" begins here"
        )
    }

    @Test("a pair or element without a value is left out, the others stay")
    func leftOut() {
        let result = MarkedText("a: *x\nb: [*y, c]\n").read()
        #expect(result.documents.map(\.outline) == ["{b: [c]}"])
        #expect(result.diagnostics.map(\.code) == ["unknown-anchor", "unknown-anchor"])
    }

    @Test("an alias bomb is refused at the alias that passes the limit, without being expanded")
    func bomb() {
        var lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
        for (name, inner) in zip("bcdefghijklmnop", "abcdefghijklmno") {
            lines.append("\(name): &\(name) [\(Array(repeating: "*\(inner)", count: 10).joined(separator: ", "))]")
        }
        // Line n holds 10^n leaves, all lines count: the first alias of line 6 makes 2 * 10^5.
        lines[5] = lines[5].replacing("[*e, *e", with: "[1️⃣*e, *e")
        expectProblems(
            MarkedText(lines.joined(separator: "\n")),
            "1️⃣ [alias-bomb] with this alias the file would expand to more than 200000 nodes",
            "  hint aliases that name aliases multiply: write less with them"
        )
    }

    @Test("long text that is named often is refused too")
    func textBomb() {
        var limits = YAMLReader.Limits()
        limits.textBytes = 350
        let long = String(repeating: "x", count: 100)
        expectProblems(
            MarkedText("- &a \(long)\n- *a\n- *a\n- 1️⃣*a\n"),
            "1️⃣ [alias-bomb] with this alias the file would expand to more than 350 bytes of text",
            "  hint aliases that name aliases multiply: write less with them",
            limits: limits
        )
    }

    @Test("aliases cannot nest deeper than text may")
    func depth() {
        let text = "- &a0 []\n" + (1...100).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
        let result = MarkedText(text).read()
        #expect(result.diagnostics.map(\.code) == ["too-deep"])
        #expect(result.diagnostics.first?.location?.range?.start.line == 64)
    }
}

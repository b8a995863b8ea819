import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Places of nodes and keys")
struct PlaceTests {
    /// Expects the node under a path to reach from 1️⃣ to 2️⃣.
    private func expectRange(
        _ text: MarkedText,
        _ find: (YAMLNode) -> SourceDiagnostics.SourceLocation?,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let result = text.read()
        #expect(result.diagnostics.flatMap(text.lines) == [], sourceLocation: sourceLocation)
        let location = result.documents.first.flatMap(find)
        #expect(location?.file == "test.yaml", sourceLocation: sourceLocation)
        #expect(location?.range?.start == text.places["1️⃣"], sourceLocation: sourceLocation)
        #expect(location?.range?.end == text.places["2️⃣"], sourceLocation: sourceLocation)
    }

    private func keyLocation(_ node: YAMLNode?, _ index: Int) -> SourceDiagnostics.SourceLocation? {
        guard case .mapping(let pairs) = node?.value, pairs.indices.contains(index) else { return nil }
        return pairs[index].keyLocation
    }

    @Test("scalars begin and end with their quotes")
    func scalars() {
        expectRange("a: 1️⃣value2️⃣ # comment") { $0.at("a")?.location }
        expectRange("a:   1️⃣\"x y\"2️⃣  \n") { $0.at("a")?.location }
        expectRange("a: [b, 1️⃣'c'2️⃣]") { $0.at("a", "1")?.location }
        expectRange("a: 1️⃣two\n  lines2️⃣\nb: c") { $0.at("a")?.location }
    }

    @Test("block scalars begin at their indicator and end with their last line of text")
    func blockScalars() {
        expectRange("a: 1️⃣|\n  x\n  yz2️⃣\n\n\n# comment\nb: c\n") { $0.at("a")?.location }
        expectRange("a: 1️⃣>-  # why\n  x2️⃣\n") { $0.at("a")?.location }
        expectRange("a: 1️⃣|2️⃣\nb: c\n") { $0.at("a")?.location }
    }

    @Test("block collections end where their last element ends, not at the next token")
    func blockCollections() {
        expectRange("a:\n  1️⃣- x\n  - y2️⃣\n\n# comment\n\nb: c\n") { $0.at("a")?.location }
        expectRange("a:\n1️⃣- x\n- y2️⃣\nb: c\n") { $0.at("a")?.location }
        expectRange("a:\n  1️⃣b: c\n  d: [e]2️⃣  # comment\n\nf: g\n") { $0.at("a")?.location }
        expectRange("\n1️⃣a: b\nc:2️⃣\n\n") { $0.location }
        expectRange("- 1️⃣a: b\n  c: d2️⃣\n- e") { $0.at("0")?.location }
    }

    @Test("flow collections begin and end with their brackets")
    func flowCollections() {
        expectRange("a: 1️⃣[b, {c: d}\n  ]2️⃣ # x\n") { $0.at("a")?.location }
        expectRange("a: [b, 1️⃣{c: d}2️⃣]\n") { $0.at("a", "1")?.location }
        expectRange("[1️⃣a: b2️⃣ , c]\n") { $0.at("0")?.location }
        expectRange("a: 1️⃣[]2️⃣\n") { $0.at("a")?.location }
    }

    @Test(
        "a value that is not written stands behind its colon or dash",
        arguments: [
            "a:1️⃣2️⃣\n\n\nb: c", "? a1️⃣2️⃣\n? b\n: c\n", "{a:1️⃣2️⃣ , b: c}", "{a1️⃣2️⃣, b: c}", "a:1️⃣2️⃣ # nothing\nb: c",
        ] as [MarkedText]
    )
    func missingValues(text: MarkedText) {
        expectRange(text) { $0.at("a")?.location }
    }

    @Test("a missing element stands behind its dash")
    func missingElement() {
        expectRange("- a\n\n-1️⃣2️⃣\n- b") { $0.at("1")?.location }
    }

    @Test("keys have places of their own")
    func keys() {
        expectRange("a: b\n1️⃣\"c d\"2️⃣ : e\n") { keyLocation($0, 1) }
        expectRange("? a\n: b\n? 1️⃣c2️⃣\n") { keyLocation($0, 1) }
        expectRange("x: {1️⃣y2️⃣: z}") { keyLocation($0.at("x"), 0) }
    }

    @Test("columns count Unicode scalars, of two, three and four bytes and combined ones alike")
    func columns() {
        expectRange("ключ: 1️⃣значение2️⃣\n") { $0.at("ключ")?.location }
        expectRange("a: [\"😀e\u{301}漢\", 1️⃣b2️⃣]\n") { $0.at("a", "1")?.location }
        expectRange("\u{FEFF}ü: 1️⃣b2️⃣\n") { $0.at("ü")?.location }
        let long = String(repeating: "é", count: 500)
        expectRange(MarkedText("[\(long), x, 1️⃣\(long)2️⃣]")) { $0.at("2")?.location }
    }

    @Test(
        "what libyaml takes for a line break, and editors do not, does not move lines",
        arguments: [
            "\u{85}", "\u{2028}", "\u{2029}",
        ]
    )
    func exoticLineBreaks(scalar: String) {
        expectRange(MarkedText("a: \"x\(scalar) y\"\nb: 1️⃣c2️⃣\n")) { $0.at("b")?.location }
    }

    @Test("a node begins behind its anchor")
    func anchors() {
        expectRange("a: &x 1️⃣b2️⃣\n") { $0.at("a")?.location }
        expectRange("a: &x   # comment\n  # comment é\n  1️⃣b: c2️⃣\n") { $0.at("a")?.location }
        expectRange("a: &x 1️⃣[b]2️⃣\n") { $0.at("a")?.location }
        expectRange("&x 1️⃣a2️⃣: b\n") { keyLocation($0, 0) }
    }

    @Test("an alias's node stands at the alias, what is inside it where it was written")
    func aliases() {
        expectRange("a: &x [b]\nc: 1️⃣*x2️⃣\n") { $0.at("c")?.location }
        expectRange("a: &x [1️⃣b2️⃣]\nc: *x\n") { $0.at("c", "0")?.location }
        expectRange("a: &x {b: c}\nd:\n  1️⃣- *x2️⃣\n\ne: f\n") { $0.at("d")?.location }
    }
}

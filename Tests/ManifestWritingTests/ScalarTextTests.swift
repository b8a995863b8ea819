import ManifestWriting
import TestSupport
import Testing
import YAMLTree

/// Strings as YAML: reading gives what was written.
struct ScalarTextTests {
    static let oddTexts = [
        "", " ", "  a", "a ", "no", "1e3", "2026-11-29", "12:30", "~", "null", "-", "- a", "a: b", "a:b", "a #b", "a#b",
        "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a'", "\"a\"", "a\\b", "[a", "{a", "a, b", "a]", "?",
        "? a",
        "<<", "---", "--- a", "...", ":", "a:", ": a", "=", "é", "e\u{301}", " \u{301}", "a\tb", "\ta", "a\rb",
        "a\r\nb",
        "\u{0}", "\u{1}", "\u{7F}", "\u{85}", "\u{A0}a", "\u{2028}", "\u{FEFF}a", "\u{1F6B2}",
        "https://a.example/v1?b=c#d",
    ]

    static let oddProse = [
        "a\n", "a\nb", "a\n\n", "a\n\n\n", "\na", "\n\na\n", "  a\nb\n", "\ta\nb", "a\n  b\n", "a \nb  \n", "a\n \n",
        "a\n ",
        " \na", "\n  a\n", "a\n\n b\n\n", "# a\n\n- b\n", "a: b\nc: d\n", "---\na\n", "...\n", "a\n---\nb\n", "\n",
        "\n\n",
        " \n ", "a\r\nb\n", "a\u{2028}b\n", "a\tb\n\t\n", "a\n\u{301}b\n", "%YAML 1.2\n", "a\n\u{0}\n",
    ]

    @Test("A string on one line reads back as that string", arguments: oddTexts + oddProse)
    func inline(_ text: String) throws {
        for place in [ScalarText.Place.block, .flow] {
            let written = ScalarText.inline(text, in: place)
            let yaml = place == .block ? "a: \(written)\nb: c\n" : "{ a: \(written), \(written): [\(written)] }\n"
            try expect(yaml, holds: text, isNULAllowed: text.contains("\0"))
        }
    }

    @Test("A text of several lines reads back to the letter", arguments: oddTexts + oddProse)
    func prose(_ text: String) throws {
        for yaml in ["a: \(block(text, 2))\nb: c\n", "a: \(block(text, 2))\n", "a:\n  - b: \(block(text, 6))\n  - c\n"]
        {
            try expect(yaml, holds: text, isNULAllowed: text.contains("\0"))
        }
    }

    @Test("Any text of odd characters reads back to the letter")
    func anyText() throws {
        var random = SplitMix(seed: 7)
        let alphabet: [Unicode.Scalar] = [
            "a", "b", " ", " ", "\n", "\n", "\t", ":", "#", "-", "\"", "'", "|", "é", ",", "\r",
        ]
        for _ in 0..<2_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text.append(alphabet[Int.random(in: alphabet.indices, using: &random)])
            }
            try expect("a: \(block(String(text), 2))\nb: c\n", holds: String(text))
        }
    }

    @Test("A sentence stays without quotes, and prose is a block")
    func style() {
        #expect(ScalarText.inline("Answers from the handbook: 30 days") == "\"Answers from the handbook: 30 days\"")
        #expect(ScalarText.inline("Answers from the handbook") == "Answers from the handbook")
        #expect(ScalarText.inline("https://a.example/v1") == "https://a.example/v1")
        #expect(ScalarText.inline("https://a.example/v1", in: .flow) == "\"https://a.example/v1\"")
        #expect(ScalarText.literal("You sort.\n\nMail.\n", indentation: 2) == "|\n  You sort.\n\n  Mail.")
    }

    private func block(_ text: String, _ indentation: Int) -> String {
        ScalarText.literal(text, indentation: indentation) ?? ScalarText.inline(text)
    }

    /// NUL can be written and is refused in every manifest.
    private func expect(_ yaml: String, holds text: String, isNULAllowed: Bool = false) throws {
        let result = YAMLReader().read(Array(yaml.utf8), file: "a.yaml")
        if !isNULAllowed { #expect(result.diagnostics.isEmpty, "\(yaml)") }
        var strings: [String] = []
        var open = result.documents
        while let node = open.popLast() {
            switch node.value {
            case .scalar(let scalar):
                if scalar.style == .plain { #expect(ScalarMeaning(plain: scalar.text) == .string, "\(yaml)") }
                strings.append(scalar.text)
            case .sequence(let nodes): open += nodes
            case .mapping(let pairs):
                open += pairs.map(\.value)
                strings += pairs.map(\.key)
            }
        }
        #expect(strings.contains { $0.utf8.elementsEqual(text.utf8) }, "\(yaml)")
    }
}

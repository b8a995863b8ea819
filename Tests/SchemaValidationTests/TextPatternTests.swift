import SchemaValidation
import Testing
import TestSupport

@Suite("Patterns that are looked for in bounded time")
struct TextPatternTests {
    private func isFound(_ pattern: String, _ text: String, _ letters: TextPattern.Letters = .ascii) throws -> Bool {
        try TextPattern(pattern, letters: letters).isFound(in: text)
    }

    @Test(
        "a pattern for which others try again without end takes no longer than the text is",
        arguments: [
            "^([a-zA-Z0-9]+[._-]?)+@[a-z0-9.-]+$", "^(a+)+$", "^(a|a)*$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$",
            "(x+x+)+y", "a?a?a?a?a?a?a?a?a?a?aaaaaaaaaab", "^(?:(?:a{1,9}){1,9}){1,9}!",
        ]
    )
    func evil(_ pattern: String) throws {
        let pattern = try TextPattern(pattern, letters: .ascii)
        let time = ContinuousClock().measure {
            for letter in ["a", "x"] {
                #expect(!pattern.isFound(in: String(repeating: letter, count: 10_000) + "!"))
            }
        }
        // Others need longer than the universe is old; a loaded machine needs a part of it.
        #expect(time < .seconds(60))
    }

    private static let meanings: [(pattern: String, found: [String], missing: [String])] = [
        ("b+", ["abc", "bb"], ["ac", ""]),
        ("^VL-[0-9]{4}-[0-9]{6}$", ["VL-2026-004711"], ["VL-2026-4711", "xVL-2026-004711", "VL-2026-004711\n"]),
        ("^(?:a|b|)c?$", ["", "a", "bc", "c"], ["ab", "cc"]),
        ("^(?<year>\\d{4})(-\\d{2}){1,2}$", ["2026-11", "2026-11-30"], ["2026", "2026-11-30-01", "\u{663}026-11"]),
        ("^a{2,}?$", ["aa", "aaaa"], ["a"]),
        ("^[^\\s@]+@[\\w.-]+$", ["me@example.com"], ["me example@x", "@x", "me@\u{E4}"]),
        ("^[\\w-]+$", ["a-b_1"], ["a b"]),
        ("^[\\w-.]+$", ["a-b.c"], ["a b"]),
        ("^[\\]-a]$", ["]", "a", "^"], ["b"]),
        ("\\bships\\b", ["it ships.", "ships"], ["shipsx", "wships"]),
        ("a\\Bb", ["ab"], ["a b"]),
        ("^\\u00e4\\x41\\.\\/\\{\\}$", ["\u{E4}A./{}"], ["aA./{}"]),
        ("^{a}{$", ["{a}{"], ["a"]),
        ("^\\p{Lu}\\p{Ll}+\\P{L}$", ["\u{C4}rger!"], ["\u{E4}rger!", "Abc"]),
        ("^.$", ["a", "\u{1F6B2}"], ["\n", "", "ab"]),
        ("", ["", "a"], []),
    ]

    @Test("patterns mean what JSON Schema says of them", arguments: meanings.indices)
    func meaning(_ index: Int) throws {
        let (pattern, found, missing) = Self.meanings[index]
        for text in found { #expect(try isFound(pattern, text), "\(pattern) in \(text)") }
        for text in missing { #expect(try !isFound(pattern, text), "\(pattern) in \(text)") }
    }

    @Test("digits and letters are those of ASCII or of every script")
    func letters() throws {
        for (pattern, text) in [("^\\d$", "\u{663}"), ("^\\w$", "\u{E4}"), ("^\\w$", "\u{301}")] {
            #expect(try !isFound(pattern, text, .ascii))
            #expect(try isFound(pattern, text, .unicode))
        }
        #expect(try isFound("\\bgr\u{F6}\u{DF}er\\b", "ist gr\u{F6}\u{DF}er.", .unicode))
        #expect(try !isFound("gr\\b", "gr\u{F6}\u{DF}er", .unicode))
    }

    @Test(
        "what is no pattern, or needs another way of looking, is refused",
        arguments: [
            ("(", .invalid), (")", .invalid), ("a)b", .invalid), ("[a", .invalid), ("*a", .invalid), ("a|+", .invalid),
            ("\\", .invalid), ("a{2,1}", .invalid), ("[b-a]", .invalid), ("(?:a", .invalid), ("{2}", .invalid),
            ("(?=a)", .unsupported), ("(?!a)", .unsupported), ("(?<=a)b", .unsupported), ("(?<!a)b", .unsupported),
            ("(a)\\1", .unsupported), ("(?<n>a)\\k<n>", .unsupported), ("(?i)a", .unsupported), ("(?>a)", .unsupported),
            ("a*+", .unsupported), ("a{2}{3}", .unsupported), ("^*", .unsupported), ("a{,2}", .unsupported),
            ("[]", .unsupported), ("[^]", .unsupported), ("[a[b]]", .unsupported), ("[a-z&&[b]]", .unsupported),
            ("[a--b]", .unsupported), ("\\p{Han}", .unsupported), ("\\v", .unsupported), ("\\ud83d", .unsupported),
            ("a{1,99999}", .tooLarge), ("((a{99}){99}){99}", .tooLarge),
            (String(repeating: "(", count: 200), .tooLarge),
        ] as [(String, TextPatternError)]
    )
    func refusal(_ pattern: String, _ error: TextPatternError) {
        #expect(throws: error) { try TextPattern(pattern, letters: .ascii) }
    }

    @Test("nothing, as often as anybody likes, is nothing and takes no time")
    func nothing() throws {
        #expect(try isFound("^((){4000}){4000}()*(|){1000}$", ""))
        #expect(try isFound("^((a?)*)*$", "aaa"))
    }

    // MARK: beside another reader

    /// Patterns of everything that both readers take, small enough for the other one's way of looking.
    private struct Patterns {
        var random: SplitMix

        mutating func one(of words: [String]) -> String { words[random.next(below: words.count)] }

        mutating func choice(_ depth: Int) -> String {
            (0...random.next(below: 2)).map { _ in sequence(depth) }.joined(separator: "|")
        }

        private mutating func sequence(_ depth: Int) -> String {
            (0..<random.next(below: 4)).map { _ in part(depth) }.joined()
        }

        private mutating func part(_ depth: Int) -> String {
            if random.next(below: 6) == 0 { return one(of: ["^", "$", "\\b", "\\B"]) }
            let isGroup = depth > 0 && random.next(below: 3) == 0
            let item =
                isGroup
                ? one(of: ["(", "(?:"]) + choice(depth - 1) + ")"
                : one(of: [
                    "a", "b", "0", "\u{E4}", "-", ".", "\\.", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "[ab]", "[^a]",
                    "[a-c0-]", "[^\\w]", "[\\d.]", "\\p{L}",
                ])
            return item
                + one(of: ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "{0}", "*?", "+?", "??", "{0,2}?"])
        }

        mutating func text(of words: [String]) -> String {
            (0..<random.next(below: 6)).map { _ in one(of: words) }.joined()
        }
    }

    @Test("thousands of random patterns are found where Swift's own expressions find them", arguments: 0..<8)
    func likeRegex(_ seed: Int) throws {
        var patterns = Patterns(random: SplitMix(seed: UInt64(seed)))
        for _ in 0..<250 {
            let text = patterns.choice(2)
            let regex = try Regex(text).matchingSemantics(.unicodeScalar).wordBoundaryKind(.simple)
            let (ascii, unicode) = (regex.asciiOnlyDigits().asciiOnlyWordCharacters(), regex)
            let own = (try TextPattern(text, letters: .ascii), try TextPattern(text, letters: .unicode))
            // Swift's own do not take a digit for a part of a word where they look for its edges.
            let looksForWords = text.lowercased().contains("\\b")
            let words = ["a", "a", "b", "\u{E4}", "-", ".", " ", "_"] + (looksForWords ? [] : ["0"])
            for _ in 0..<6 {
                let searched = patterns.text(of: words)
                let found = (own.0.isFound(in: searched), own.1.isFound(in: searched))
                let expected = (searched.firstMatch(of: ascii) != nil, searched.firstMatch(of: unicode) != nil)
                #expect(found == expected, "\(text) in \(searched)")
            }
        }
    }
}

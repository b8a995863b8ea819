import Testing

@testable import Rendering

@Suite("Colours, widths and safe text")
struct StyleTests {
    @Test(
        "flag, then NO_COLOR, then CLICOLOR_FORCE, then the terminal decide about colours",
        arguments: [
            (nil, [:], true, true),
            (nil, [:], false, false),
            (nil, ["TERM": "dumb"], true, false),
            (nil, ["NO_COLOR": "1"], true, false),
            (nil, ["NO_COLOR": ""], true, true),
            (nil, ["CLICOLOR_FORCE": "1"], false, true),
            (nil, ["CLICOLOR_FORCE": "0"], false, false),
            (nil, ["CLICOLOR_FORCE": ""], false, false),
            (nil, ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false),
            (nil, ["CLICOLOR_FORCE": "1", "TERM": "dumb"], true, true),
            (true, ["NO_COLOR": "1"], false, true),
            (false, ["CLICOLOR_FORCE": "1"], true, false),
        ] as [(Bool?, [String: String], Bool, Bool)]
    )
    func colorPolicy(flag: Bool?, environment: [String: String], isTerminal: Bool, expected: Bool) {
        #expect(ColorPolicy.usesColor(flag: flag, environment: environment, isTerminal: isTerminal) == expected)
    }

    @Test("colours are codes around the text, and nothing when off")
    func paint() {
        #expect(TerminalStyle(usesColor: true).paint("x", .bold, .red) == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(TerminalStyle(usesColor: true).paint("", .bold) == "")
        #expect(TerminalStyle.plain.paint("x", .bold, .red) == "x")
    }

    @Test(
        "control and direction characters are made visible, everything else stays",
        arguments: [
            ("a\u{1B}[31mred", "a␛[31mred"),
            ("line\r\n", "line␍␊"),
            ("bell\u{7}\u{7F}", "bell␇␡"),
            ("\u{9B}2J", "<U+009B>2J"),
            ("\u{202E}evil\u{2066}", "<U+202E>evil<U+2066>"),
            ("hidden\u{E0041}", "hidden<U+E0041>"),
            ("tab\there, ä, 日本, 👩‍🔧", "tab␉here, ä, 日本, 👩‍🔧"),
        ]
    )
    func visibleText(text: String, expected: String) {
        #expect(VisibleText.line(text) == expected)
        #expect(VisibleText.prose(text) == expected.replacing("␉", with: "\t"))
    }

    @Test("lines fit a terminal: broken between words, below their own text, colours carried along")
    func fitting() {
        let style = TerminalStyle(usesColor: true, width: 24)
        let red = style.paint("one two three four five", .red)
        #expect(
            style.fitted(["  + \(red) six", "short"]) == [
                "  + \u{1B}[31mone two three four\u{1B}[0m", "    \u{1B}[31mfive\u{1B}[0m six", "short",
            ]
        )
        // A word that is longer than a line: behind slashes, else anywhere.
        #expect(
            style.fitted("~ file.bot/knowledge/handbook.pdf new", hanging: 4) == [
                "~ file.bot/knowledge/", "    handbook.pdf new",
            ]
        )
        let long = String(repeating: "x", count: 50)
        #expect(style.fitted(long, hanging: 2).map(\.count) == [22, 24, 8])
        // Wide characters count twice.
        #expect(style.fitted("日本語 日本語 日本語 日本語", hanging: 0) == ["日本語 日本語 日本語", "日本語"])
        #expect(TerminalStyle.plain.fitted([long + long]) == [long + long])
    }

    @Test("a command between backquotes stays in one line as long as it fits one")
    func commands() {
        let style = TerminalStyle(width: 30)
        #expect(
            style.fitted("Nothing was removed: run `assistantctl cleanup`, then look.", hanging: 2) == [
                "Nothing was removed: run", "  `assistantctl cleanup`, then", "  look.",
            ]
        )
        #expect(
            style.fitted("run `assistantctl apply --env production --only assistant.bot` now", hanging: 2) == [
                "run `assistantctl apply --env", "  production --only", "  assistant.bot` now",
            ]
        )
        #expect(
            style.fitted("a lone ` is no command, and the text goes on", hanging: 0) == [
                "a lone ` is no command, and", "the text goes on",
            ]
        )
        let text = "one line that is longer than it\n\nshort"
        #expect(style.fitted(text: text) == "one line that is longer than\n  it\n\nshort")
    }

    @Test(
        "characters that show nothing are made visible: Default_Ignorable_Code_Point of Unicode",
        arguments: [
            (0xFE00...0xFE0F), (0xE0100...0xE01EF), (0x2060...0x206F), (0x180B...0x180F), (0x34F...0x34F),
            (0x115F...0x1160), (0x3164...0x3164), (0xFFA0...0xFFA0), (0x17B4...0x17B5), (0xAD...0xAD), (0x61C...0x61C),
            (0x200B...0x200F), (0xFEFF...0xFEFF), (0xE0000...0xE007F), (0x1D173...0x1D17A),
        ] as [ClosedRange<UInt32>]
    )
    func ignorable(range: ClosedRange<UInt32>) {
        for scalar in range.compactMap(Unicode.Scalar.init) {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let number = "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>"
            #expect(VisibleText.line("a\(scalar)b") == "a\(number)b")
            let escapes = String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            #expect(JSONText.escaped("a\(scalar)b") == "a\(escapes.joined())b")
        }
    }

    @Test(
        "what belongs to an emoji or to a letter is no hidden character",
        arguments: ["☎\u{FE0F} call", "1\u{FE0F}\u{20E3} first", "❤\u{FE0F}\u{200D}🔥", "می\u{200C}خواهم", "क्\u{200D}ष"]
    )
    func joined(text: String) {
        #expect(VisibleText.line(text) == text)
        #expect(HTML.line(text).markup == text)
    }

    @Test(
        "the same characters hide something elsewhere",
        arguments: [
            ("a\u{FE0F}", "a<U+FE0F>"), ("1\u{FE0F}2", "1<U+FE0F>2"), ("☎\u{FE0F}\u{FE0F}", "☎\u{FE0F}<U+FE0F>"),
            ("a\u{200C}b", "a<U+200C>b"), ("👩\u{200D}b", "👩<U+200D>b"), ("\u{200D}👩", "<U+200D>👩"),
        ]
    )
    func hiding(text: String, expected: String) {
        #expect(VisibleText.line(text) == expected)
    }

    @Test(
        "wide characters take two columns, marks none, emoji sequences two",
        arguments: [
            ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👍🏽", 2), ("👩‍🔧", 2), ("🇸🇪", 2), ("🇸🇪🇩🇪", 4), ("☎\u{FE0F}", 2), ("→", 1),
            ("한", 2), ("ｆ", 2),
        ]
    )
    func displayWidth(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test("a text is cut at columns, not at characters")
    func prefix() {
        #expect(DisplayWidth.prefix(of: "日本語", columns: 6) == "日本語")
        #expect(DisplayWidth.prefix(of: "日本語", columns: 5) == "日本…")
        #expect(DisplayWidth.prefix(of: "日本語", columns: 4) == "日…")
        #expect(DisplayWidth.prefix(of: "abc", columns: 0) == "")
    }

    @Test(
        "sizes are decimal and short",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1_234_567, "1.2 MB"),
            (12_345_678, "12 MB"), (999_999, "1.0 MB"), (512_000_000, "512 MB"), (100_000_000_000, "100 GB"),
            (5_000_000_000_000_000, "5000 TB"),
        ]
    )
    func byteCount(bytes: Int, expected: String) {
        #expect(ByteCount.text(bytes) == expected)
    }

    @Test(
        "times are short",
        arguments: [(0, "0 s"), (0.2, "1 s"), (60, "1 min"), (192, "3 min 12 s"), (3600, "1 h"), (3900, "1 h 5 min")]
    )
    func duration(seconds: Double, expected: String) {
        #expect(Wording.duration(seconds) == expected)
    }

    @Test("times that are no number do not crash")
    func oddDurations() {
        #expect(Wording.duration(.nan) == "0 s")
        #expect(Wording.duration(.infinity) == "2400 h")
    }

    @Test("lists and numbers read as prose")
    func wording() {
        #expect(Wording.list([]) == "")
        #expect(Wording.list(["a"]) == "a")
        #expect(Wording.list(["a", "b", "c"]) == "a, b and c")
        #expect(Wording.list(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more")
        #expect(Wording.grouped(1_234_567) == "1,234,567")
        #expect(Wording.grouped(-123) == "-123")
        #expect(Wording.count(1, "entry", "entries") == "1 entry")
        #expect(Wording.count(1000, "entry", "entries") == "1,000 entries")
    }

    @Test("text is wrapped at spaces, and anywhere where there are none")
    func wrapping() {
        #expect(Wrapping.lines("one two three four", columns: 10) == ["one two", "three four"])
        #expect(Wrapping.lines("日本語日本語", columns: 10) == ["日本語日本", "語"])
        #expect(Wrapping.lines("", columns: 10) == [])
        #expect(Wrapping.collapsed(" a\r\n\t b ") == "a b")
    }
}

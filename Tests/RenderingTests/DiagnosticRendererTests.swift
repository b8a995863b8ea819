import OrderedJSON
import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("Diagnostics on a terminal")
struct DiagnosticRendererTests {
    private let renderer = DiagnosticRenderer(style: .plain)

    private func text(_ diagnostic: Diagnostic, source: String, style: TerminalStyle = .plain) -> String {
        DiagnosticRenderer(style: style).text([diagnostic], sources: ["a.yaml": source])
    }

    @Test("place, sentence, code, source line, marks, notes and hint, in the order of places")
    func everything() {
        let source = "assistant: support-bot\nmodel: gpt-6-sol\ntools:\n  - type: file_serch\nassistant: other\n"
        let diagnostics: [Diagnostic] = [
            .warning(
                "duplicate-key",
                "\"assistant\" is written twice",
                at: place("a.yaml", 5, 1, length: 9),
                notes: [
                    .init("first written here", at: place("a.yaml", 1, 1, length: 9)), .init("the last one counts"),
                ]
            ),
            .error(
                "unknown-tool",
                "unknown tool \"file_serch\"",
                at: place("a.yaml", 4, 11, length: 10),
                hint: "did you mean \"file_search\"?"
            ),
            .error(
                "missing-file",
                "there is no project.yaml",
                at: SourceDiagnostics.SourceLocation(file: "project.yaml")
            ),
        ]
        #expect(
            renderer.text(diagnostics, sources: ["a.yaml": source]) == """
                a.yaml:4:11: error: unknown tool "file_serch" [unknown-tool]
                    4 |   - type: file_serch
                      |           ^~~~~~~~~~
                hint: did you mean "file_search"?

                a.yaml:5:1: warning: "assistant" is written twice [duplicate-key]
                    5 | assistant: other
                      | ^~~~~~~~~
                a.yaml:1:1: note: first written here
                    1 | assistant: support-bot
                      | ^~~~~~~~~
                note: the last one counts

                project.yaml: error: there is no project.yaml [missing-file]

                """
        )
        #expect(DiagnosticRenderer.summary(diagnostics) == "2 errors, 1 warning in 2 files")
    }

    @Test("the summary has only what there is")
    func summary() {
        #expect(DiagnosticRenderer.summary([]) == nil)
        #expect(DiagnosticRenderer.summary([.error("x", "y", at: nil)]) == "1 error")
        #expect(DiagnosticRenderer.summary([.warning("x", "y", at: place("a", 1))]) == "1 warning in 1 file")
    }

    @Test("marks stand under the characters, whatever their width")
    func marks() throws {
        func excerpt(_ line: String, _ start: Int, _ length: Int) throws -> [String] {
            let range = try #require(place("a", 1, start, length: length).range)
            let excerpt = SourceExcerpt(line.unicodeScalars, range: range, columns: 80)
            return [excerpt.line, excerpt.marks]
        }
        #expect(try excerpt("\tx: y", 2, 1) == ["    x: y", "    ^"])
        #expect(try excerpt("日本: x", 5, 1) == ["日本: x", "      ^"])
        #expect(try excerpt("e\u{301}: xy", 5, 2) == ["e\u{301}: xy", "   ^~"])
        #expect(try excerpt("a: 日本", 4, 2) == ["a: 日本", "   ^~~~"])
        #expect(try excerpt("a: \u{1B}[1m", 4, 4) == ["a: ␛[1m", "   ^~~~"])
        #expect(try excerpt("a: ", 9, 3) == ["a: ", "   ^"])
        #expect(try excerpt("", 1, 0) == ["", "^"])
    }

    @Test("of a range over several lines the part on the first is marked")
    func severalLines() {
        let range = SourceRange(start: SourcePosition(line: 1, column: 4), end: SourcePosition(line: 3, column: 2))
        let excerpt = SourceExcerpt("a: |-x".unicodeScalars, range: range, columns: 80)
        #expect(excerpt.marks == "   ^~~")
    }

    @Test("of a very long line the part around the mark is shown", arguments: [1, 5_000, 9_995])
    func longLine(column: Int) throws {
        let line = String((0..<1_000).map { "word\($0 % 10)-----" }.joined().prefix(10_000))
        let range = try #require(place("a", 1, column, length: 4).range)
        let excerpt = SourceExcerpt(line.unicodeScalars, range: range, columns: 60)
        #expect(DisplayWidth.of(excerpt.line) <= 60)
        #expect(excerpt.line.hasPrefix("…") == (column > 1))
        #expect(excerpt.line.hasSuffix("…") == (column < 9_900))
        let mark = try #require(Array(excerpt.marks).firstIndex(of: "^"))
        let start = line.index(line.startIndex, offsetBy: column - 1)
        let end = line.index(start, offsetBy: 4)
        #expect(String(Array(excerpt.line)[mark..<mark + 4]) == String(line[start..<end]))
        #expect(excerpt.marks.hasSuffix("^~~~"))
    }

    @Test("lines are counted by LF, CRLF and lone CR, and a byte order mark is no column")
    func lineEnds() {
        let lines = SourceLines("\u{FEFF}one\r\ntwo\rthree\nfour\u{2028}still four")
        #expect((1...5).map { lines[$0].map { String($0) } } == ["one", "two", "three", "four\u{2028}still four", nil])
        #expect(lines[0] == nil)
    }

    @Test("nothing that a manifest holds reaches the terminal as an escape sequence")
    func noInjection() {
        let evil = "\u{1B}]0;owned\u{7}\u{9B}2J"
        let diagnostic = Diagnostic.error(
            "unknown-key",
            "unknown key \"\(evil)\"",
            at: place("a\(evil).yaml", 1, 1),
            notes: [.init(evil)],
            hint: evil
        )
        let text = renderer.text([diagnostic], sources: ["a\(evil).yaml": evil])
        #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) })
        #expect(!DiagnosticJSON.text([diagnostic]).unicodeScalars.contains { (0x7F...0x9F).contains($0.value) })
    }

    @Test("colours mark severity and place, and leave the text as it is")
    func colors() throws {
        let diagnostic = Diagnostic.error("x", "y", at: place("a.yaml", 1, 1, length: 1), hint: "z")
        let colored = text(diagnostic, source: "abc", style: TerminalStyle(usesColor: true))
        #expect(colored.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        let plain = colored.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "")
        #expect(plain == text(diagnostic, source: "abc"))
    }

    @Test("JSON has Terraform's keys and ours")
    func json() throws {
        let diagnostics: [Diagnostic] = [
            .error(
                "unknown-tool",
                "unknown tool",
                at: place("a.yaml", 4, 11, length: 10),
                notes: [.init("first", at: place("b.yaml", 1))],
                hint: "look"
            ),
            .warning("other", "careful", at: nil),
        ]
        let value = try JSONReader().value(from: DiagnosticJSON.text(diagnostics))
        #expect(
            value == [
                "format_version": "1.0", "valid": false, "error_count": 1, "warning_count": 1,
                "diagnostics": [
                    ["severity": "warning", "code": "other", "summary": "careful", "detail": ""],
                    [
                        "severity": "error", "code": "unknown-tool", "summary": "unknown tool", "detail": "look",
                        "range": [
                            "filename": "a.yaml", "start": ["line": 4, "column": 11], "end": ["line": 4, "column": 21],
                        ],
                        "notes": [
                            [
                                "summary": "first",
                                "range": [
                                    "filename": "b.yaml", "start": ["line": 1, "column": 1],
                                    "end": ["line": 1, "column": 1],
                                ],
                            ]
                        ],
                    ],
                ],
            ]
        )
        #expect(DiagnosticJSON.value([])["valid"] == true)
    }
}

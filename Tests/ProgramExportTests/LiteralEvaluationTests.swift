import OrderedJSON
import Programs
import Testing

@testable import ProgramExport

@Suite("A literal evaluates to its text")
struct LiteralEvaluationTests {
    @Test("in Python, on one line and on several")
    func python() async throws {
        let texts = NastyTexts.all
        let literals = texts.flatMap { [PythonLiteral.string($0), PythonLiteral.lines($0)] }
        let source = "import json\nprint(json.dumps([\n\(literals.map { $0 + ",\n" }.joined())]))\n"
        try await expect(texts.flatMap { [$0, $0] }, from: "python3", ["-"], source)
    }

    @Test("in JavaScript, on one line and on several", .enabled(if: Interpreter.isThere("node")))
    func javaScript() async throws {
        let texts = NastyTexts.all
        let literals = texts.flatMap { [JavaScriptLiteral.string($0), JavaScriptLiteral.lines($0)] }
        let source = "console.log(JSON.stringify([\n\(literals.map { $0 + ",\n" }.joined())]))\n"
        try await expect(texts.flatMap { [$0, $0] }, from: "node", ["-"], source)
    }

    @Test("in Swift, on one line and on several", .timeLimit(.minutes(5)))
    func swift() async throws {
        let texts = NastyTexts.all
        let literals = texts.flatMap { [SwiftLiteral.string($0), SwiftLiteral.lines($0)] }
        // Numbers say exactly which scalars there are, without a line of Foundation.
        let source = """
            let texts: [String] = [
            \(literals.map { $0 + ",\n" }.joined())]
            print("[" + texts.map { "[" + $0.unicodeScalars.map { "\\($0.value)" }.joined(separator: ",") + "]" }.joined(separator: ",") + "]")
            """
        let script = try TemporaryScript(source, named: "literals.swift")
        defer { script.remove() }
        let path = script.path
        _ = try await Interpreter.run("swiftc", [path, "-o", path + ".run"])
        let numbers = try JSONReader().value(from: try await Interpreter.run(path + ".run", []))
        let expected = texts.flatMap { [$0, $0] }.map { text in
            JSONValue.array(text.unicodeScalars.map { .integer(Int64($0.value)) })
        }
        #expect(numbers == .array(expected))
    }

    @Test("in bash, in quotes and in a here-document")
    func shell() async throws {
        let texts = NastyTexts.all.filter { !$0.unicodeScalars.contains("\0") }
        let source = texts.map { text in
            let document = ShellLiteral.hereDocument(text, delimiter: "TEXT")
            return """
                printf '%s' \(ShellLiteral.string(text)) | jq --raw-input --slurp .
                jq --raw-input --slurp 'rtrimstr("\\n")' \(document.redirection)
                \(document.body)
                """
        }.joined(separator: "\n")
        let printed = try await Interpreter.run("bash", ["-s"], source)
        let values = try printed.split(separator: "\n").map { try JSONReader().value(from: String($0)) }
        #expect(values == texts.flatMap { [.string($0), .string($0)] })
    }

    @Test("in JSON")
    func json() throws {
        for text in NastyTexts.all { #expect(try JSONReader().value(from: JSONLiteral.string(text)) == .string(text)) }
    }

    private func expect(_ texts: [String], from program: String, _ arguments: [String], _ source: String) async throws {
        let value = try JSONReader().value(from: try await Interpreter.run(program, arguments, source))
        #expect(value == .array(texts.map { .string($0) }))
    }
}

@Suite("Comments stay comments")
struct CommentTextTests {
    @Test("Whatever a text holds, every line of it begins with the mark", arguments: ["#", "//"])
    func everyLine(mark: String) {
        for text in NastyTexts.all {
            let lines = CommentText.text(text, mark: mark, indent: 4).unicodeScalars.split(
                omittingEmptySubsequences: false
            ) { "\n\r\u{B}\u{C}\u{1C}\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
            for line in lines { #expect(String(line).utf8.starts(with: ("    " + mark).utf8)) }
        }
    }

    @Test("A long text is broken between words")
    func breaks() {
        let lines = CommentText.lines(String(repeating: "word ", count: 60), mark: "#")
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { $0.utf8.count <= 100 })
    }
}

/// Texts that somebody could write into a prompt to get out of a literal, and such that nobody sees.
enum NastyTexts {
    static let all: [String] = chosen + random

    private static let chosen = [
        "", "\n", "\n\n", " ", "\t", "a", "two\nlines", "ends with a line\n", "\nbegins with one", "trailing blank \n ",
        "\"", "\"\"", "\"\"\"", "\"\"\"\"", "\"\"\"\"\"\"\"", "a\"", "a\\\"", "\\", "\\\\", "\\\"\"\"", "ends with \\",
        "\"\"\"\nimport os; os._exit(9)\n\"\"\"", "\n\"\"\"\n", "'", "'''", "''\n''", "$(touch /tmp/x)",
        "`touch /tmp/x`",
        "${HOME} $HOME $0 $$ $'x'", "${{7*7}}", "$", "$$", "${", "$\\{", "\\${", "`", "\\`", "\\(1 + 1)", "\\#(1)",
        "TEXT", "TEXT\nTEXT_2", "a\nTEXT\nb", "INSTRUCTIONS\nJSON\nEOF", "TEXT\r\nTEXT ", "\r", "\r\n", "a\r\nb\r",
        "%s %d %%",
        "\u{0}", "\u{1}\u{7}\u{8}\u{B}\u{C}\u{1B}[31m\u{7F}", "\u{80}\u{85}\u{9F}\u{A0}", "\u{2028}\u{2029}",
        "\u{200B}\u{200D}\u{FEFF}", "\u{202E}gnp.exe\u{202C}", "\u{2066}x\u{2069}", "\u{301}", "\"\u{301}", "\\\u{301}",
        "`\u{301}", "$\u{301}{", "'\u{301}'", "\n\u{301}", "e\u{301} é", "👩‍💻 🇸🇪 😀", "\u{E0001}\u{E007F}",
        "\u{FFFE}\u{FFFF}\u{FFFD}",
        "\u{10FFFF}", "日本語 العربية", "{{ x }} {% y %}", "*/ // # --", "</script>", "\\u0041 \\x41 \\n \\101 \\N{DASH}",
        "<<'TEXT'\nTEXT ", "!history !!", "~ * ? [a]", String(repeating: "long \"'`$\\ ", count: 400),
    ]

    /// The same in every run.
    private static let random: [String] = {
        let alphabet: [Unicode.Scalar] = Array(
            "\"'`$\\{}()#\n\r\t\u{0}\u{301}\u{200D}\u{2028}\u{202E}\u{1F600}aTEXT /*%_<".unicodeScalars
        )
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        return (0..<250).map { _ in
            var scalars = String.UnicodeScalarView()
            for _ in 0..<next(12) { scalars.append(alphabet[next(alphabet.count)]) }
            return String(scalars)
        }
    }()
}

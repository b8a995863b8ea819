import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Syntax errors")
struct SyntaxTests {
    @Test("a tab that indents is named")
    func tabs() {
        expectProblems(
            "a:\n1️⃣\tb: c\n",
            "1️⃣ [yaml-syntax] a tab cannot indent YAML",
            "  hint indent with spaces"
        )
        expectProblems(
            "a: |\n1️⃣\ttext\n",
            "1️⃣ [yaml-syntax] a tab cannot indent YAML",
            "  hint indent with spaces"
        )
        expectDocuments("a:\tb\t# comment\n", "{a: b}")
    }

    @Test("an asterisk that begins a glob asks for quotes", arguments: ["*.md", "**/*.md"])
    func globs(glob: String) {
        expectProblems(
            MarkedText("files:\n  - 1️⃣*2️⃣\(glob.dropFirst())\n"),
            "2️⃣ [yaml-syntax] did not find expected alphabetic or numeric character while scanning an alias",
            "  note 1️⃣ the alias begins here",
            "  hint quote text that begins with an asterisk: \"\(glob)\""
        )
    }

    @Test("a second colon asks for quotes")
    func colon() {
        expectProblems(
            "a: b1️⃣: c\n",
            "1️⃣ [yaml-syntax] mapping values are not allowed in this context",
            "  hint quote text that holds a colon and a space"
        )
        expectProblems(
            "a: 1\n b1️⃣: 2\n",
            "1️⃣ [yaml-syntax] mapping values are not allowed in this context",
            "  hint check the indentation of this line, and whether the line above it lacks a colon"
        )
    }

    @Test("a line without its colon is pointed at, not the line behind it")
    func missingColon() {
        expectProblems(
            "a: b\n1️⃣model gpt\nc: d\n",
            "1️⃣ [yaml-syntax] could not find expected ':' while scanning a simple key",
            "  hint write \"key: value\", or indent the line if it continues the text above it"
        )
    }

    @Test("open quotes and brackets are pointed at where they end and where they begin")
    func openEnds() {
        expectProblems(
            "a: 1️⃣\"x2️⃣\n\n",
            "2️⃣ [yaml-syntax] found unexpected end of stream while scanning a quoted scalar",
            "  note 1️⃣ the quoted scalar begins here",
            "  hint close the quotes"
        )
        expectProblems(
            "a: 1️⃣[1, 2\nb2️⃣: 3\n",
            "2️⃣ [yaml-syntax] did not find expected ',' or ']' while parsing a flow sequence",
            "  note 1️⃣ the flow sequence begins here",
            "  hint close the list with \"]\", or separate its elements with commas"
        )
        expectProblems(
            "a: 1️⃣{b: c2️⃣",
            "2️⃣ [yaml-syntax] did not find expected ',' or '}' while parsing a flow mapping",
            "  note 1️⃣ the flow mapping begins here",
            "  hint close the mapping with \"}\", or separate its pairs with commas"
        )
    }

    @Test("text behind a finished value, and apostrophes, ask for quotes around all of it")
    func textBehindValue() {
        expectProblems(
            "1️⃣a: 'it'2️⃣s'\n",
            "2️⃣ [yaml-syntax] did not find expected key while parsing a block mapping",
            "  note 1️⃣ the block mapping begins here",
            "  hint a value ends before this: quote all of it; in single quotes an apostrophe is written twice"
        )
    }

    @Test("wrong indentation is named")
    func indentation() {
        expectProblems(
            "1️⃣a:\n  - b\n 2️⃣c: 1\n",
            "2️⃣ [yaml-syntax] did not find expected key while parsing a block mapping",
            "  note 1️⃣ the block mapping begins here",
            "  hint check the indentation of this line and of the ones above it"
        )
    }

    @Test("escapes that JSON has and YAML has not are explained")
    func escapes() {
        expectProblems(
            "a: 1️⃣\"2️⃣\\d\"\n",
            "2️⃣ [yaml-syntax] found unknown escape character while parsing a quoted scalar",
            "  note 1️⃣ the quoted scalar begins here",
            "  hint in double quotes a backslash begins an escape: write \"\\\\\", or use single quotes"
        )
        expectProblems(
            "a: 1️⃣\"\\u2️⃣D83D\\uDE00\"\n",
            "2️⃣ [yaml-syntax] found invalid Unicode character escape code while parsing a quoted scalar",
            "  note 1️⃣ the quoted scalar begins here",
            "  hint write the character itself: YAML has no surrogate pairs"
        )
    }

    @Test("characters that begin nothing ask for quotes", arguments: ["@", "`", "%"])
    func reserved(character: String) {
        expectProblems(
            MarkedText("a: 1️⃣\(character)x\n"),
            "1️⃣ [yaml-syntax] found character that cannot start any token while scanning for the next token",
            "  hint quote text that begins with \"\(character)\""
        )
    }

    @Test("documents before the error are kept")
    func earlierDocuments() {
        let result = MarkedText("a: 1\n---\nb: c: d\n").read()
        #expect(result.documents.map(\.outline) == ["{a: 1}"])
        #expect(result.diagnostics.map { "\($0.location.map(\.description) ?? "")" } == ["test.yaml:3:5"])
    }

    @Test("lines count as editors count them, whatever libyaml takes for a line break")
    func lines() {
        expectProblems(
            "a: \"\u{2028}\u{85}é\"\nb: c1️⃣: d\n",
            "1️⃣ [yaml-syntax] mapping values are not allowed in this context",
            "  hint quote text that holds a colon and a space"
        )
    }
}

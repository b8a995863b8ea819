import SourceDiagnostics
import Testing
import YAMLTree

@Suite("What is refused in a tree")
struct RefusalTests {
    @Test("a key that stands twice is an error at the second, with a note at the first")
    func duplicates() {
        expectProblems(
            "1️⃣model: a\nname: b\n2️⃣\"model\"3️⃣: c\n",
            "2️⃣3️⃣ [duplicate-key] the key \"model\" is written twice in this mapping",
            "  note 1️⃣ first written here"
        )
        let result = MarkedText("a: 1\na: {b: 2, b: 3}\nb: 4\n").read()
        #expect(result.documents.map(\.outline) == ["{a: 1, b: 4}"])
        #expect(result.diagnostics.map(\.code) == ["duplicate-key", "duplicate-key"])
    }

    @Test("equal keys of different mappings are none")
    func distinctMappings() {
        expectDocuments("a: {x: 1}\nb: {x: 1, X: 2}\n---\na: 1\n", "{a: {x: 1}, b: {x: 1, X: 2}}", "{a: 1}")
    }

    @Test("keys that look equal are duplicates, however their accents are composed")
    func canonicalEquivalence() {
        expectProblems(
            "1️⃣\u{E9}: 1\n2️⃣e\u{301}: 2\n",
            "2️⃣ [duplicate-key] the key \"e\u{301}\" is written twice in this mapping",
            "  note 1️⃣ first written here"
        )
    }

    @Test("tags are refused, with a hint for globs that begin with an exclamation mark")
    func tags() {
        expectProblems(
            "a: 1️⃣!!str2️⃣ x\n",
            "1️⃣2️⃣ [tag-refused] YAML tags such as \"!!str\" are not supported",
            "  hint remove the tag"
        )
        expectProblems(
            "- docs/**\n- 1️⃣!docs/drafts/**2️⃣\n",
            "1️⃣2️⃣ [tag-refused] YAML tags such as \"!docs/drafts/**\" are not supported",
            "  hint quote text that begins with an exclamation mark: \"!docs/drafts/**\""
        )
        expectProblems(
            "a: &x 1️⃣!<tag:example.org,2000:x> {b: c}\nd: 2️⃣!!map &y\n  e: f\n",
            "1️⃣ [tag-refused] YAML tags such as \"!<tag:example.org,2000:x>\" are not supported",
            "  hint remove the tag",
            "2️⃣ [tag-refused] YAML tags such as \"!!map\" are not supported",
            "  hint remove the tag"
        )
    }

    @Test("lists, mappings and nothing cannot be keys")
    func keys() {
        expectProblems(
            "? 1️⃣[a, b]2️⃣\n: c\n",
            "1️⃣2️⃣ [key-not-a-string] a list or a mapping cannot be a key",
            "  hint quote the key if its brackets or braces are meant as text"
        )
        expectProblems(
            "prompt: {1️⃣{ x }2️⃣}\n",
            "1️⃣2️⃣ [key-not-a-string] a list or a mapping cannot be a key",
            "  hint quote the key if its brackets or braces are meant as text"
        )
        expectProblems("?1️⃣\n: c\n", "1️⃣ [key-not-a-string] a key is missing before the colon")
        expectProblems(
            "- &x [a]\n- 1️⃣*x : b\n",
            "1️⃣ [key-not-a-string] a list or a mapping cannot be a key",
            "  hint quote the key if its brackets or braces are meant as text"
        )
    }

    @Test("an escaped NUL is refused: it would end paths early")
    func escapedNUL() {
        expectProblems("a: 1️⃣\"x\\0y\"2️⃣\n", "1️⃣2️⃣ [control-character] the text holds a NUL character")
    }

    @Test("problems come sorted, all of a text, up to a number that can be read")
    func several() {
        expectProblems(
            "a: 1️⃣!x b\n2️⃣a: 3️⃣*c\n",
            "1️⃣ [tag-refused] YAML tags such as \"!x\" are not supported",
            "  hint quote text that begins with an exclamation mark: \"!x\"",
            "2️⃣ [duplicate-key] the key \"a\" is written twice in this mapping",
            "  note 1:1 first written here",
            "3️⃣ [unknown-anchor] no anchor \"&c\" stands before this alias",
            "  hint quote text that begins with an asterisk: \"*c\""
        )
        let many = MarkedText(String(repeating: "a: 1\n", count: 100_000)).read()
        #expect(many.diagnostics.count == 501)
        #expect(many.diagnostics.contains { $0.code == "too-many-problems" })
    }
}

import SourceDiagnostics
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "the nearest candidate is named",
        arguments: [
            ("file_serch", "file_search"), ("fiel_search", "file_search"), ("File_Search", "file_search"),
            ("code_interpretr", "code_interpreter"), ("modle", "model"), ("modell", "model"), ("odel", "model"),
        ]
    )
    func nearest(word: String, expected: String) {
        let candidates = ["model", "file_search", "code_interpreter", "name", "function"]
        #expect(Suggestion.nearest(to: word, among: candidates) == expected)
        #expect(Suggestion.hint(for: word, among: candidates) == "did you mean \"\(expected)\"?")
    }

    @Test("what is too far off is not", arguments: ["instructions", "", "xyz", "mdl_x", "a"])
    func farOff(word: String) {
        #expect(Suggestion.nearest(to: word, among: ["model", "file_search", "bc"]) == nil)
        #expect(Suggestion.hint(for: word, among: [String]()) == nil)
    }

    @Test("of equally near candidates the first in sorted order is named, whatever order they come in")
    func ties() {
        #expect(Suggestion.nearest(to: "bat", among: ["hat", "cat", "rat"]) == "cat")
        #expect(Suggestion.nearest(to: "bat", among: ["rat", "cat", "hat"]) == "cat")
    }

    @Test("a name with a line break, a control character or a key in it is named on one line, and never cut")
    func oneLine() {
        #expect(Suggestion.hint(for: "column_name", among: ["column\name"]) == #"did you mean "column\name"?"#)
        #expect(Suggestion.hint(for: "a b", among: ["a\u{2028}b"]) == #"did you mean "a\u{2028}b"?"#)
        let long = String(repeating: "chapter/", count: 20)
        #expect(Suggestion.hint(for: long + "a", among: [long]) == "did you mean \"\(long)\"?")
        #expect(onOneLine("a\tb\u{1B}\u{85}c\r\n") == #"a\tb\u{1b}\u{85}c\r\n"#)
        #expect(quoted(long) == "\"\(long.prefix(57))...\"")
    }

    @Test("the word itself is never suggested")
    func same() {
        #expect(Suggestion.nearest(to: "model", among: ["model"]) == nil)
        #expect(Suggestion.nearest(to: "model", among: ["model", "modal"]) == "modal")
    }

    @Test("short words need fewer edits than they have letters")
    func short() {
        #expect(Suggestion.nearest(to: "ab", among: ["xy"]) == nil)
        #expect(Suggestion.nearest(to: "ab", among: ["ba"]) == "ba")
        #expect(Suggestion.nearest(to: "x", among: ["y"]) == nil)
    }

    @Test("a word of a million letters costs nothing")
    func long() {
        #expect(Suggestion.nearest(to: String(repeating: "a", count: 1_000_000), among: ["model"]) == nil)
    }
}

import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Merge keys")
struct MergeKeyTests {
    @Test("merged pairs stand where << stands, and keys written in the mapping win wherever they stand")
    func precedence() {
        expectDocuments(
            "base: &base {a: 1, b: 2, c: 3}\nx:\n  b: 4\n  <<: *base\n  c: 5\n",
            "{base: {a: 1, b: 2, c: 3}, x: {b: 4, a: 1, c: 5}}"
        )
    }

    @Test("of several merged mappings the earlier wins")
    func list() {
        expectDocuments(
            "- &a {x: 1}\n- &b {x: 2, y: 3}\n- <<: [*a, *b, {z: 4}]\n",
            "[{x: 1}, {x: 2, y: 3}, {x: 1, y: 3, z: 4}]"
        )
    }

    @Test("merges chain, and keep the places that pairs were written at")
    func chain() throws {
        let text: MarkedText = "- &a {1️⃣x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b}\n"
        let result = text.read()
        let node = try #require(result.documents.first?.at("2"))
        #expect(node.outline == "{x: 1, y: 2}")
        guard case .mapping(let pairs) = node.value else { return }
        #expect(pairs.first?.keyLocation.range?.start == text.places["1️⃣"])
    }

    @Test("merges of merges count as deep as what they make")
    func depth() {
        let text = "- &a0 {x: 1}\n" + (1...100).map { "- &a\($0) {<<: *a\($0 - 1), k\($0): 1}\n" }.joined()
        #expect(MarkedText(text).read().diagnostics == [])
    }

    @Test("a quoted << is a key")
    func quoted() {
        expectDocuments("\"<<\": a\n", "{<<: a}")
    }

    @Test("only mappings merge")
    func wrongValues() {
        expectProblems(
            "a: {<<: 1️⃣text}\nb:\n  <<: [{x: y}, 2️⃣z]\n",
            "1️⃣ [merge-value] \"<<\" merges a mapping or a list of mappings, and this is neither",
            "  hint quote the key if it is meant as text: \"<<\"",
            "2️⃣ [merge-value] \"<<\" merges a mapping or a list of mappings, and this is neither",
            "  hint quote the key if it is meant as text: \"<<\""
        )
    }

    @Test("two merge keys in one mapping are a duplicate")
    func twice() {
        expectProblems(
            "- &a {x: 1}\n- 1️⃣<<: *a\n  2️⃣<<: *a\n",
            "2️⃣ [duplicate-key] the key \"<<\" is written twice in this mapping",
            "  note 1️⃣ first written here",
            "  hint merge several mappings with a list: \"<<: [*one, *two]\""
        )
    }
}

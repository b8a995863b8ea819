import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Reading a tree")
struct TreeTests {
    @Test("scalars keep their text and how they were written")
    func styles() {
        expectDocuments(
            """
            plain: no
            single: 'it''s'
            double: "a\\tb"
            literal: |
              two
              lines
            folded: >-
              one
              line
            empty:
            """,
            "{plain: no, single: 'it's', double: \"a\tb\", literal: |two\nlines\n, folded: >one line, empty: }"
        )
    }

    @Test("collections nest in block and flow style, and keep their order")
    func collections() {
        expectDocuments(
            """
            z:
            - a
            - - b
              - {y: 1, x: [c, d]}
            -
            - e: f
              g: [h: i, j]
            a: {}
            b: []
            """,
            "{z: [a, [b, {y: 1, x: [c, d]}], , {e: f, g: [{h: i}, j]}], a: {}, b: []}"
        )
    }

    @Test("documents come in the order of the text, empty ones are left out")
    func documents() {
        expectDocuments("a: 1\n---\n---\n# nothing\n---\n- b\n...\n---\n~\n", "{a: 1}", "[b]", "~")
        expectDocuments("")
        expectDocuments("\n  \n# only a comment\n")
        expectDocuments("%YAML 1.2\n---\na: 1", "{a: 1}")
    }

    @Test("line ends of every kind separate lines", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let result = YAMLReader().read(Array("a: 1\(end)\(end)b: |\(end)  x\(end)  y\(end)c: 2\(end)".utf8), file: "f")
        let root = try #require(result.documents.first)
        #expect(root.outline == "{a: 1, b: |x\ny\n, c: 2}")
        #expect(root.at("c")?.location.description == "f:6:4")
        #expect(root.at("b")?.location.range?.end.line == 5)
        #expect(root.at("b")?.location.range?.end.column == 4)
    }

    @Test("keys are the text of scalars, however they look")
    func keys() {
        expectDocuments("1: a\nno: b\n~: c\n\"\": d\n'x y': e\n? f\n: g\n", "{1: a, no: b, ~: c, : d, x y: e, f: g}")
    }

    @Test("a byte order mark at the beginning is not part of the text")
    func byteOrderMark() throws {
        let result = YAMLReader().read([0xEF, 0xBB, 0xBF] + Array("a: b".utf8), file: "f")
        let root = try #require(result.documents.first)
        #expect(root.outline == "{a: b}")
        #expect(root.at("a")?.location.description == "f:1:4")
    }
}

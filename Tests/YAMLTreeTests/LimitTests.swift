import SourceDiagnostics
import Testing
import YAMLTree

@Suite("Limits")
struct LimitTests {
    @Test("a text with too many bytes is not read at all")
    func bytes() {
        var limits = YAMLReader.Limits()
        limits.bytes = 10
        expectProblems("a: 1\nb: 2\n", limits: limits)
        expectProblems(
            "a: 1\nb: 2\n1️⃣c: 3\n",
            "1️⃣ [too-large] the file has 15 bytes, and at most 10 are read",
            "  hint split it into several files",
            limits: limits
        )
    }

    @Test("nesting is allowed up to the limit, and refused at the bracket that passes it")
    func depth() {
        var limits = YAMLReader.Limits()
        limits.depth = 3
        expectProblems("[[[x]]]", limits: limits)
        expectProblems("a:\n- b: c\n", limits: limits)
        expectProblems(
            "[[[1️⃣[x]]]]",
            "1️⃣ [too-deep] lists and mappings are nested more than 3 deep",
            limits: limits
        )
        expectProblems(
            "a:\n  - 1️⃣b:\n      c: d\n",
            "1️⃣ [too-deep] lists and mappings are nested more than 2 deep",
            limits: {
                var limits = limits; limits.depth = 2; return limits
            }()
        )
    }

    @Test("an alias is as deep as what it names")
    func aliasDepth() {
        var limits = YAMLReader.Limits()
        limits.depth = 3
        expectProblems("- &a [[x]]\n- *a\n", limits: limits)
        expectProblems(
            "- &a [[x]]\n- [1️⃣*a]\n",
            "1️⃣ [too-deep] lists and mappings are nested more than 3 deep",
            limits: limits
        )
    }

    @Test("nodes of all documents count, keys too")
    func nodes() {
        var limits = YAMLReader.Limits()
        limits.nodes = 6
        expectProblems("a: 1\n---\nb: 2\n", limits: limits)
        expectProblems(
            "a: 1\n---\nb: 2\n--- 1️⃣c\n",
            "1️⃣ [too-large] the file holds more than 6 nodes",
            "  hint split it into several files",
            limits: limits
        )
    }

    @Test(
        "deep nesting of every kind is refused fast",
        .timeLimit(.minutes(5)),
        arguments: [
            "[", "{", "[\n", "- ", "? ", "{?", "[{a: ", "!!x [",
        ]
    )
    func deepNesting(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let result = YAMLReader().read(Array(text.utf8), file: "f")
        #expect(result.diagnostics.contains { $0.code == "too-deep" })
    }

    @Test("texts made to take long do not", .timeLimit(.minutes(5)), arguments: Adversary.allCases)
    func adversarial(adversary: Adversary) {
        let result = YAMLReader().read(Array(adversary.text.utf8), file: "f")
        #expect(result.diagnostics.first?.code == adversary.code)
    }

    @Test("what a message repeats from the text is short and on one line")
    func longTokens() throws {
        let key = "\"a\\n" + String(repeating: "k", count: 900) + "\""
        let result = YAMLReader().read(Array("{? \(key) : 1, ? \(key) : 2}".utf8), file: "f")
        let message = try #require(result.diagnostics.first).message
        #expect(message == "the key \"a \(String(repeating: "k", count: 58))…\" is written twice in this mapping")
    }
}

/// Texts on which a reader that looks back too often would take minutes.
enum Adversary: CaseIterable {
    case tagDirectives, tagDirectivesBehindOtherBreaks, versionDirectives, unknownAnchors, anchorsInOneLine,
        tagsInOneLine
    case longTag, emptyBlockScalar, emptyDocuments, longKey, longLine

    var text: String {
        switch self {
        case .tagDirectives: (0..<100_000).map { "%TAG !\($0)! x\n" }.joined() + "---\na\n"
        case .tagDirectivesBehindOtherBreaks: (0..<50_000).map { "%TAG !\($0)! x\u{2028}" }.joined() + "---\na\n"
        case .versionDirectives: String(repeating: "%YAML 1.1\n", count: 100_000)
        case .unknownAnchors: (0..<50_000).map { "- &a\($0) x\n- *b\($0)\n" }.joined()
        case .anchorsInOneLine: "[" + String(repeating: "&a,", count: 100_000) + "]"
        case .tagsInOneLine: "[" + String(repeating: "!a,", count: 100_000) + "]"
        case .longTag: "- !" + String(repeating: "a", count: 500_000)
        case .emptyBlockScalar: "a: |\n" + String(repeating: "\n", count: 1_000_000)
        case .emptyDocuments: String(repeating: "---\n", count: 300_000)
        case .longKey: String(repeating: "k", count: 1_000_000) + ": v"
        case .longLine: "[" + String(repeating: "é,", count: 90_000) + "]"
        }
    }

    /// What the text is refused with, if it is.
    var code: String? {
        switch self {
        case .tagDirectives, .tagDirectivesBehindOtherBreaks, .tagsInOneLine, .longTag: "tag-refused"
        case .versionDirectives, .longKey: "yaml-syntax"
        case .unknownAnchors: "unknown-anchor"
        case .emptyDocuments: "too-large"
        case .anchorsInOneLine, .emptyBlockScalar, .longLine: nil
        }
    }
}

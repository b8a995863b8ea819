import AssistantModel
import SourceDiagnostics
import Testing
import YAMLTree

@testable import ManifestLoading

@Suite("The description of keys")
struct KeysTests {
    private static let samples = [
        "a", "1", "A", "a-b", "a--b", "-a", "a-", "a_b", "a.b", "a:b", "a b", "ä", "1a", "A1_-", "file-1", "asst_1",
    ]

    @Test("what editors take for a name is what the loader takes", arguments: IdentifierRule.allCases)
    func patterns(rule: IdentifierRule) throws {
        let lengths = [16, 17, 36, 37, 63, 64, 65, 128, 129]
        let pattern = try Regex(rule.pattern)
        for sample in Self.samples + lengths.map({ String(repeating: "a", count: $0) }) {
            let isMatched = sample.wholeMatch(of: pattern) != nil
            #expect(isMatched == isTaken(sample, by: rule), "\(rule) \(sample)")
        }
    }

    private func isTaken(_ name: String, by rule: IdentifierRule) -> Bool {
        let problems = Problems()
        let field = Field(
            name: "name",
            node: YAMLNode(.scalar(.init(name, .doubleQuoted)), at: SourceLocation(file: "bot.yaml")),
            problems: problems
        )
        return switch rule {
        case .key: Identifier.key(field) != nil
        case .project: Identifier.project(field) != nil
        case .environment: Identifier.isEnvironment(name)
        case .name: Identifier.name(field) != nil
        case .function: Identifier.name(field, maximum: LimitTable.functionNameCharacters(api: .responses)) != nil
        case .variable: Identifier.variable(field) != nil
        case .pairKey: (1...LimitTable.pairKeyCharacters).contains(name.unicodeScalars.count)
        case .assistant: Identifier.assistant(field) != nil
        case .vectorStore: Identifier.vectorStore(field) != nil
        }
    }

    @Test("every key says what it is for, and once")
    func meanings() {
        let mappings: [ManifestMapping] = [
            .project, .environment, .assistant, .knowledgeBase, .knowledge, .file, .chunking, .lifecycle,
            .lifecycleOverrides, .knowledgeOverrides, .knowledgeBaseOverrides, .responseFormat, .jsonSchema,
            .attributeFilter, .rankingOptions,
        ]
        for mapping in mappings + ManifestMapping.tools {
            #expect(Set(mapping.names).count == mapping.names.count, "\(mapping.owner)")
            for key in mapping.keys {
                #expect(key.meaning.hasSuffix(".") || key.meaning.hasSuffix("`"), "\(mapping.owner) \(key.name)")
            }
        }
    }
}

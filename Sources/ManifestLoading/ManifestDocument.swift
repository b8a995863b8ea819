import SourceDiagnostics
import YAMLTree

/// One YAML document below the project's folder, by what it declares.
struct ManifestDocument {
    enum Kind: String, CaseIterable {
        case assistant
        case knowledgeBase = "knowledge_base"
    }

    var kind: Kind
    var node: YAMLNode
    /// Nil when it is not a valid key.
    var key: String?
    /// Where the key stands.
    var keyLocation: SourceLocation
    /// Whether the text was read whole: only then may something be said of what is missing.
    var isComplete: Bool

    /// Nil for a document that declares nothing.
    init?(_ node: YAMLNode, isComplete: Bool, problems: Problems) {
        guard case .mapping(let pairs) = node.value,
            let pair = pairs.first(where: { Kind(rawValue: $0.key) != nil }),
            let kind = Kind(rawValue: pair.key)
        else { return nil }
        self.kind = kind
        self.node = node
        self.isComplete = isComplete
        keyLocation = pair.value.location
        key = Identifier.key(Field(name: pair.key, node: pair.value, problems: problems))
        if let other = pairs.first(where: { Kind(rawValue: $0.key) != nil && $0.key != pair.key }) {
            problems.error(
                "conflicting-keys",
                "a document declares an assistant or a knowledge base, not both",
                at: other.keyLocation,
                hint: "put a line with `---` between them"
            )
            self.node.value = .mapping(pairs.filter { $0.key != other.key })
        }
    }
}

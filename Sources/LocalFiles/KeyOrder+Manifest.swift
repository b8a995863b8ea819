import ManifestLoading
import ManifestWriting

/// The order of keys, from the description that manifests are read with: what is read and what is written cannot part.
extension KeyOrder {
    /// Of a document with an assistant.
    package static var assistant: KeyOrder { KeyOrder(.assistant) }
    /// Of a document with a knowledge base.
    package static var knowledgeBase: KeyOrder { KeyOrder(.knowledgeBase) }
    /// Of `project.yaml`.
    package static var project: KeyOrder { KeyOrder(.project) }

    /// What a mapping of the description holds.
    package init(_ mapping: ManifestMapping) {
        self = .keys(
            mapping.keys.map { key in
                if case .word(let words) = key.value, words.count == 1 {
                    return Key(key.name, .scalar, word: words[0])
                }
                return Key(key.name, KeyOrder(key.value))
            }
        )
    }

    private init(_ value: ManifestValue) {
        switch value {
        case .text, .word, .flag, .integer, .number, .name, .path, .url, .scalar: self = .scalar
        case .list(let element, _): self = .list(KeyOrder(element))
        case .mapping(let mapping): self = KeyOrder(mapping)
        case .named(let value, _, _): self = .named(KeyOrder(value))
        case .nullable(let value): self = KeyOrder(value)
        case .either(let values): self = .either(values.map { KeyOrder($0) })
        // Filters nest in themselves; what a schema's keys mean to a model is the user's business.
        case .json, .filter: self = .json
        }
    }
}

import OrderedJSON
import YAMLTree

/// What a document says, whatever it looks like: what changes of its text are checked against.
indirect enum WrittenMeaning: Equatable {
    case text(String)
    /// A plain scalar that is no string to some parser.
    case word(String)
    case list([WrittenMeaning])
    case mapping([String: WrittenMeaning])

    init(_ node: YAMLNode) {
        switch node.value {
        case .scalar(let scalar):
            let isText = scalar.style != .plain || ScalarMeaning(plain: scalar.text) == .string
            self = isText ? .text(scalar.text) : .word(scalar.text)
        case .sequence(let nodes): self = .list(nodes.map { WrittenMeaning($0) })
        case .mapping(let pairs):
            self = .mapping(Dictionary(pairs.map { ($0.key, WrittenMeaning($0.value)) }) { first, _ in first })
        }
    }

    init(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map { WrittenMeaning($0) })
        case .object(let object):
            self = .mapping(Dictionary(object.map { ($0.key, WrittenMeaning($0.value)) }) { first, _ in first })
        default: self = .word(JSONWriter().string(from: value))
        }
    }

    static func == (left: WrittenMeaning, right: WrittenMeaning) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)), (.word(let left), .word(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.mapping(let left), .mapping(let right)): left == right
        default: false
        }
    }
}

/// A change of one value, as it has to show in what the text says.
struct WrittenChange {
    enum Kind {
        case set(JSONValue)
        case remove
        /// A new element behind the one with an index; at the end for nil.
        case insert(JSONValue, behind: Int?)
    }

    var kind: Kind
    var path: [ManifestEdit.Step]
    var document: Int

    /// The documents with the change; nil for one that cannot be made.
    func made(in documents: [WrittenMeaning]) -> [WrittenMeaning]? {
        guard documents.indices.contains(document),
            let changed = changed(documents[document], path[...])
        else { return nil }
        var documents = documents
        documents[document] = changed
        return documents
    }

    /// Nil for what is gone.
    private func changed(_ meaning: WrittenMeaning, _ path: ArraySlice<ManifestEdit.Step>) -> WrittenMeaning? {
        guard let step = path.first else { return made(of: meaning) }
        let rest = path.dropFirst()
        switch (meaning, step) {
        case (.mapping(var members), .key(let key)):
            members[key] = changed(members[key] ?? .mapping([:]), rest)
            return isRemoval && members.isEmpty && !isRoot(path) ? nil : .mapping(members)
        case (.list(var elements), .element(let index)):
            guard elements.indices.contains(index) else { return nil }
            if let element = changed(elements[index], rest) {
                elements[index] = element
            } else {
                elements.remove(at: index)
            }
            return isRemoval && elements.isEmpty ? nil : .list(elements)
        case (.word(let text), .key) where ScalarMeaning(plain: text) == .null:
            return changed(.mapping([:]), path)
        default: return nil
        }
    }

    private func made(of meaning: WrittenMeaning) -> WrittenMeaning? {
        switch kind {
        case .set(let value): return WrittenMeaning(value)
        case .remove: return nil
        case .insert(let value, let index):
            guard case .list(var elements) = meaning else { return nil }
            elements.insert(WrittenMeaning(value), at: index.map { $0 + 1 } ?? elements.count)
            return .list(elements)
        }
    }

    private var isRemoval: Bool { if case .remove = kind { true } else { false } }

    private func isRoot(_ path: ArraySlice<ManifestEdit.Step>) -> Bool { path.count == self.path.count }
}

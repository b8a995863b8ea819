/// What stands where in a manifest: the order of keys, and where the order belongs to the user.
///
/// It is made from the description that manifests are read with; this module only needs to know the names.
package indirect enum KeyOrder: Sendable {
    /// A key, and what stands under it.
    package struct Key: Sendable {
        package var name: String
        package var value: KeyOrder
        /// The one word that may stand there, which tells mappings of one list apart: `type: function`.
        package var word: String?

        /// A key by its name.
        package init(_ name: String, _ value: KeyOrder, word: String? = nil) {
            self.name = name
            self.value = value
            self.word = word
        }
    }

    /// Nothing with keys.
    case scalar
    /// A mapping, its keys in the order in which people write them.
    case keys([Key])
    /// A mapping whose keys are the user's own, and in the user's order.
    case named(KeyOrder)
    case list(KeyOrder)
    /// JSON, whose order means something to a model.
    case json
    /// One of several.
    case either([KeyOrder])
}

extension KeyOrder {
    /// What stands under a key of a mapping with these keys.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - members: the mapping's keys, with the text of those values that are scalars.
    package func value(under key: String, of members: [(key: String, text: String?)]) -> KeyOrder {
        switch mapping(of: members) {
        case .keys(let keys)?: keys.first { $0.name == key }?.value ?? .json
        case .named(let value)?: value
        default: .json
        }
    }

    /// The places of a mapping's keys in canonical order: known ones as described, others behind them as they stand.
    package func sorted(_ members: [(key: String, text: String?)]) -> [Int] {
        guard case .keys(let keys)? = mapping(of: members) else { return Array(members.indices) }
        let ranks = Dictionary(keys.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        return members.indices.sorted {
            (ranks[members[$0].key] ?? ranks.count, $0) < (ranks[members[$1].key] ?? ranks.count, $1)
        }
    }

    /// What the elements of a list are.
    package var element: KeyOrder {
        switch self {
        case .list(let element): element
        case .either(let values): values.lazy.compactMap(\.listed).first ?? .json
        default: .json
        }
    }

    /// The names that a mapping with these keys may have; nil where they are the user's own.
    package func names(of members: [(key: String, text: String?)]) -> [String]? {
        if case .keys(let keys)? = mapping(of: members) { keys.map(\.name) } else { nil }
    }

    /// Whether the elements of a list may be mappings: such a list has a line for each.
    var holdsMappings: Bool {
        switch element {
        case .keys, .named: true
        case .either(let values): values.contains { if case .keys = $0 { true } else { false } }
        default: false
        }
    }

    private var listed: KeyOrder? { if case .list(let element) = self { element } else { nil } }

    /// The mapping that one with these keys is: of several the one with their word, else with the most of their keys.
    private func mapping(of members: [(key: String, text: String?)]) -> KeyOrder? {
        switch self {
        case .keys, .named: return self
        case .scalar, .json, .list: return nil
        case .either(let values):
            let mappings = values.compactMap { $0.mapping(of: members) }
            let ranked = mappings.enumerated().map { ($0.element, $0.offset, $0.element.likeness(to: members)) }
            return ranked.max { ($0.2, -$0.1) < ($1.2, -$1.1) }?.0
        }
    }

    private func likeness(to members: [(key: String, text: String?)]) -> Int {
        guard case .keys(let keys) = self else { return 0 }
        return members.reduce(0) { sum, member in
            guard let key = keys.first(where: { $0.name == member.key }) else { return sum }
            guard let word = key.word else { return sum + 1 }
            return sum + (word == member.text ? 1_000 : -1_000)
        }
    }
}

import YAMLTree

/// Puts `defaults`, an assistant and the overrides of an environment on top of each other.
///
/// Mappings merge key by key; lists and scalars of the upper layer replace what lies below; `null` takes it away.
/// Every value keeps the place where it is written, so that paths are read relative to their own file.
enum Layering {
    static func merge(_ upper: [YAMLNode.Pair], over lower: [YAMLNode.Pair]) -> [YAMLNode.Pair] {
        guard !upper.isEmpty else { return lower }
        guard !lower.isEmpty else { return upper }
        let upperPairs = Dictionary(upper.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let lowerKeys = Set(lower.map(\.key))
        let below = lower.compactMap { pair -> YAMLNode.Pair? in
            guard let over = upperPairs[pair.key] else { return pair }
            if over.value.isExplicitNull { return nil }
            guard case .mapping(let above) = over.value.value, case .mapping(let own) = pair.value.value else {
                return over
            }
            var merged = over
            merged.value.value = .mapping(merge(above, over: withoutRivals(of: above, own, in: pair.key)))
            return merged
        }
        return below + upper.filter { !lowerKeys.contains($0.key) }
    }

    /// What the upper layer gives in another form goes from below: a schema, and knowledge that is managed elsewhere.
    private static func withoutRivals(
        of upper: [YAMLNode.Pair],
        _ lower: [YAMLNode.Pair],
        in key: String
    ) -> [YAMLNode.Pair] {
        func isGiven(_ forms: [String]) -> Bool { upper.contains { forms.contains($0.key) } }
        let schemas = ["file", "schema"]
        let rivals: [String] =
            switch key {
            case "json_schema" where isGiven(schemas): schemas
            case "knowledge" where isGiven([KnowledgeManifest.externalKey]): KnowledgeManifest.keys
            case "knowledge" where isGiven(["files"]): [KnowledgeManifest.externalKey]
            default: []
            }
        return lower.filter { !rivals.contains($0.key) }
    }
}

extension YAMLNode {
    /// Whether it is the word `null`: an empty value is more likely a slip.
    fileprivate var isExplicitNull: Bool {
        guard case .scalar(let scalar) = value else { return false }
        return scalar.style == .plain && scalar.text == "null"
    }
}

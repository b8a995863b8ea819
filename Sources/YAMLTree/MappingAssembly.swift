import SourceDiagnostics

/// Puts a mapping together: finds keys that are written twice and resolves the merge key `<<`.
///
/// YAML 1.1's merge key takes a mapping or a list of mappings, usually aliases. Keys written in the mapping itself win,
/// wherever they stand; of several merged mappings the earlier wins. Merged pairs stand where `<<` stood and keep the
/// places they were written at.
struct MappingAssembly {
    private(set) var measure = Measure()
    private var pairs: [YAMLNode.Pair] = []
    private var places: [String: SourceLocation] = [:]
    private var mergePlace: SourceLocation?
    private var merge: (position: Int, sources: [[YAMLNode.Pair]])?

    /// Adds a pair. Of a key that stands twice the first pair stays.
    mutating func add(_ key: MappingKey, _ value: Subtree?, diagnostics: inout [Diagnostic]) {
        let first = key.isMerge ? mergePlace : places[key.text]
        if let first {
            diagnostics.append(
                .error(
                    "duplicate-key",
                    "the key \(Excerpt(key.text)) is written twice in this mapping",
                    at: key.location,
                    notes: [Diagnostic.Note("first written here", at: first)],
                    hint: key.isMerge ? "merge several mappings with a list: \"<<: [*one, *two]\"" : nil
                )
            )
            return
        }
        if key.isMerge { mergePlace = key.location } else { places[key.text] = key.location }
        guard let value else { return }
        measure.add(Measure(nodes: 1, textBytes: key.text.utf8.count))
        guard key.isMerge else {
            measure.add(value.measure)
            pairs.append(YAMLNode.Pair(key: key.text, keyLocation: key.location, value: value.node))
            return
        }
        addMerge(value, diagnostics: &diagnostics)
    }

    private mutating func addMerge(_ value: Subtree, diagnostics: inout [Diagnostic]) {
        var cost = value.measure
        var sources: [[YAMLNode.Pair]] = []
        switch value.node.value {
        case .mapping(let merged):
            sources = [merged]
            cost.height -= 1
        case .sequence(let elements):
            cost.height = max(0, cost.height - 2)
            for element in elements {
                guard case .mapping(let merged) = element.value else {
                    diagnostics.append(Self.notMergeable(element.location))
                    continue
                }
                sources.append(merged)
            }
        case .scalar:
            diagnostics.append(Self.notMergeable(value.node.location))
        }
        measure.add(cost)
        merge = (pairs.count, sources)
    }

    /// The pairs in the order of the text.
    func finish() -> [YAMLNode.Pair] {
        guard let merge else { return pairs }
        var taken = Set(places.keys)
        let merged = merge.sources.joined().filter { taken.insert($0.key).inserted }
        return pairs[..<merge.position] + merged + pairs[merge.position...]
    }

    private static func notMergeable(_ location: SourceLocation) -> Diagnostic {
        .error(
            "merge-value",
            "\"<<\" merges a mapping or a list of mappings, and this is neither",
            at: location,
            hint: "quote the key if it is meant as text: \"<<\""
        )
    }
}

/// A key as text, with its place.
struct MappingKey {
    var text: String
    var location: SourceLocation
    /// Whether it is a plain `<<`. A quoted one is a key like any other.
    var isMerge: Bool
}

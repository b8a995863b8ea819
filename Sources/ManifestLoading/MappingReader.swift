import SourceDiagnostics
import YAMLTree

/// A mapping whose keys are known: reports every other one.
struct MappingReader {
    let mapping: ManifestMapping
    let location: SourceLocation
    let problems: Problems
    /// Of equal keys the first: the reader of the text has reported the others.
    private let members: [String: YAMLNode.Pair]

    /// - Parameter refused: further keys that are no errors here.
    init(
        _ pairs: [YAMLNode.Pair],
        of mapping: ManifestMapping,
        refused: [String] = [],
        at location: SourceLocation,
        problems: Problems
    ) {
        self.mapping = mapping
        self.location = location
        self.problems = problems
        members = Dictionary(pairs.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(mapping.names + refused)
        for pair in pairs where !known.contains(pair.key) {
            problems.error(
                "unknown-key",
                "unknown key \(quoted(pair.key)) in \(owner)",
                at: pair.keyLocation,
                hint: MisplacedKey.hint(for: pair.key, in: owner) ?? Self.hint(for: pair.key, among: mapping.names)
            )
        }
    }

    /// What messages call it, such as "an assistant".
    var owner: String { mapping.owner }

    /// The value under a key; nil when it is not there.
    subscript(key: String) -> Field? {
        members[key].map { Field(name: key, node: $0.value, problems: problems) }
    }

    /// The value under a key, reported when it is not there.
    func required(_ key: String, hint: String? = nil) -> Field? {
        if let field = self[key] { return field }
        problems.error("missing-key", "\(owner) needs `\(key)`", at: location, hint: hint)
        return nil
    }

    /// Where a key is written.
    func keyLocation(_ key: String) -> SourceLocation? { members[key]?.keyLocation }

    static func hint(for key: String, among keys: [String]) -> String {
        Suggestion.hint(for: key, among: keys) ?? "known keys: \(keys.joined(separator: ", "))"
    }
}

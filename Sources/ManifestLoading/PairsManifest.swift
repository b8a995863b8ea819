import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// `metadata`: the user's own pairs of strings.
enum MetadataManifest {
    static func metadata(_ field: Field) -> [String: (value: String, location: SourceLocation)] {
        var metadata: [String: (value: String, location: SourceLocation)] = [:]
        guard let pairs = field.pairs() else { return metadata }
        PairChecks.count(pairs.count, of: field, maximum: LimitTable.metadataPairs, server: "16, six are the tool's")
        for (pair, value) in pairs where metadata[pair.key] == nil {
            guard PairChecks.key(pair, of: field, reserved: Ownership.MetadataKey.all),
                let text = value.string(maximum: LimitTable.pairValueCharacters)
            else { continue }
            metadata[pair.key] = (text, pair.value.location)
        }
        return metadata
    }
}

/// `attributes`: the user's own pairs on a knowledge file: strings, numbers and booleans.
enum AttributesManifest {
    private static let reserved = ["path", "sha256"]

    static func attributes(_ field: Field) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        guard let pairs = field.pairs() else { return attributes }
        PairChecks.count(
            pairs.count,
            of: field,
            maximum: LimitTable.attributePairs,
            server: "16, `path` and `sha256` are the tool's"
        )
        for (pair, value) in pairs where attributes[pair.key] == nil {
            guard PairChecks.key(pair, of: field, reserved: reserved), let json = scalar(value) else { continue }
            attributes[pair.key] = json
        }
        return attributes
    }

    private static func scalar(_ field: Field) -> JSONValue? {
        guard case .scalar(let scalar) = field.node.value else {
            return field.wrongType("a string, a number or a boolean")
        }
        guard scalar.style == .plain else {
            return field.string(maximum: LimitTable.pairValueCharacters).map { .string($0) }
        }
        switch ScalarMeaning(plain: scalar.text) {
        case .boolean, .integer, .decimal:
            return PlacedJSON(field.node, notation: .yaml, problems: field.problems)?.value
        default: return field.string(maximum: LimitTable.pairValueCharacters).map { .string($0) }
        }
    }
}

/// What metadata and attributes have in common.
private enum PairChecks {
    static func count(_ count: Int, of field: Field, maximum: Int, server: String) {
        guard count > maximum else { return }
        field.problems.error(
            "too-many",
            "`\(field.name)` has \(count) pairs; at most \(maximum) are allowed",
            at: field.location,
            hint: "of the server's \(server)"
        )
    }

    static func key(_ pair: YAMLNode.Pair, of field: Field, reserved: [String]) -> Bool {
        if reserved.contains(pair.key) {
            field.problems.error(
                "reserved-key",
                "the tool itself writes \(quoted(pair.key)) into `\(field.name)`",
                at: pair.keyLocation,
                hint: "choose another key; reserved are \(reserved.joined(separator: ", "))"
            )
            return false
        }
        let count = pair.key.unicodeScalars.count
        guard (1...LimitTable.pairKeyCharacters).contains(count) else {
            field.problems.error(
                "too-long",
                "a key of `\(field.name)` has \(count) characters; allowed are 1 to \(LimitTable.pairKeyCharacters)",
                at: pair.keyLocation
            )
            return false
        }
        return true
    }
}

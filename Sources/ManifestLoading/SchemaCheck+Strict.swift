import OrderedJSON
import SourceDiagnostics

/// OpenAI's rules for `strict: true` (docs/openai-api.md, 11.4, 11.5): closed objects, every property required, limits
/// of depth and size.
extension SchemaCheck {
    private static let strictDepth = 10
    private static let strictProperties = 5_000
    /// Of all `enum` in the schema.
    private static let strictEnumValues = 1_000
    /// Of an `enum` of strings, when it has more values than ``largeEnum``.
    private static let largeEnumCharacters = 15_000
    private static let largeEnum = 250
    /// Of all names of properties and definitions, and of all values of `enum` and `const`.
    private static let strictCharacters = 120_000

    func checkStrictObject(_ schema: PlacedJSON, depth: Int) {
        let types = schema["type"].map { $0.elements ?? [$0] } ?? []
        let isObject = schema["properties"] != nil || types.contains { $0.scalar == .string("object") }
        guard isObject else { return }
        if depth == Self.strictDepth {
            problems.error(
                "strict-schema",
                "a strict schema nests objects at most \(Self.strictDepth) deep",
                at: schema.location
            )
        }
        if let additional = schema["additionalProperties"] {
            if additional.scalar != .bool(false) {
                problems.error(
                    "strict-schema",
                    "a strict schema needs `additionalProperties: false` in every object",
                    at: additional.location,
                    hint: "write false, or set `strict: false`"
                )
            }
        } else {
            problems.error(
                "strict-schema",
                "a strict schema needs `additionalProperties: false` in every object",
                at: schema.location,
                hint: "add it here, or set `strict: false`"
            )
        }
        let required = Set((schema["required"]?.elements ?? []).compactMap { $0.scalar?.stringValue })
        for property in schema["properties"]?.members ?? [] where !required.contains(property.key) {
            problems.error(
                "strict-schema",
                "a strict schema lists every property under `required`; \(quoted(property.key)) is missing",
                at: property.keyLocation,
                hint: "add it; a property that may be absent has a type such as [\"string\", \"null\"]"
            )
        }
    }

    func checkSize() {
        var size = SchemaSize()
        size.add(root)
        limit(size.properties, "properties", Self.strictProperties)
        limit(size.enumValues, "values in its enums", Self.strictEnumValues)
        limit(size.characters, "characters in its names and values", Self.strictCharacters)
        for list in size.enums where list.elements.count > Self.largeEnum {
            let characters = list.elements.reduce(0) { $0 + SchemaSize.characters(of: $1) }
            guard characters > Self.largeEnumCharacters else { continue }
            problems.error(
                "strict-schema",
                "an enum of more than \(Self.largeEnum) values may have \(Self.largeEnumCharacters.grouped) characters "
                    + "in a strict schema; this one has \(characters.grouped)",
                at: list.location
            )
        }
    }

    private func limit(_ count: Int, _ what: String, _ maximum: Int) {
        guard count > maximum else { return }
        problems.error(
            "strict-schema",
            "\(owner) has \(count.grouped) \(what); a strict schema has at most \(maximum.grouped)",
            at: root.location
        )
    }
}

import OrderedJSON
import SourceDiagnostics

/// OpenAI's rules for the nodes of a schema with `strict: true` (docs/openai-api.md, 11.4 to 11.17).
extension SchemaCheck {
    /// Levels of objects.
    private static let strictDepth = 10
    /// Of which one is what a node is.
    private static let meanings = ["type", "$ref", "anyOf"]

    func checkStrictMember(_ member: PlacedJSON.Member) {
        if let rule = SchemaRule.keywords[member.key] {
            report(
                rule,
                "`\(member.key)` "
                    + (rule.certainty == .doubtful ? "in a strict schema" : "is not allowed in a strict schema"),
                at: member.keyLocation,
                hint: "remove it, or set `strict: false`"
            )
        }
        switch (member.key, member.value.scalar?.stringValue) {
        case ("items", _) where member.value.elements != nil:
            report(
                .itemsList,
                "`items` is one schema for all elements in a strict schema, not a list",
                at: member.value.location,
                hint: "write one schema, with `anyOf` for several kinds, or an object with a property for each element"
            )
        case ("format", let format?) where !SchemaRule.formats.contains(format):
            report(
                .format,
                "\(quoted(format)) is not a format that a strict schema can have",
                at: member.value.location,
                hint: "formats: \(SchemaRule.formats.joined(separator: ", ")); say others in the description"
            )
        case ("pattern", let pattern?) where Self.looksAround(pattern):
            report(
                .lookaround,
                "the pattern of a strict schema cannot look ahead or behind",
                at: member.value.location,
                hint: "write it without `(?=`, `(?!`, `(?<=` and `(?<!`"
            )
        case ("enum", _): checkDistinct(member.value.elements ?? [])
        default: break
        }
    }

    func checkStrictNode(_ schema: PlacedJSON, _ position: Position) {
        checkMeaning(schema, position)
        checkStrictReference(schema, position)
        checkStrictObject(schema, position)
    }

    /// A node says what it is by `type`, `$ref` or `anyOf`; one with another combination is refused for that.
    private func checkMeaning(_ schema: PlacedJSON, _ position: Position) {
        let combinations = ["allOf", "oneOf", "not", "if", "$dynamicRef", "$recursiveRef"]
        guard !position.isRoot, !(Self.meanings + combinations).contains(where: { schema[$0] != nil }) else { return }
        let values = schema["enum"]?.elements ?? schema["const"].map { [$0] } ?? []
        let areTexts = !values.isEmpty && values.allSatisfy { $0.scalar?.stringValue != nil }
        report(
            position.isItems ? .itemsType : .type,
            "a strict schema says what every value is: `type`, `$ref` or `anyOf` is missing here",
            at: schema.location,
            hint: areTexts ? "add `type: string`" : "add a type, such as `type: string`, or set `strict: false`"
        )
    }

    private func checkDistinct(_ values: [PlacedJSON]) {
        var seen: Set<String> = []
        for value in values where !seen.insert(JSONWriter().string(from: value.value)).inserted {
            report(
                .distinctValues,
                "`enum` lists \(value.summary) twice",
                at: value.location,
                hint: "keep one"
            )
        }
    }

    /// `(?=`, `(?!`, `(?<=` or `(?<!` that is not escaped.
    private static func looksAround(_ pattern: String) -> Bool {
        var rest = Substring(pattern)
        while let character = rest.first {
            if character == "\\" {
                rest = rest.dropFirst(2)
            } else if ["(?=", "(?!", "(?<=", "(?<!"].contains(where: { rest.hasPrefix($0) }) {
                return true
            } else {
                rest = rest.dropFirst()
            }
        }
        return false
    }

    private func checkStrictObject(_ schema: PlacedJSON, _ position: Position) {
        let types = schema["type"].map { $0.elements ?? [$0] } ?? []
        let isObject = schema["properties"] != nil || types.contains { $0.scalar == .string("object") }
        guard isObject else { return }
        if position.objectDepth == Self.strictDepth {
            report(
                .size,
                "a strict schema nests objects at most \(Self.strictDepth) deep",
                at: schema.location
            )
        }
        checkClosed(schema)
        if schema["properties"] == nil, !position.isRoot {
            report(
                .properties,
                "an object of a strict schema needs `properties`",
                at: schema.location,
                hint: "list them; an object with any keys is no strict schema: set `strict: false`"
            )
        }
        let required = Set((schema["required"]?.elements ?? []).compactMap { $0.scalar?.stringValue })
        for property in schema["properties"]?.members ?? [] where !required.contains(property.key) {
            report(
                .required,
                "a strict schema lists every property under `required`; \(quoted(property.key)) is missing",
                at: property.keyLocation,
                hint: "add it; a property that may be absent has a type such as [\"string\", \"null\"]"
            )
        }
    }

    private func checkClosed(_ schema: PlacedJSON) {
        if let additional = schema["additionalProperties"] {
            guard additional.scalar != .bool(false) else { return }
            report(
                .closedObject,
                "a strict schema needs `additionalProperties: false` in every object",
                at: additional.location,
                hint: "write false, or set `strict: false`"
            )
        } else {
            report(
                .closedObject,
                "a strict schema needs `additionalProperties: false` in every object",
                at: schema.location,
                hint: "add it here, or set `strict: false`"
            )
        }
    }
}

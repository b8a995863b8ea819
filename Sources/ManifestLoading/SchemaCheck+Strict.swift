import OrderedJSON
import SourceDiagnostics

/// OpenAI's rules for `strict: true`: closed objects, every property required, limits of depth and size.
extension SchemaCheck {
    /// OpenAI's limits for strict schemas.
    private static let strictDepth = 10
    private static let strictProperties = 5_000

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
        var count = 0
        var open = [root]
        while let schema = open.popLast() {
            count += schema["properties"]?.members?.count ?? 0
            open += schema.members?.map(\.value) ?? schema.elements ?? []
        }
        if count > Self.strictProperties {
            problems.error(
                "strict-schema",
                "\(owner) has \(grouped(count)) properties; a strict schema has at most \(grouped(Self.strictProperties))",
                at: root.location
            )
        }
    }
}

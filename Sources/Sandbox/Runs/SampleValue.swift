/// A value that fits a JSON Schema: what stands for a model's arguments and structured answers. Of the keywords it
/// knows those that servers accept in strict schemas; a pattern or format of text it does not imitate.
struct SampleValue {
    private static let maximumDepth = 16
    /// From here on, what may be null is, so that recursive schemas end.
    private static let nullDepth = 4
    /// A longer array or text than this is not worth making.
    private static let maximumLength = 10_000

    /// Where references point into.
    private let root: JSON

    static func matching(_ schema: JSON) -> JSON {
        SampleValue(root: schema).value(schema, 0)
    }

    private func value(_ schema: JSON, _ depth: Int) -> JSON {
        guard depth < Self.maximumDepth else { return .null }
        if let reference = schema["$ref"]?.string { return value(target(of: reference), depth + 1) }
        if let value = schema["const"] ?? schema["default"] ?? schema["enum"]?.array?.first { return value }
        if let alternatives = schema["anyOf"]?.array ?? schema["oneOf"]?.array, let first = alternatives.first {
            let null = depth >= Self.nullDepth ? alternatives.first { $0["type"] == "null" } : nil
            return value(null ?? first, depth + 1)
        }
        if let parts = schema["allOf"]?.array { return value(Self.merged(parts.map(resolved)), depth + 1) }
        let types = schema["type"]?.string.map { [$0] } ?? schema["type"]?.strings ?? []
        if depth >= Self.nullDepth, types.contains("null") { return .null }
        switch types.first(where: { $0 != "null" }) ?? types.first {
        case "string": return .string(text(schema))
        case "integer": return whole(schema)
        case "number": return number(schema)
        case "boolean": return false
        case "array": return array(schema, depth)
        case "null": return .null
        default: return object(schema, depth)
        }
    }

    /// What `#/$defs/Name` points at; `#` is the whole schema.
    private func target(of reference: String) -> JSON {
        reference.split(separator: "/").dropFirst().reduce(root) { schema, name in
            schema[String(name).replacing("~1", with: "/").replacing("~0", with: "~")] ?? [:]
        }
    }

    private func resolved(_ schema: JSON) -> JSON {
        schema["$ref"]?.string.map(target) ?? schema
    }

    private static func merged(_ schemas: [JSON]) -> JSON {
        var result: JSON = [:]
        for member in schemas.flatMap({ $0.members ?? [] }) {
            switch (member.name, result[member.name], member.value) {
            case ("properties", .object(let known), .object(let more)):
                result = result.setting("properties", to: .object(known + more))
            case ("required", .array(let known), .array(let more)):
                result = result.setting("required", to: .array(known + more))
            default: result = result.setting(member.name, to: member.value)
            }
        }
        return result
    }

    private func text(_ schema: JSON) -> String {
        var text = schema["examples"]?.strings.first ?? "sample"
        let least = min(schema["minLength"]?.integer ?? 0, Self.maximumLength)
        while text.unicodeScalars.count < least { text += text.isEmpty ? "x" : text }
        guard let most = schema["maxLength"]?.integer else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, most))))
    }

    /// Zero, or what the bounds leave that is nearest to it.
    private func number(_ schema: JSON, step: Double) -> Double {
        let multiple = schema["multipleOf"]?.number.flatMap { $0 > 0 ? $0 : nil } ?? step
        let above = schema["exclusiveMinimum"]?.number.map { $0 + multiple / 2 }
        let below = schema["exclusiveMaximum"]?.number.map { $0 - multiple / 2 }
        let least = [schema["minimum"]?.number, above].compactMap(\.self).max() ?? -.greatestFiniteMagnitude
        let most = [schema["maximum"]?.number, below].compactMap(\.self).min() ?? .greatestFiniteMagnitude
        if least > 0 { return (least / multiple).rounded(.up) * multiple }
        return most < 0 ? (most / multiple).rounded(.down) * multiple : 0
    }

    /// A number beyond the integers of this machine is written as a decimal.
    private func whole(_ schema: JSON) -> JSON {
        let value = number(schema, step: 1)
        return Int(exactly: value).map(JSON.integer) ?? .decimal(value)
    }

    private func number(_ schema: JSON) -> JSON {
        if schema["multipleOf"] != nil { return .decimal(number(schema, step: 1)) }
        let least = schema["minimum"]?.number ?? schema["exclusiveMinimum"]?.number.map(\.nextUp) ?? 0
        let most = schema["maximum"]?.number ?? schema["exclusiveMaximum"]?.number.map(\.nextDown) ?? max(least, 0)
        return .decimal(min(max(0, least), most))
    }

    private func array(_ schema: JSON, _ depth: Int) -> JSON {
        let count = min(schema["minItems"]?.integer ?? 0, Self.maximumLength)
        return .array((0..<max(0, count)).map { _ in value(schema["items"] ?? [:], depth + 1) })
    }

    private func object(_ schema: JSON, _ depth: Int) -> JSON {
        let required = schema["required"]?.strings ?? []
        return .object(
            (schema["properties"]?.members ?? []).filter { required.contains($0.name) }
                .map { JSON.Member(name: $0.name, value: value($0.value, depth + 1)) }
        )
    }
}

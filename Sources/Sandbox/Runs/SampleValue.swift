import OrderedJSON

/// A value that fits a JSON Schema: what stands for a model's arguments and structured answers. Of the keywords it
/// knows those that servers accept in strict schemas; a pattern or format of text it does not imitate, but may find in a
/// question.
struct SampleValue {
    private static let maximumDepth = 16
    /// From here on, what may be null is, so that recursive schemas end.
    private static let nullDepth = 4
    /// A longer array or text than this is not worth making.
    private static let maximumLength = 10_000

    /// Where references point into.
    private let root: JSONValue
    /// Nil for a value that nobody asked a question for.
    private let question: QuestionValues?

    static func matching(_ schema: JSONValue) -> JSONValue {
        SampleValue(root: schema, question: nil).value(schema, 0)
    }

    /// Arguments of a function, as far as they stand in a question.
    static func arguments(_ function: JSONValue, from question: String) -> JSONValue {
        let schema = function["parameters"] ?? [:]
        return SampleValue(root: schema, question: QuestionValues(question)).value(schema, 0)
    }

    private func value(_ schema: JSONValue, _ depth: Int, named name: String? = nil) -> JSONValue {
        guard depth < Self.maximumDepth else { return .null }
        if let known = asked(schema, named: name) { return known }
        if let reference = schema["$ref"]?.stringValue { return value(target(of: reference), depth + 1) }
        if let value = schema["const"] ?? schema["default"] ?? schema["enum"]?.arrayValue?.first { return value }
        if let alternatives = schema["anyOf"]?.arrayValue ?? schema["oneOf"]?.arrayValue, let first = alternatives.first
        {
            let null = depth >= Self.nullDepth ? alternatives.first { $0["type"] == "null" } : nil
            return value(null ?? first, depth + 1)
        }
        if let parts = schema["allOf"]?.arrayValue { return value(Self.merged(parts.map(resolved)), depth + 1) }
        let types = schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.strings ?? []
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

    private func asked(_ schema: JSONValue, named name: String?) -> JSONValue? {
        guard let question, schema["const"] == nil, schema["default"] == nil else { return nil }
        let types = schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.strings ?? []
        switch types.first(where: { $0 != "null" }) {
        case "string": return question.text(schema, named: name).map { .string($0) }
        case "integer": return schema["enum"] == nil ? question.number(schema, isWhole: true) : nil
        case "number": return schema["enum"] == nil ? question.number(schema, isWhole: false) : nil
        default: return nil
        }
    }

    /// What `#/$defs/Name` points at; `#` is the whole schema.
    private func target(of reference: String) -> JSONValue {
        reference.split(separator: "/").dropFirst().reduce(root) { schema, name in
            schema[String(name).replacing("~1", with: "/").replacing("~0", with: "~")] ?? [:]
        }
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        schema["$ref"]?.stringValue.map(target) ?? schema
    }

    private static func merged(_ schemas: [JSONValue]) -> JSONValue {
        var result: JSONValue = [:]
        for member in schemas.flatMap({ $0.objectValue ?? [:] }) {
            switch (member.key, result[member.key], member.value) {
            case ("properties", .object(let known), .object(let more)):
                result = result.setting("properties", to: .object(known + more))
            case ("required", .array(let known), .array(let more)):
                result = result.setting("required", to: .array(known + more))
            default: result = result.setting(member.key, to: member.value)
            }
        }
        return result
    }

    private func text(_ schema: JSONValue) -> String {
        var text = schema["examples"]?.strings.first ?? "sample"
        let least = min(schema["minLength"]?.intValue ?? 0, Self.maximumLength)
        while text.unicodeScalars.count < least { text += text.isEmpty ? "x" : text }
        guard let most = schema["maxLength"]?.intValue else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, most))))
    }

    /// Zero, or what the bounds leave that is nearest to it.
    private func number(_ schema: JSONValue, step: Double) -> Double {
        let multiple = schema["multipleOf"]?.doubleValue.flatMap { $0 > 0 ? $0 : nil } ?? step
        let above = schema["exclusiveMinimum"]?.doubleValue.map { $0 + multiple / 2 }
        let below = schema["exclusiveMaximum"]?.doubleValue.map { $0 - multiple / 2 }
        let least = [schema["minimum"]?.doubleValue, above].compactMap(\.self).max() ?? -.greatestFiniteMagnitude
        let most = [schema["maximum"]?.doubleValue, below].compactMap(\.self).min() ?? .greatestFiniteMagnitude
        if least > 0 { return (least / multiple).rounded(.up) * multiple }
        return most < 0 ? (most / multiple).rounded(.down) * multiple : 0
    }

    /// A number beyond the integers of this machine is written as a decimal.
    private func whole(_ schema: JSONValue) -> JSONValue {
        let value = number(schema, step: 1)
        return Int(exactly: value).map(JSONValue.integer) ?? .number(value)
    }

    private func number(_ schema: JSONValue) -> JSONValue {
        if schema["multipleOf"] != nil { return .number(number(schema, step: 1)) }
        let least = schema["minimum"]?.doubleValue ?? schema["exclusiveMinimum"]?.doubleValue.map(\.nextUp) ?? 0
        let most =
            schema["maximum"]?.doubleValue ?? schema["exclusiveMaximum"]?.doubleValue.map(\.nextDown) ?? max(least, 0)
        return .number(min(max(0, least), most))
    }

    private func array(_ schema: JSONValue, _ depth: Int) -> JSONValue {
        let count = min(schema["minItems"]?.intValue ?? 0, Self.maximumLength)
        return .array((0..<max(0, count)).map { _ in value(schema["items"] ?? [:], depth + 1) })
    }

    private func object(_ schema: JSONValue, _ depth: Int) -> JSONValue {
        let required = schema["required"]?.strings ?? []
        return .object(
            JSONObject(
                (schema["properties"]?.objectValue ?? [:])
                    .map { ($0.key, $0.value, question?.named($0.key, $0.value)) }
                    .filter { required.contains($0.0) || $0.2 != nil }
                    .map { ($0.0, $0.2 ?? value($0.1, depth + 1, named: $0.0)) }
            )
        )
    }
}

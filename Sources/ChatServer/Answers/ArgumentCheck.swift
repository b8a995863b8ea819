import OrderedJSON

/// Whether the arguments that a model wrote fit a function's JSON Schema: what strict schemas may hold, and the usual
/// bounds besides. Keywords that it does not know bind nobody.
struct ArgumentCheck {
    private static let maximumDepth = 64
    private let root: JSONValue

    init(_ schema: JSONValue) { root = schema }

    /// What is wrong, in a clause; nil for nothing.
    func problem(of value: JSONValue) -> String? {
        problem(of: value, by: root, at: "the arguments", 0)
    }

    private func problem(of value: JSONValue, by schema: JSONValue, at place: String, _ depth: Int) -> String? {
        guard depth < Self.maximumDepth else { return "\(place) are nested too deeply" }
        if schema == false { return "\(place) must not be there" }
        if let reference = schema["$ref"]?.stringValue {
            return problem(of: value, by: target(of: reference), at: place, depth + 1)
        }
        if let constant = schema["const"], constant != value { return "\(place) must be \(constant.text)" }
        if let words = schema["enum"]?.arrayValue, !words.contains(value) {
            return "\(place) must be one of \(JSONValue.array(words).text)"
        }
        for keyword in ["anyOf", "oneOf"] {
            guard let schemas = schema[keyword]?.arrayValue else { continue }
            let fits = schemas.contains { problem(of: value, by: $0, at: place, depth + 1) == nil }
            if !fits { return "\(place) fit none of the forms" }
        }
        for part in schema["allOf"]?.arrayValue ?? [] {
            if let problem = problem(of: value, by: part, at: place, depth + 1) { return problem }
        }
        return typeProblem(of: value, by: schema, at: place) ?? memberProblem(of: value, by: schema, at: place, depth)
            ?? boundsProblem(of: value, by: schema, at: place)
    }

    private func typeProblem(of value: JSONValue, by schema: JSONValue, at place: String) -> String? {
        let types =
            schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard !types.isEmpty, !types.contains(where: { Self.has(value, type: $0) }) else { return nil }
        return "\(place) must be of the type \(types.joined(separator: " or "))"
    }

    private static func has(_ value: JSONValue, type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
            ("number", .integer), ("number", .number), ("integer", .integer):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private func memberProblem(of value: JSONValue, by schema: JSONValue, at place: String, _ depth: Int) -> String? {
        if case .array(let elements) = value, let items = schema["items"] {
            for (index, element) in elements.enumerated() {
                if let problem = problem(of: element, by: items, at: "\(place)[\(index)]", depth + 1) { return problem }
            }
        }
        guard case .object(let members) = value else { return nil }
        for name in schema["required"]?.arrayValue ?? [] {
            if let name = name.stringValue, members[name] == nil { return "\(place) lack \"\(name)\"" }
        }
        for (name, member) in members {
            if let own = schema["properties"]?[name] {
                if let problem = problem(of: member, by: own, at: "\"\(name)\"", depth + 1) { return problem }
            } else if let others = schema["additionalProperties"],
                let problem = problem(of: member, by: others, at: "\"\(name)\"", depth + 1)
            {
                return problem
            }
        }
        return nil
    }

    private func boundsProblem(of value: JSONValue, by schema: JSONValue, at place: String) -> String? {
        func violates(_ keyword: String, _ isFine: (Double) -> Bool) -> Bool {
            schema[keyword]?.doubleValue.map { !isFine($0) } ?? false
        }
        switch value {
        case .string(let text):
            let count = Double(text.unicodeScalars.count)
            if violates("minLength", { count >= $0 }) || violates("maxLength", { count <= $0 }) {
                return "\(place) has a length that is not allowed"
            }
        case .array(let elements):
            let count = Double(elements.count)
            if violates("minItems", { count >= $0 }) || violates("maxItems", { count <= $0 }) {
                return "\(place) has a number of elements that is not allowed"
            }
        case .integer, .number:
            guard let number = value.doubleValue else { return nil }
            if violates("minimum", { number >= $0 }) || violates("maximum", { number <= $0 })
                || violates("exclusiveMinimum", { number > $0 }) || violates("exclusiveMaximum", { number < $0 })
            {
                return "\(place) is out of range"
            }
        default: break
        }
        return nil
    }

    /// What `#/$defs/Name` points at; `#` is the whole schema.
    private func target(of reference: String) -> JSONValue {
        reference.split(separator: "/").dropFirst().reduce(root) { schema, name in
            schema[String(name).replacing("~1", with: "/").replacing("~0", with: "~")] ?? [:]
        }
    }
}

import OrderedJSON

/// Checks a value against the part of JSON Schema (draft-07) that our schemas use, and more strictly than the standard:
/// a key that the schema does not describe is a problem, so that output and schema cannot drift apart.
struct SchemaCheck {
    let root: JSONValue

    /// The problems, each with the path of its value; empty when there are none.
    func problems(of value: JSONValue, schema: JSONValue? = nil, path: String = "$") -> [String] {
        var schema = schema ?? root
        if let reference = schema["$ref"]?.stringValue {
            guard let name = reference.split(separator: "/").last, let target = root["definitions"]?[String(name)]
            else {
                return ["\(path): dangling \(reference)"]
            }
            schema = target
        }
        if let constant = schema["const"], constant != value { return ["\(path): is not \(constant)"] }
        if let words = schema["enum"]?.arrayValue, !words.contains(value) {
            return ["\(path): \(value) is no such word"]
        }
        if let types = schema["type"].map({ $0.arrayValue ?? [$0] }), !types.contains(.string(type(of: value))) {
            return ["\(path): is \(type(of: value)), not \(types)"]
        }
        if let minimum = schema["minimum"]?.doubleValue, let number = value.doubleValue, number < minimum {
            return ["\(path): is less than \(minimum)"]
        }
        if let elements = value.arrayValue, let items = schema["items"] {
            if let minimum = schema["minItems"]?.integerValue, elements.count < Int(minimum) {
                return ["\(path): too few"]
            }
            return elements.enumerated().flatMap { problems(of: $1, schema: items, path: "\(path)[\($0)]") }
        }
        if let members = value.objectValue, let properties = schema["properties"]?.objectValue {
            let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
            let missing = required.filter { members[$0] == nil }.map { "\(path): lacks \($0)" }
            let nested = members.flatMap { key, value -> [String] in
                guard let property = properties[key] else { return ["\(path).\(key): is not in the schema"] }
                return problems(of: value, schema: property, path: "\(path).\(key)")
            }
            return missing + nested
        }
        return []
    }

    private func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

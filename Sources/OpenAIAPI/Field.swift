import OrderedJSON

/// A member of a request or an answer: not there, there as null, or there with a value. In an update an omitted field
/// stays as it is and null clears it (docs/openai-api.md, 2.10, 2.11).
package enum Field<Value: Sendable>: Sendable {
    case omitted
    case null
    case value(Value)

    /// The value, when there is one.
    package var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }
}

extension Field: Equatable where Value: Equatable {}
extension Field: Hashable where Value: Hashable {}

extension JSONObject {
    /// Adds the member unless it is omitted.
    package mutating func add<Value>(_ key: String, _ field: Field<Value>, _ json: (Value) -> JSONValue) {
        switch field {
        case .omitted: break
        case .null: self[key] = .null
        case .value(let value): self[key] = json(value)
        }
    }

    /// Adds the member unless there is no value.
    package mutating func add<Value>(_ key: String, _ value: Value?, _ json: (Value) -> JSONValue) {
        if let value { self[key] = json(value) }
    }
}

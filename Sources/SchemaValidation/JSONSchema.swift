import OrderedJSON

/// A JSON Schema (drafts 7 to 2020-12) that values can be held against.
///
/// Whatever stands in it is either understood or refused when it is made: a keyword that is passed over would let
/// through what it forbids. `format` and the keywords that only describe assert nothing, as the drafts have it.
package struct JSONSchema: Sendable {
    let root: JSONValue
    /// Those that stand in it, as they are written. Each is found anywhere in a text.
    private(set) var patterns: [String: TextPattern] = [:]

    /// - Throws: ``JSONSchemaError`` for what is no schema, or one with keywords that nothing here understands.
    package init(_ schema: JSONValue) throws(JSONSchemaError) {
        root = schema
        var reading = SchemaReading(schema: self)
        try reading.check(schema, at: "#")
        patterns = reading.patterns
    }

    /// What a value violates, at most ten: empty for a value that fits.
    package func violations(of value: JSONValue) -> [SchemaViolation] {
        var check = ValueCheck(schema: self)
        check.hold(value, against: root, at: "")
        return check.violations
    }

    /// What a `$ref` names; nil when that is not in this schema.
    func target(of reference: String) -> JSONValue? {
        guard let keys = SchemaPointer.keys(ofReference: reference) else { return nil }
        var value = root
        for key in keys {
            if let member = value[key] {
                value = member
            } else if let elements = value.arrayValue, let index = Int(key), elements.indices.contains(index) {
                value = elements[index]
            } else {
                return nil
            }
        }
        return value
    }
}

/// Why a value is no schema that values can be held against.
package struct JSONSchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the schema, as a JSON pointer in a fragment: `#/properties/order`.
    package var place: String
    /// What is wrong there, without a final full stop.
    package var message: String

    package var description: String { "\(place): \(message)" }
}

/// A rule of a schema that a value breaks.
package struct SchemaViolation: Hashable, Sendable, CustomStringConvertible {
    /// Where in the value, as a JSON pointer: `/order/items/0`, empty for the value itself.
    package var place: String
    /// What is wrong there, without a final full stop and without the value: it may be a visitor's.
    package var message: String

    package var description: String { place.isEmpty ? message : "\(place): \(message)" }
}

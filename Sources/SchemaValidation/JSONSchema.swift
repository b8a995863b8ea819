import OrderedJSON

/// A JSON Schema (drafts 7 to 2020-12) that values can be held against.
///
/// Whatever stands in it is either understood or refused when it is made: a keyword that is passed over would let
/// through what it forbids. `format` and the keywords that only describe assert nothing, as the drafts have it.
package struct JSONSchema: Sendable {
    let root: JSONValue

    /// - Throws: ``JSONSchemaError`` for what is no schema, or one with keywords that nothing here understands.
    package init(_ schema: JSONValue) throws(JSONSchemaError) {
        root = schema
        try SchemaReading(schema: self).check(schema, at: "#")
    }

    /// What a value violates, at most ten: empty for a value that fits.
    package func violations(of value: JSONValue) -> [SchemaViolation] {
        var check = ValueCheck(schema: self)
        check.hold(value, against: root, at: "")
        return check.violations
    }

    /// What a `$ref` names; nil when that is not in this schema.
    func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#"), let pointer = Self.decoded(reference.dropFirst()) else { return nil }
        if pointer.isEmpty { return root }
        guard pointer.hasPrefix("/") else { return nil }
        var value = root
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
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

    /// The text of a fragment without percent signs; nil for one that is no text.
    private static func decoded(_ fragment: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = fragment.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
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

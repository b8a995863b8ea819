import Foundation
import OrderedJSON

/// Walks a schema once and refuses what could not be carried out.
struct SchemaReading {
    /// Resolves references; its root is what is walked.
    let schema: JSONSchema
    /// The patterns that stand in it, as they are written.
    private(set) var patterns: [String: TextPattern] = [:]

    init(schema: JSONSchema) {
        self.schema = schema
    }

    mutating func check(_ node: JSONValue, at place: String) throws(JSONSchemaError) {
        if node.boolValue != nil { return }
        guard case .object(let members) = node else {
            throw JSONSchemaError(place: place, message: "a schema is an object")
        }
        for (keyword, value) in members {
            try check(keyword, value, at: place + "/" + SchemaPointer.escaped(keyword))
        }
    }

    private mutating func check(_ keyword: String, _ value: JSONValue, at place: String) throws(JSONSchemaError) {
        switch keyword {
        case "additionalItems", "additionalProperties", "contains", "else", "if", "not", "propertyNames", "then":
            try check(value, at: place)
        case "items":
            if value.arrayValue == nil { try check(value, at: place) } else { try checkList(value, at: place) }
        case "allOf", "anyOf", "oneOf", "prefixItems":
            try checkList(value, at: place)
        case "$defs", "definitions", "dependentSchemas", "properties":
            try checkMembers(value, at: place)
        case "patternProperties":
            for (pattern, _) in try checkMembers(value, at: place) { try checkPattern(pattern, at: place) }
        case "pattern":
            guard let pattern = value.stringValue else {
                throw JSONSchemaError(place: place, message: "expected a text")
            }
            try checkPattern(pattern, at: place)
        case "type":
            let names = value.arrayValue ?? [value]
            guard !names.isEmpty, names.allSatisfy({ $0.stringValue.flatMap(SchemaType.init) != nil }) else {
                throw JSONSchemaError(place: place, message: "expected the name of a type")
            }
        case "required":
            try checkNames(value, at: place)
        case "dependentRequired":
            guard let members = value.objectValue else {
                throw JSONSchemaError(place: place, message: "expected an object")
            }
            for (name, names) in members { try checkNames(names, at: place + "/" + SchemaPointer.escaped(name)) }
        case "enum":
            guard value.arrayValue != nil else { throw JSONSchemaError(place: place, message: "expected a list") }
        case "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum":
            guard value.doubleValue != nil else { throw JSONSchemaError(place: place, message: "expected a number") }
        case "multipleOf":
            guard let number = value.doubleValue, number > 0 else {
                throw JSONSchemaError(place: place, message: "expected a number above 0")
            }
        case "maxContains", "maxItems", "maxLength", "maxProperties", "minContains", "minItems", "minLength",
            "minProperties":
            guard let count = value.intValue, count >= 0 else {
                throw JSONSchemaError(place: place, message: "expected a number of 0 or more")
            }
        case "uniqueItems":
            guard value.boolValue != nil else { throw JSONSchemaError(place: place, message: "expected true or false") }
        case "$ref":
            guard let reference = value.stringValue, schema.target(of: reference) != nil else {
                throw JSONSchemaError(place: place, message: "points to what is not in this schema")
            }
        case "$comment", "$id", "$schema", "const", "contentEncoding", "contentMediaType", "default", "deprecated",
            "description", "example", "examples", "format", "readOnly", "title", "writeOnly":
            break
        default:
            throw JSONSchemaError(place: place, message: "this keyword is not supported")
        }
    }

    private mutating func checkList(_ value: JSONValue, at place: String) throws(JSONSchemaError) {
        guard let schemas = value.arrayValue else { throw JSONSchemaError(place: place, message: "expected a list") }
        for (index, element) in schemas.enumerated() { try check(element, at: "\(place)/\(index)") }
    }

    @discardableResult
    private mutating func checkMembers(_ value: JSONValue, at place: String) throws(JSONSchemaError) -> JSONObject {
        guard let members = value.objectValue else {
            throw JSONSchemaError(place: place, message: "expected an object")
        }
        for (name, member) in members { try check(member, at: place + "/" + SchemaPointer.escaped(name)) }
        return members
    }

    private func checkNames(_ value: JSONValue, at place: String) throws(JSONSchemaError) {
        guard let names = value.arrayValue, names.allSatisfy({ $0.stringValue != nil }) else {
            throw JSONSchemaError(place: place, message: "expected a list of names")
        }
    }

    private mutating func checkPattern(_ pattern: String, at place: String) throws(JSONSchemaError) {
        do throws(TextPatternError) {
            patterns[pattern] = try TextPattern(pattern, letters: .ascii)
        } catch {
            throw JSONSchemaError(place: place, message: error.description)
        }
    }
}

/// The names that `type` may have.
enum SchemaType: String {
    case array, boolean, integer, null, number, object, string

    func holds(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.array, .array), (.boolean, .bool), (.null, .null), (.object, .object), (.string, .string),
            (.number, .number), (.number, .integer), (.integer, .integer):
            true
        case (.integer, .number(let number)): number.rounded() == number
        default: false
        }
    }
}

/// JSON pointers (RFC 6901) of schemas.
package enum SchemaPointer {
    /// A key as a part of a pointer.
    static func escaped(_ key: String) -> String {
        String(key.replacing("~", with: "~0").replacing("/", with: "~1"))
    }

    /// The keys of a `$ref` into its own schema, none for the whole of it: `%20` is decoded before the pointer is split,
    /// `~1` after that. Nil for what is no such reference.
    package static func keys(ofReference text: String) -> [String]? {
        guard text.hasPrefix("#"), let pointer = text.dropFirst().removingPercentEncoding else { return nil }
        if pointer.isEmpty { return [] }
        guard pointer.hasPrefix("/") else { return nil }
        return pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }
}

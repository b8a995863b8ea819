import OrderedJSON
import SchemaValidation
import Testing

private func schema(_ text: String) throws -> JSONSchema {
    try JSONSchema(JSONReader().value(from: text))
}

/// The violations of a value, one a line.
private func violations(_ value: String, _ text: String) throws -> String {
    try schema(text).violations(of: JSONReader().value(from: value)).map(\.description).joined(separator: "\n")
}

@Suite("Values against JSON Schemas")
struct JSONSchemaTests {
    private static let order = """
        {
          "type": "object",
          "properties": {
            "order_number": { "type": "string", "pattern": "^VL-[0-9]{4}-[0-9]{6}$" },
            "lines": { "type": "array", "items": { "$ref": "#/$defs/line" }, "minItems": 1 }
          },
          "required": ["order_number", "lines"],
          "additionalProperties": false,
          "$defs": {
            "line": {
              "type": "object",
              "properties": { "count": { "type": "integer", "minimum": 1 }, "size": { "enum": ["S", "M", null] } },
              "required": ["count"]
            }
          }
        }
        """

    @Test("an order that fits violates nothing")
    func fits() throws {
        let value = #"{"order_number": "VL-2026-004711", "lines": [{"count": 1}, {"count": 2.0, "size": null}]}"#
        #expect(try violations(value, Self.order) == "")
    }

    @Test("everything that is wrong is named with its place, and never with the value")
    func violatesAll() throws {
        let value =
            #"{"order_number": "4711", "lines": [{"count": 0}, {"count": 1, "size": "XXL"}, {}], "note": "secret"}"#
        #expect(
            try violations(value, Self.order) == """
                /order_number: does not match the pattern
                /lines/0/count: is below the minimum
                /lines/1/size: is none of the values that are allowed
                /lines/2: misses `count`
                has `note`, which is not allowed
                """
        )
    }

    /// A schema, values that fit it and values that do not, as the drafts have them.
    private static let rules: [(schema: String, fitting: [String], violating: [String])] = [
        (#"{"type": "integer"}"#, ["1", "1.0", "-3"], ["1.5", "\"1\"", "null", "true"]),
        (#"{"type": ["string", "null"]}"#, ["\"\"", "null"], ["0", "[]"]),
        (#"{"type": "number"}"#, ["1", "1.5"], ["\"1\"", "true"]),
        ("true", ["1", "{}"], []),
        ("false", [], ["1", "{}"]),
        (#"{"const": {"a": 1, "b": 2}}"#, [#"{"b": 2, "a": 1.0}"#], [#"{"a": 1}"#]),
        (#"{"minLength": 2, "maxLength": 3}"#, ["\"ab\"", "\"🚲🚲🚲\"", "1"], ["\"a\"", "\"abcd\""]),
        (#"{"pattern": "b+"}"#, ["\"abc\"", "7"], ["\"ac\""]),
        (#"{"pattern": "^\\d$"}"#, ["\"7\""], ["\"٣\""]),
        (#"{"exclusiveMinimum": 0, "maximum": 1}"#, ["0.1", "1"], ["0", "1.1"]),
        (#"{"minimum": 0, "exclusiveMaximum": 1}"#, ["0", "0.9"], ["-0.1", "1"]),
        (#"{"multipleOf": 0.1}"#, ["0.3", "7"], ["0.35"]),
        (#"{"items": {"type": "string"}, "uniqueItems": true}"#, ["[]", "[\"a\", \"b\"]"], ["[1]", "[\"a\", \"a\"]"]),
        (#"{"items": [{"type": "string"}], "additionalItems": false}"#, ["[\"a\"]", "[]"], ["[1]", "[\"a\", 1]"]),
        (#"{"prefixItems": [{"type": "string"}], "items": {"type": "null"}}"#, ["[\"a\", null]"], ["[\"a\", 1]"]),
        (#"{"contains": {"const": 1}}"#, ["[0, 1]"], ["[0]", "[]"]),
        (#"{"contains": {"const": 1}, "minContains": 0, "maxContains": 1}"#, ["[]", "[1]"], ["[1, 1]"]),
        (#"{"minItems": 1, "maxItems": 2}"#, ["[1]"], ["[]", "[1, 2, 3]"]),
        (#"{"minProperties": 1, "maxProperties": 1}"#, [#"{"a": 1}"#], ["{}", #"{"a": 1, "b": 1}"#]),
        (#"{"propertyNames": {"pattern": "^[a-z]+$"}}"#, [#"{"a": 1}"#], [#"{"A": 1}"#]),
        (
            #"{"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": {"type": "integer"}}"#,
            [#"{"x-a": "b", "c": 1}"#], [#"{"x-a": 1}"#, #"{"c": "d"}"#]
        ),
        (#"{"dependentRequired": {"a": ["b"]}}"#, ["{}", #"{"a": 1, "b": 2}"#], [#"{"a": 1}"#]),
        (#"{"dependentSchemas": {"a": {"required": ["b"]}}}"#, ["{}", #"{"a": 1, "b": 2}"#], [#"{"a": 1}"#]),
        (#"{"anyOf": [{"type": "string"}, {"minimum": 3}]}"#, ["\"a\"", "3"], ["2"]),
        (#"{"oneOf": [{"type": "integer"}, {"minimum": 3}]}"#, ["2", "3.5"], ["3", "2.5"]),
        (#"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"#, ["1"], ["0", "3"]),
        (#"{"not": {"type": "null"}}"#, ["1"], ["null"]),
        (
            #"{"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "null"}}"#, ["\"a\"", "null"],
            ["\"\"", "1"]
        ),
        (##"{"$ref": "#/$defs/a%20b~1c", "$defs": {"a b/c": {"type": "null"}}}"##, ["null"], ["1"]),
        (
            ##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["v"]}"##,
            [#"{"v": 1, "next": {"v": 2}}"#], [#"{"v": 1, "next": {}}"#]
        ),
        (#"{"format": "email", "title": "x", "$comment": "y"}"#, ["\"no address\""], []),
    ]

    @Test("keywords mean what the drafts say", arguments: rules.indices)
    func meansWhatTheDraftsSay(_ index: Int) throws {
        let rule = Self.rules[index]
        for value in rule.fitting { #expect(try violations(value, rule.schema) == "", "\(value) and \(rule.schema)") }
        for value in rule.violating { #expect(try violations(value, rule.schema) != "", "\(value) and \(rule.schema)") }
    }

    @Test(
        "what could not be carried out is refused with its place",
        arguments: [
            (
                ##"{"properties": {"a": {"$dynamicRef": "#a"}}}"##,
                "#/properties/a/$dynamicRef: this keyword is not supported"
            ),
            (##"{"unevaluatedProperties": false}"##, "#/unevaluatedProperties: this keyword is not supported"),
            (##"{"$ref": "#/$defs/gone"}"##, "#/$ref: points to what is not in this schema"),
            (##"{"$ref": "https://example.com/a.json"}"##, "#/$ref: points to what is not in this schema"),
            (##"{"pattern": "("}"##, "#/pattern: not a regular expression"),
            (
                ##"{"patternProperties": {"^(?=x)": {}}}"##,
                "#/patternProperties: a pattern can have literals, classes, anchors, groups, alternatives and repetitions, "
                    + "and nothing that looks around or back"
            ),
            (##"{"type": "text"}"##, "#/type: expected the name of a type"),
            (##"{"items": {"minItems": -1}}"##, "#/items/minItems: expected a number of 0 or more"),
            (##"{"allOf": [{}, 3]}"##, "#/allOf/1: a schema is an object"),
            (##"{"multipleOf": 0}"##, "#/multipleOf: expected a number above 0"),
        ]
    )
    func refuses(_ text: String, _ message: String) throws {
        let error = #expect(throws: JSONSchemaError.self) { try schema(text) }
        #expect(error?.description == message)
    }

    @Test("a pattern is looked for in a time that grows with the text alone, also where it may match in many ways")
    func boundedPatterns() throws {
        let mail = try schema(##"{"items": {"pattern": "^([a-zA-Z0-9]+[._-]?)+@[a-z0-9.-]+$"}}"##)
        let long = String(repeating: "a", count: 10_000)
        let time = ContinuousClock().measure {
            #expect(mail.violations(of: [.string(long), .string(long + "@example.com")]).map(\.place) == ["/0"])
        }
        #expect(time < .seconds(60))
    }

    @Test("a pattern to which only a reference leads lets nothing through")
    func referredPatterns() throws {
        let text = ##"{"$ref": "#/example/address", "example": {"address": {"pattern": "^a$"}}}"##
        #expect(try violations("\"b\"", text) == "does not match the pattern")
    }

    @Test(
        "a schema that goes on without end ends",
        arguments: [##"{"$ref": "#"}"##, ##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##]
    )
    func ends(_ text: String) throws {
        _ = try schema(text).violations(of: 1)
    }
}

import TestSupport
import Testing

@Suite("JSON Schemas")
struct SchemaTests {
    private func function(_ schema: String, strict: Bool = false) -> String {
        """
        assistant: bot
        model: gpt-6-luna
        tools:
          - type: function
            name: find
            description: Finds an order
            strict: \(strict)
            parameters:
        \(schema)
        """
    }

    @Test("what is no JSON Schema")
    func invalid() {
        expectDiagnostics(
            """
            1️⃣ error: `type` is one of JSON Schema's type names, not the string "strng" [invalid-schema]
              hint: did you mean "string"?
            2️⃣ error: a schema must be a mapping, not the string "text" [invalid-schema]
            4️⃣ warning: "requird" is not a keyword of JSON Schema [unknown-schema-keyword]
              hint: did you mean "required"?
            5️⃣ error: `enum` must be a list with at least one value, not an empty list [invalid-schema]
            6️⃣ error: `minLength` must be a whole number from 0, not `-1` [invalid-schema]
            7️⃣ error: `pattern` must be a string, not `true` [invalid-schema]
            8️⃣ error: `required` must be a list of property names, not the string "a" [invalid-schema]
            """,
            inAssistant: function(
                """
                      type: object
                      properties:
                        a: { type: 1️⃣strng }
                        b: 2️⃣text
                        c: { type: array, items: 3️⃣[] , 4️⃣requird: [] }
                        d: { enum: 5️⃣[], minLength: 6️⃣-1, pattern: 7️⃣true }
                      required: 8️⃣a
                """
            )
        )
        expectDiagnostics(
            """
            2️⃣ error: `$ref` points to "#/$defs/pont", which is not in this schema [invalid-schema]
              hint: did you mean "#/$defs/point"?
            3️⃣ error: `$ref` must point into this schema, not to "https://schemas.example/b.json" \
            [invalid-schema]
              hint: copy the schema under `$defs` and refer to it as "#/$defs/<name>"
            4️⃣ error: `anyOf` must be a list with at least one schema, not an empty list [invalid-schema]
            5️⃣ error: a schema must be a mapping, not the string "none" [invalid-schema]
            6️⃣ warning: `required` names "f", which is not among the properties [undeclared-property]
            7️⃣ error: `required` names "a" twice [invalid-schema]
            """,
            inAssistant: function(
                """
                      type: object
                      properties:
                        1️⃣a: { $ref: 2️⃣"#/$defs/pont" }
                        b: { $ref: 3️⃣"https://schemas.example/b.json" }
                        c: { $ref: "#/$defs/point" }
                        d: { $ref: "#" }
                        e: { anyOf: 4️⃣[], additionalProperties: 5️⃣none }
                      required: [6️⃣f, a, 7️⃣a]
                      $defs: { point: { type: number } }
                """
            )
        )
    }

    @Test("the top of a function's parameters is an object")
    func root() {
        expectDiagnostics(
            """
            1️⃣ error: the parameters of `find` must have the type "object" at the top [invalid-schema]
              hint: add `type: object`
            """,
            inAssistant: function(
                """
                      1️⃣properties: {}
                """
            )
        )
        expectDiagnostics(
            """
            1️⃣ error: the parameters of `find` must have the type "object" at the top, not the string "array" \
            [invalid-schema]
            2️⃣ error: `anyOf` cannot stand at the top of the parameters of `find` [refused-schema-keyword]
              hint: wrap it in a property of an object
            """,
            inAssistant: function(
                """
                      type: 1️⃣array
                      2️⃣anyOf: [{}]
                """
            )
        )
    }

    @Test("strict schemas close every object and require every property")
    func strict() {
        expectDiagnostics(
            """
            1️⃣ error: a strict schema lists every property under `required`; "a" is missing [strict-schema]
              hint: add it; a property that may be absent has a type such as ["string", "null"]
            2️⃣ error: a strict schema needs `additionalProperties: false` in every object [strict-schema]
              hint: add it here, or set `strict: false`
            3️⃣ error: a strict schema lists every property under `required`; "c" is missing [strict-schema]
              hint: add it; a property that may be absent has a type such as ["string", "null"]
            4️⃣ error: a strict schema needs `additionalProperties: false` in every object [strict-schema]
              hint: write false, or set `strict: false`
            5️⃣ error: `allOf` is not allowed in a strict schema [refused-schema-keyword]
              hint: remove it, or set `strict: false`
            6️⃣ error: `required` names "e", which is not among the properties [strict-schema]
            """,
            inAssistant: function(
                """
                      type: object
                      properties:
                        1️⃣a:
                          2️⃣type: object
                          properties: {}
                        b: { type: object, properties: { 3️⃣c: {} }, required: [], additionalProperties: 4️⃣true }
                        d: { 5️⃣allOf: [{ type: string }], default: x, minLength: 1 }
                      required: [b, d, 6️⃣e]
                      additionalProperties: false
                """,
                strict: true
            )
        )
    }

    @Test("values in a schema that YAML parsers disagree about")
    func ambiguous() {
        expectDiagnostics(
            """
            1️⃣ error: `no` without quotes is a boolean to some parsers and a string to others [unquoted-string]
              hint: write false, or quote it: "no"
            2️⃣ error: `1e3` without quotes is a number to some parsers and a string to others [unquoted-string]
              hint: write 1000, or quote it: "1e3"
            3️⃣ error: `2026-01-31` without quotes is a date to some parsers and a string to others \
            [unquoted-string]
              hint: quote it: "2026-01-31"
            4️⃣ error: a value is missing here [empty-value]
              hint: write a value, or `null` for none
            """,
            inAssistant: function(
                """
                      type: object
                      properties:
                        a: { enum: [1️⃣no, "yes", 2️⃣1e3, 3️⃣2026-01-31, 4️⃣~, null, 5, 0.5] }
                """
            )
        )
    }

    @Test("response formats: name, schema, both forms")
    func responseFormat() {
        expectDiagnostics(
            """
            1️⃣ error: `json_schema` needs `schema` or `file` [missing-key]
            2️⃣ error: "my order" is not a name [invalid-name]
              hint: allowed: letters, digits, `_` and `-`, at most 64
            3️⃣ error: `schema` and `file` exclude each other [conflicting-keys]
              hint: keep one
            4️⃣ error: the schema of `response_format` must have the type "object" at the top [invalid-schema]
              hint: add `type: object`
            5️⃣ error: `anyOf` cannot stand at the top of the schema of `response_format` \
            [refused-schema-keyword]
              hint: wrap it in a property of an object
            6️⃣ error: `json_schema` needs a schema [wrong-type]
              hint: write `response_format: {json_schema: {name: ..., schema: ...}}`
            7️⃣ error: `response_format` needs `json_schema` [missing-key]
              hint: or write one of text, json_object
            8️⃣ error: unknown key "type" in `response_format` [unknown-key]
              hint: known keys: json_schema
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                response_format: { json_schema: 1️⃣{ name: 2️⃣my order } }
                ---
                assistant: two
                model: gpt-6-luna
                response_format: { json_schema: { name: x, schema: {}, file: 3️⃣x.json } }
                ---
                assistant: three
                model: gpt-6-luna
                response_format: { json_schema: { name: x, strict: true, schema: 4️⃣{ 5️⃣anyOf: [{ type: string }] } } }
                ---
                assistant: four
                model: gpt-6-luna
                response_format: 6️⃣json_schema
                ---
                assistant: five
                model: gpt-6-luna
                response_format: 7️⃣{ 8️⃣type: json_object }
                """
        )
    }

    @Test("a strict schema nests ten objects, not eleven")
    func depth() {
        func nested(_ depth: Int) -> String {
            let inner = depth == 1 ? "" : "a: \(nested(depth - 1))"
            let required = depth == 1 ? "" : "a"
            return "{ type: object, additionalProperties: false, required: [\(required)], properties: { \(inner) } }"
        }
        expectDiagnostics("", inAssistant: function("      \(nested(10))", strict: true))
        let report = MarkedProject(["assistants/bot.yaml": .text(function("      \(nested(11))", strict: true))]).report
        #expect(report.hasSuffix(" error: a strict schema nests objects at most 10 deep [strict-schema]"))
    }
}

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
            7️⃣ error: a strict schema says what every value is: `type`, `$ref` or `anyOf` is missing here \
            [strict-schema]
              hint: add a type, such as `type: string`, or set `strict: false`
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
                        b: { type: object, properties: { 3️⃣c: 7️⃣{} }, required: [], additionalProperties: 4️⃣true }
                        d: { 5️⃣allOf: [{ type: string }], default: x, minLength: 1 }
                      required: [b, d, 6️⃣e]
                      additionalProperties: false
                """,
                strict: true
            )
        )
    }

    @Test("what a strict schema cannot say is reported where it stands, with what to write")
    func strictNodes() {
        expectDiagnostics(
            """
            1️⃣ error: `true` is no schema that says what a value is, as a strict schema has to [strict-schema]
              hint: write a type, such as `type: string`, or set `strict: false`
            2️⃣ error: `$ref` stands alone in a strict schema, without `description` [strict-schema]
              hint: put it into the definition, or write the definition here
            3️⃣ error: `$ref` of a strict schema points to a definition at the top, not to "#/properties/d/items" \
            [strict-schema]
              hint: move what it points to under `$defs` and refer to it as "#/$defs/<name>"
            4️⃣ error: `items` is one schema for all elements in a strict schema, not a list [strict-schema]
              hint: write one schema, with `anyOf` for several kinds, or an object with a property for each element
            5️⃣ error: "uri" is not a format that a strict schema can have [strict-schema]
              hint: formats: date-time, time, date, duration, email, hostname, ipv4, ipv6, uuid; say others in the \
            description
            6️⃣ error: the pattern of a strict schema cannot look ahead or behind [strict-schema]
              hint: write it without `(?=`, `(?!`, `(?<=` and `(?<!`
            7️⃣ error: a strict schema says what every value is: `type`, `$ref` or `anyOf` is missing here \
            [strict-schema]
              hint: add `type: string`
            8️⃣ error: an object of a strict schema needs `properties` [strict-schema]
              hint: list them; an object with any keys is no strict schema: set `strict: false`
            """,
            inAssistant: function(
                """
                      type: object
                      properties:
                        a: 1️⃣true
                        b: { $ref: "#/$defs/A B", 2️⃣description: where to }
                        c: { $ref: 3️⃣"#/properties/d/items" }
                        d: { type: array, items: 4️⃣[{ type: string }] }
                        e: { type: string, format: 5️⃣uri }
                        f: { type: string, pattern: 6️⃣"^(?!x)" }
                        g: 7️⃣{ enum: [x, y] }
                        h: 8️⃣{ type: object, additionalProperties: false }
                        i: { $ref: "#/$defs/A%20B" }
                      required: [a, b, c, d, e, f, g, h, i]
                      additionalProperties: false
                      $defs: { A B: { type: string } }
                """,
                strict: true
            )
        )
    }

    @Test("what OpenAI may refuse is a warning that a comment silences")
    func doubtful() {
        let schema = """
                  type: object
                  properties:
                    a: { type: string, enum: [x, 1️⃣x] }
                    b: { $ref: 2️⃣"#/properties/a" }
                    c: { type: object, properties: {}, additionalProperties: false, 3️⃣patternProperties: {} }
                  required: [a, b, c]
                  additionalProperties: false
            """
        expectDiagnostics(
            """
            1️⃣ warning: OpenAI may refuse this: `enum` lists the string "x" twice [doubtful-schema]
              hint: keep one
            2️⃣ warning: OpenAI may refuse this: `$ref` of a strict schema points to a definition at the top, not to \
            "#/properties/a" [doubtful-schema]
              hint: move what it points to under `$defs` and refer to it as "#/$defs/<name>"
            3️⃣ warning: OpenAI may refuse this: `patternProperties` in a strict schema [doubtful-schema]
              hint: remove it, or set `strict: false`
            """,
            inAssistant: function(schema, strict: true)
        )
        let silenced = function(schema, strict: true)
            .replacing("parameters:", with: "parameters: # assistantctl:ignore doubtful-schema -- tried")
        expectDiagnostics("", inAssistant: silenced)
    }

    @Test("what OpenAI refuses is a warning where another host answers")
    func otherHosts() {
        let text = function("      1️⃣type: object")
        let problem = "the parameters of `find` must have `properties` at the top [object-without-properties]"
        let hint = "\n  hint: add `properties: {}` if there are none"
        expectDiagnostics("1️⃣ error: \(problem)\(hint)", inAssistant: text, environment: "sandbox")
        expectDiagnostics("1️⃣ warning: \(problem)\(hint)", inAssistant: text, environment: "gateway")
    }

    @Test("a root that is a reference: to an object, and not in a strict schema")
    func rootReference() {
        let definitions = "$defs: { A: { type: object, properties: {} }, B: { type: string } }"
        expectDiagnostics("", inAssistant: function("      $ref: \"#/$defs/A\"\n      \(definitions)"))
        expectDiagnostics(
            """
            1️⃣ error: the parameters of `find` must have the type "object" at the top, not the string "string" \
            [invalid-schema]
              hint: refer to an object, or wrap it in a property of one
            """,
            inAssistant: function("      $ref: 1️⃣\"#/$defs/B\"\n      \(definitions)")
        )
        expectDiagnostics(
            """
            1️⃣ error: the parameters of `find` must be an object at the top, not a `$ref` to one [strict-schema]
              hint: write the definition itself at the top; `$ref: "#"` refers to it
            """,
            inAssistant: function(
                """
                      $ref: 1️⃣"#/$defs/A"
                      $defs: { A: { type: object, properties: {}, additionalProperties: false } }
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
              hint: leave it out: `response_format: json_object`, or `response_format: { json_schema: { ... } }`
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

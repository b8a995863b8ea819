import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Sample values")
struct SampleValueTests {
    @Test(
        "fit their schema",
        arguments: [
            (["type": "integer", "minimum": 3], 3), (["type": "integer", "exclusiveMinimum": 3], 4),
            (["type": "integer", "maximum": -2], -2), (["type": "integer", "minimum": 4, "multipleOf": 5], 5),
            (["type": "integer", "minimum": 1e300], 1e300), (["type": "integer", "minimum": 3, "multipleOf": 0], 3),
            (["type": "number", "minimum": 0.5], 0.5), (["type": "number"], 0.0),
            (["type": "number", "maximum": -1], -1.0), (["type": "string", "minLength": 8], "samplesample"),
            (["type": "string", "maxLength": 2], "sa"), (["enum": ["a", "b"]], "a"),
            (["type": ["null", "boolean"]], false),
            (["type": "array", "items": ["type": "null"], "minItems": 2], [.null, .null]),
            (
                [
                    "type": "object", "required": ["item"], "properties": ["item": ["$ref": "#/$defs/item"]],
                    "$defs": ["item": ["type": "string"]],
                ], ["item": "sample"]
            ),
            (
                [
                    "allOf": [
                        ["properties": ["a": ["const": 1]], "required": ["a"]],
                        ["properties": ["b": ["const": 2]], "required": ["b"]],
                    ]
                ], ["a": 1, "b": 2]
            ),
        ] as [(JSONValue, JSONValue)]
    )
    func fit(_ schema: JSONValue, _ value: JSONValue) {
        #expect(SampleValue.matching(schema) == value)
    }

    @Test("take from the question what it says of them by name, and leave out what nobody asks for")
    func fromQuestion() {
        let schema: JSONValue = [
            "type": "object", "required": ["order", "email", "days"],
            "properties": [
                "order": ["type": "string", "pattern": "^VL-[0-9]{4}$"],
                "email": ["type": "string", "format": "email"],
                "days": ["type": "integer"], "language": ["type": ["string", "null"], "enum": ["de", "en", nil]],
                "note": ["type": "string"],
            ],
        ]
        #expect(
            SampleValue.arguments(
                ["parameters": schema],
                from: "Where is VL-0047? (me@example.com), days=3, language: en"
            ) == [
                "order": "VL-0047", "email": "me@example.com", "days": 3, "language": "en",
            ]
        )
        #expect(SampleValue.arguments(["parameters": schema], from: "days: many") == SampleValue.matching(schema))
    }

    @Test("a recursive schema ends where it may")
    func recursion() {
        let schema: JSONValue = [
            "type": "object", "required": ["next"],
            "properties": ["next": ["anyOf": [["$ref": "#"], ["type": "null"]]]],
        ]
        let text = SampleValue.matching(schema).text
        #expect(text.hasSuffix(#"{"next":null}}"#))
    }

    private static let order: JSONValue = [
        "name": "lookup_order",
        "parameters": [
            "type": "object", "required": ["number", "email", "count", "state"],
            "properties": [
                "number": ["type": "string", "pattern": "^VL-[0-9]{4}-[0-9]{6}$"],
                "email": ["type": "string", "format": "email"], "count": ["type": "integer", "minimum": 2],
                "state": ["type": "string", "enum": ["open", "paid"]],
            ],
        ],
    ]

    @Test("arguments come from the question, where their form lets them be found")
    func arguments() {
        let question = "Is VL-2026-004711 paid, or 1 of 3 parts? (me@shop.example)."
        let whole: JSONValue = ["number": "VL-2026-004711", "email": "me@shop.example", "count": 3, "state": "paid"]
        #expect(SampleValue.arguments(Self.order, from: question) == whole)
        let none: JSONValue = ["number": "sample", "email": "sample", "count": 2, "state": "open"]
        #expect(SampleValue.arguments(Self.order, from: "Where is it?") == none)
    }

    @Test("a function is called that a question has all texts for, in the form that it wants them")
    func calls() {
        #expect(QuestionValues("VL-2026-004711, me@shop.example").suffices(for: Self.order))
        #expect(!QuestionValues("VL-2026-004711").suffices(for: Self.order))
        let loose: JSONValue = [
            "parameters": ["type": "object", "properties": ["q": ["type": "string"]], "required": ["q"]]
        ]
        #expect(!QuestionValues("VL-2026-004711 me@shop.example").suffices(for: loose))
    }
}

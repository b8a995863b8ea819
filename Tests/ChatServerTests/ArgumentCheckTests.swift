import OrderedJSON
import Testing

@testable import ChatServer

@Suite("Arguments of functions")
struct ArgumentCheckTests {
    private static let schema: JSONValue = [
        "type": "object", "required": ["order"], "additionalProperties": false,
        "properties": [
            "order": ["type": "string", "minLength": 3], "days": ["type": ["integer", "null"], "minimum": 1],
            "kind": ["enum": ["a", "b"]], "list": ["type": "array", "items": ["$ref": "#/$defs/word"]],
        ],
        "$defs": ["word": ["type": "string"]],
    ]

    @Test(
        "what fits the schema passes, and what does not says what is wrong",
        arguments: [
            (["order": "abc"], nil), (["order": "abc", "days": nil, "kind": "a", "list": ["x"]], nil),
            ([:], "lack \"order\""), (["order": 5], "type string"), (["order": "ab"], "length"),
            (["order": "abc", "days": 0], "out of range"), (["order": "abc", "kind": "c"], "one of"),
            (["order": "abc", "list": [1]], "type string"), (["order": "abc", "more": 1], "must not be there"),
        ] as [(JSONValue, String?)]
    )
    func check(arguments: JSONValue, problem: String?) throws {
        let found = ArgumentCheck(Self.schema).problem(of: arguments)
        guard let problem else {
            #expect(found == nil)
            return
        }
        #expect(try #require(found).contains(problem))
    }
}

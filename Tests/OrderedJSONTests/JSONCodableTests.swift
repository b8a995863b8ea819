import Foundation
import OrderedJSON
import Testing

@Suite("JSON values through Codable")
struct JSONCodableTests {
    @Test(
        "a value survives encoding and decoding",
        arguments: [
            "null", "true", "0", "1", "-3", "2.5", "\"\"", "\"1\"", "[]", "{}", "9223372036854775807",
            #"{"a":[1,2.5,"x",null,true,{"b":{}}],"é":[]}"#,
        ]
    )
    func roundTrip(text: String) throws {
        let value = try JSONReader().value(from: text)
        let encoded = try JSONEncoder().encode(value)
        #expect(try JSONReader().value(from: encoded) == value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: encoded) == value)
    }

    @Test("kinds are told apart: booleans are not numbers, numbers not text")
    func kinds() throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(#"[true,1,1.0,1.5,"1",null]"#.utf8))
        #expect(value == [true, 1, 1, 1.5, "1", nil])
        #expect(value.arrayValue?.first?.boolValue == true)
        #expect(value.arrayValue?[1].boolValue == nil)
    }

    @Test("decoded keys come sorted, so that equal texts make equal values")
    func order() throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(#"{"c":1,"a":2,"b":3}"#.utf8))
        #expect(value.objectValue?.keys == ["a", "b", "c"])
    }

    @Test("a value decodes inside other types")
    func nested() throws {
        struct Function: Codable, Equatable {
            var name: String
            var parameters: JSONValue?
        }
        let function = try JSONDecoder().decode(
            Function.self,
            from: Data(#"{"name":"f","parameters":{"type":"object"}}"#.utf8)
        )
        #expect(function == Function(name: "f", parameters: ["type": "object"]))
        #expect(try JSONDecoder().decode(Function.self, from: Data(#"{"name":"f"}"#.utf8)).parameters == nil)
    }
}

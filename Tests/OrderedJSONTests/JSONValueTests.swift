import OrderedJSON
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test("the order of keys does not matter to equality, everything else does")
    func equality() {
        let value: JSONValue = ["a": [1, 2], "b": ["c": nil]]
        #expect(value == ["b": ["c": nil], "a": [1, 2]])
        #expect(value != ["a": [2, 1], "b": ["c": nil]])
        #expect(value != ["a": [1, 2], "b": [:]])
        #expect(value != ["a": [1, 2], "b": ["d": nil]])
        #expect(value != ["a": [1, 2], "b": ["c": nil], "d": 1])
        #expect(JSONValue.null != false && JSONValue.bool(false) != 0 && JSONValue.string("1") != 1)
    }

    @Test("an integer equals the double of its exact value only")
    func numbers() {
        #expect(JSONValue.integer(1) == .number(1))
        #expect(JSONValue.number(1) == .integer(1))
        #expect(JSONValue.integer(9_007_199_254_740_993) != .number(9_007_199_254_740_992))
        #expect(JSONValue.integer(Int64.max) != .number(9_223_372_036_854_775_808))
        #expect(JSONValue.integer(0) != .number(.nan))
    }

    @Test("strings and keys are compared by their bytes, not by what they look like")
    func canonicalEquivalence() throws {
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        let value = try JSONReader().value(from: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value.objectValue?.count == 2)
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(value != ["\u{E9}": 1, "\u{E9}x": 2])
    }

    @Test("members are set at their place, added at the end, and removed by nil")
    func mutation() {
        var members: JSONObject = ["a": 1, "b": 2, "c": 3]
        members["a"] = 9
        members["d"] = .null
        members["b"] = nil as JSONValue?
        #expect(members.keys == ["a", "c", "d"])
        #expect(members.values == [9, 3, nil])
        #expect(members.map(\.key) == ["a", "c", "d"])
        #expect(members["b"] == nil)
        #expect(members["d"]?.isNull == true)
    }

    @Test("objects are put together and picked from in the order of their members")
    func sums() {
        let sum: JSONObject = ["b": 1, "a": 2] + ["c": 3, "b": 4]
        #expect(sum.keys == ["b", "a", "c"] && sum.values == [4, 2, 3])
        #expect(sum.filter { $0.key != "a" && $0.value != 0 }.keys == ["b", "c"])
    }

    @Test("values answer only to their own kind")
    func accessors() {
        let value: JSONValue = ["text": "a", "flag": true, "whole": 3, "part": 2.5, "list": [1], "nothing": nil]
        #expect(value["text"]?.stringValue == "a" && value["flag"]?.stringValue == nil)
        #expect(value["flag"]?.boolValue == true && value["whole"]?.boolValue == nil)
        #expect(value["whole"]?.integerValue == 3 && value["part"]?.integerValue == nil)
        #expect(
            value["whole"]?.doubleValue == 3 && value["part"]?.doubleValue == 2.5 && value["text"]?.doubleValue == nil
        )
        #expect(value["list"]?.arrayValue == [1] && value["text"]?.arrayValue == nil)
        #expect(value["nothing"]?.isNull == true && value["missing"] == nil)
        #expect(value.objectValue?.count == 6 && value["text"]?.objectValue == nil)
        #expect(value["text"]?["a"] == nil)
    }
}

import OrderedJSON
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    private let value: JSONValue = ["b": [1, ["y": true, "x": nil]], "a": [], "c": [:], "é": "é"]

    @Test("compact text has no white space and keeps the order")
    func compact() {
        #expect(JSONWriter().string(from: value) == #"{"b":[1,{"y":true,"x":null}],"a":[],"c":{},"é":"é"}"#)
    }

    @Test("pretty text has a member a line")
    func pretty() {
        let expected = """
            {
              "b": [
                1,
                {
                  "y": true,
                  "x": null
                }
              ],
              "a": [],
              "c": {},
              "é": "é"
            }
            """
        #expect(JSONWriter(layout: .pretty).string(from: value) == expected)
    }

    @Test("sorted keys make equal values equal texts, by the bytes of the keys")
    func sorted() {
        let writer = JSONWriter(sortsKeys: true)
        let shuffled: JSONValue = ["é": "é", "c": [:], "a": [], "b": [1.0, ["x": nil, "y": true]]]
        #expect(writer.string(from: value) == #"{"a":[],"b":[1,{"x":null,"y":true}],"c":{},"é":"é"}"#)
        #expect(writer.string(from: shuffled) == writer.string(from: value))
        #expect(
            writer.string(from: ["a": 1, "B": 2, "\u{10000}": 3, "\u{FFFD}": 4])
                == "{\"B\":2,\"a\":1,\"\u{FFFD}\":4,\"\u{10000}\":3}"
        )
    }

    @Test("strings escape what JSON and its readers need escaped, and nothing else")
    func strings() {
        let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}\u{2028}\u{2029}é😀"
        #expect(
            JSONWriter().string(from: .string(text))
                == #""\"\\/\n\r\t\u0000\u001f\u007f\u2028\u2029é😀""#
        )
        #expect(JSONWriter().string(from: ["\"\n": 1]) == #"{"\"\n":1}"#)
    }

    @Test(
        "numbers are written shortest, and what JSON cannot hold is null",
        arguments: [
            (.integer(Int64.min), "-9223372036854775808"), (.number(1), "1"), (.number(-0.0), "0"),
            (.number(0.1), "0.1"),
            (.number(1e20), "1e+20"), (.number(.leastNonzeroMagnitude), "5e-324"), (.number(1e15), "1000000000000000"),
            (.number(.nan), "null"),
            (.number(-.infinity), "null"), (.number(9_223_372_036_854_775_808), "9.223372036854776e+18"),
        ] as [(JSONValue, String)]
    )
    func numbers(value: JSONValue, expected: String) {
        #expect(JSONWriter().string(from: value) == expected)
    }
}

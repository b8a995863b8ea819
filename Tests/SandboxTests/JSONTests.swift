import Testing

@testable import Sandbox

@Suite("JSON")
struct JSONTests {
    @Test("keeps the order of members, integers and decimals apart, and characters as they are")
    func roundTrip() throws {
        let text = #"{"z":1,"a":1.0,"text":"quote \" line\nå😀","list":[true,null,-3,2.5]}"#
        #expect(try JSONParser.parse(text).text == text)
    }

    @Test("reads surrogate pairs and escapes")
    func escapes() throws {
        #expect(try JSONParser.parse(#""\ud83d\ude00\/\u00e5""#) == "😀/å")
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "", "{", "[1,]", #"{"a":1,}"#, #"{"a":1,"a":2}"#, "01", "1.", "nul", "\"\u{1}\"", #""\ud83d""#, "1 2",
            "NaN",
        ]
    )
    func refusals(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
    }

    @Test("refuses nesting without end")
    func depth() {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(String(repeating: "[", count: 100_000)) }
    }
}

import OrderedJSON
import Testing

@testable import Sandbox

@Suite("JSON")
struct JSONTests {
    @Test("keeps the order of members, integers and decimals apart, and characters as they are")
    func roundTrip() throws {
        let text = #"{"z":1,"a":1.0,"text":"quote \" line\nå😀","list":[true,null,-3,2.5,1000.0]}"#
        #expect(try JSONValue(parsing: text.utf8).text == text)
    }

    @Test("reads surrogate pairs and escapes")
    func escapes() throws {
        #expect(try JSONValue(parsing: #""\ud83d\ude00\/\u00e5""#.utf8) == "😀/å")
    }

    @Test(
        "refuses what is not JSON, and what servers disagree about",
        arguments: [
            "", "{", "[1,]", #"{"a":1,}"#, #"{"a":1,"a":2}"#, "01", "1.", "nul", "\"\u{1}\"", #""\ud83d""#, "1 2",
            "NaN", "\u{FEFF}1",
        ]
    )
    func refusals(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test("refuses nesting without end")
    func depth() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 100_000).utf8) }
    }
}

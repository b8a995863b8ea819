import OrderedJSON
import Testing

@Suite("Reading values by a cursor")
struct JSONCursorTests {
    private let page = JSONCursor([
        "data": [["id": "file_1", "bytes": 120, "created_at": 1_795_392_000.75], ["id": 7, "name": nil]],
        "has_more": true,
    ])

    private func problem<Value>(_ read: () throws(JSONCursorError) -> Value) -> String? {
        do throws(JSONCursorError) {
            _ = try read()
            return nil
        } catch {
            return error.description
        }
    }

    @Test("what is there is read, unknown members are passed over")
    func values() throws {
        let file = try #require(page.list("data").first)
        #expect(try file.string("id") == "file_1")
        #expect(try file.integer("bytes") == 120)
        #expect(try file.optionalNumber("bytes") == 120)
        #expect(try page.optionalBoolean("has_more") == true)
        #expect(try page.members().map(\.key) == ["data", "has_more"])
        #expect(try JSONCursor(["a", "b"]).strings() == ["a", "b"])
    }

    @Test("a missing member is as good as null")
    func missing() throws {
        let file = try page.list("data")[1]
        #expect(try file.optionalString("name") == nil && file.optionalString("purpose") == nil)
        #expect(try file.list("lines").isEmpty && file.strings("name").isEmpty)
        #expect(problem { () throws(JSONCursorError) in try file.string("name") } == "data[1].name is missing")
    }

    @Test("an error names the place of what has another type")
    func types() throws {
        let file = try page.list("data")[1]
        #expect(problem { () throws(JSONCursorError) in try file.string("id") } == "data[1].id is not a string")
        #expect(
            problem { () throws(JSONCursorError) in try page.required("data").member("id") } == "data is not an object"
        )
        #expect(problem { () throws(JSONCursorError) in try page.list("has_more") } == "has_more is not a list")
        #expect(problem { () throws(JSONCursorError) in try page.optionalNumber("data") } == "data is not a number")
        #expect(
            problem { () throws(JSONCursorError) in try page.optionalBoolean("data") } == "data is not true or false"
        )
        #expect(
            problem { () throws(JSONCursorError) in try JSONCursor([1]).member("a") } == "the value is not an object"
        )
        #expect(problem { () throws(JSONCursorError) in try JSONCursor(["a", 1]).strings() } == "[1] is not a string")
    }

    @Test("times with fractions of a second are rounded down")
    func fractions() throws {
        #expect(try page.list("data")[0].integer("created_at") == 1_795_392_000)
        #expect(try JSONCursor(-0.5).integer(in: -1...1) == -1)
    }

    @Test(
        "a number that nobody can calculate with is refused with its place",
        arguments: ["-1", "9007199254740993", "9223372036854775807", "9223372036854775808", "-1e300", "1e300"]
    )
    func range(text: String) throws {
        let value = JSONCursor(["usage": ["total": try JSONReader().value(from: text)]])
        #expect(
            problem { () throws(JSONCursorError) -> Int in try value.required("usage").integer("total") }
                == "usage.total is not between 0 and 9007199254740992"
        )
        #expect(
            problem { () throws(JSONCursorError) -> Int? in try value.required("usage").optionalInteger("total") }
                != nil
        )
    }

    @Test("a range and a type of its own, whichever is narrower")
    func narrower() throws {
        #expect(try JSONCursor(["days": 365]).integer("days", in: 1...365) == 365)
        #expect(
            problem { () throws(JSONCursorError) -> Int in try JSONCursor(["days": 366]).integer("days", in: 1...365) }
                == "days is not between 1 and 365"
        )
        #expect(problem { () throws(JSONCursorError) -> UInt8 in try JSONCursor(256).integer() } != nil)
        #expect(
            problem { () throws(JSONCursorError) -> Int in try JSONCursor("1").integer() }
                == "the value is not a whole number"
        )
    }
}

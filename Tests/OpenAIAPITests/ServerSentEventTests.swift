import OpenAIAPI
import TestSupport
import Testing

@Suite("Server-sent events")
struct ServerSentEventTests {
    private func events(_ text: String) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try parser.events(in: text.utf8)
    }

    @Test(
        "fields, comments and line ends",
        arguments: [
            ("data: a\n\n", [ServerSentEvent(data: "a")]), ("data:a\r\n\r\n", [ServerSentEvent(data: "a")]),
            ("data:  a\r\r", [ServerSentEvent(data: " a")]),
            ("event: ping\ndata: {}\n\n", [ServerSentEvent(name: "ping", data: "{}")]),
            ("data: a\ndata\ndata: b:c\n\n", [ServerSentEvent(data: "a\n\nb:c")]),
            (": keep-alive\n\nid: 7\nretry: 10\ndata: x\n\n", [ServerSentEvent(data: "x")]),
            ("event: lost\n\ndata: x\n\n", [ServerSentEvent(data: "x")]), ("data\n\n", [ServerSentEvent(data: "")]),
            ("\u{FEFF}data: x\n\n", [ServerSentEvent(data: "x")]), ("data: x\n", []), ("data: x", []), ("\n\n\n", []),
            ("database: x\ndata : y\n\n", []),
        ]
    )
    func fields(text: String, expected: [ServerSentEvent]) throws {
        #expect(try events(text) == expected)
    }

    @Test("an event name holds for one event only")
    func namesAreNotKept() throws {
        let expected = [ServerSentEvent(name: "a", data: "1"), ServerSentEvent(data: "2")]
        #expect(try events("event: a\ndata: 1\n\ndata: 2\n\n") == expected)
    }

    @Test("what is not UTF-8 becomes replacement characters")
    func notUTF8() throws {
        var parser = ServerSentEventParser()
        let bytes = Array("data: a".utf8) + [0xFF] + Array("\n\n".utf8)
        #expect(try parser.events(in: bytes) == [ServerSentEvent(data: "a\u{FFFD}")])
    }

    @Test("every split of a stream gives the same events", arguments: 0..<200)
    func splits(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let texts = ["", "Preis für „Rad“ 🚲", "{\"a\":1}", "data: x", " ", ":", "e\u{301}\u{1F1E9}\u{1F1EA}", "[DONE]"]
        let lineEnds = ["\n", "\r\n", "\r"]
        var (stream, expected): (String, [ServerSentEvent]) = ("", [])
        for _ in 0..<random.next(below: 12) {
            let name = random.next(below: 2) == 0 ? "" : "response.output_text.delta"
            let lines = (0...random.next(below: 3)).map { _ in texts[random.next(below: texts.count)] }
            // The empty line ends as the one before it does: CR LF would be one line end and not two.
            let last = lineEnds[random.next(below: 3)]
            if random.next(below: 3) == 0 { stream += ": comment" + last }
            if !name.isEmpty { stream += "event: \(name)" + last }
            for line in lines { stream += "data: \(line)" + last }
            stream += last
            expected.append(ServerSentEvent(name: name, data: lines.joined(separator: "\n")))
        }
        var parser = ServerSentEventParser()
        var (rest, found) = (Array(stream.utf8)[...], [ServerSentEvent]())
        while !rest.isEmpty {
            let piece = rest.prefix(random.next(below: 4) == 0 ? 1 : random.next(below: 20))
            found += try parser.events(in: piece)
            rest = rest.dropFirst(piece.count)
        }
        #expect(found == expected)
    }

    @Test("any bytes at all are read without a fault, split or not", arguments: 0..<100)
    func nonsense(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let alphabet = Array("\n\r:data event \u{0}ä".utf8) + [0xFF, 0xEF, 0xBB, 0xBF]
        let bytes = (0..<2_000).map { _ in alphabet[random.next(below: alphabet.count)] }
        var (whole, split) = (ServerSentEventParser(), ServerSentEventParser())
        let expected = try whole.events(in: bytes)
        var found: [ServerSentEvent] = []
        for byte in bytes { found += try split.events(in: [byte]) }
        #expect(found == expected)
    }

    @Test("an event above the limit is refused, however it is made up")
    func tooLarge() throws {
        let texts = [
            "data: 1234567890123", "data: 12345678\ndata: 1", ":123456789012345678", "event: 123456789\ndata: ",
        ]
        for text in texts {
            var parser = ServerSentEventParser(maximumEventBytes: 14)
            let error = #expect(throws: ServerSentEventParser.TooLarge.self) { try parser.events(in: text.utf8) }
            #expect(error?.limit == 14)
        }
        var parser = ServerSentEventParser(maximumEventBytes: 14)
        let many = String(repeating: "data: 1234567\n\n", count: 100)
        #expect(try parser.events(in: many.utf8).count == 100)
    }
}

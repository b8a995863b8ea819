import HTTPTypes
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Streams of responses")
struct ResponseStreamTests {
    @Test("events come in the server's order, numbered, and add up to the response")
    func order() async throws {
        try await withSandbox { account in
            let store = try await account.store(holding: [("a.md", Array("Chains want oil.".utf8))])
            let answer = try await account.post(
                "/responses",
                [
                    "model": "gpt-6-luna", "input": "What do chains want?", "stream": true,
                    "tools": [["type": "file_search", "vector_store_ids": [.string(store.id)]]],
                ]
            )
            #expect(answer.headers[.contentType]?.hasPrefix("text/event-stream") == true)
            let events = try Self.events(answer.text)
            let types = events.compactMap { $0["type"]?.stringValue }
            #expect(events.map { $0["sequence_number"]?.intValue } == Array(0..<events.count))
            var distinct: [String] = []
            for type in types where distinct.last != type { distinct.append(type) }
            #expect(
                distinct == [
                    "response.created", "response.in_progress", "response.output_item.added",
                    "response.file_search_call.in_progress", "response.file_search_call.searching",
                    "response.file_search_call.completed", "response.output_item.done", "response.output_item.added",
                    "response.content_part.added", "response.output_text.delta",
                    "response.output_text.annotation.added", "response.output_text.done",
                    "response.content_part.done", "response.output_item.done", "response.completed",
                ]
            )
            let finished = try #require(events.last?["response"])
            let deltas = events.filter { $0["type"] == "response.output_text.delta" }
            #expect(deltas.compactMap { $0["delta"]?.stringValue }.joined() == finished.outputText)
            let id = finished["id"]?.stringValue ?? ""
            let rest = try await account.get("/responses/\(id)?stream=true&starting_after=3")
            let remaining = try Self.events(rest.text)
            #expect(remaining.first?["sequence_number"] == 4)
        }
    }

    @Test("a citation comes where it belongs in the text: behind its paragraph's last word, before the next paragraph")
    func citations() async throws {
        try await withSandbox { account in
            let files = [("a.md", Array("Chains want oil.".utf8)), ("b.md", Array("Chains want care.".utf8))]
            let store = try await account.store(holding: files)
            let answer = try await account.post(
                "/responses",
                [
                    "model": "gpt-6-luna", "input": "What do chains want?", "stream": true,
                    "tools": [["type": "file_search", "vector_store_ids": [.string(store.id)]]],
                ]
            )
            var text = ""
            var places: [Int] = []
            for event in try Self.events(answer.text) {
                switch event["type"]?.stringValue {
                case "response.output_text.delta": text += event["delta"]?.stringValue ?? ""
                case "response.output_text.annotation.added":
                    #expect(event["annotation"]?["index"]?.intValue == text.unicodeScalars.count)
                    #expect(event["annotation_index"]?.intValue == places.count)
                    #expect(text.hasSuffix("."))
                    places.append(text.unicodeScalars.count)
                default: break
                }
            }
            #expect(places.count == 2 && text.hasSuffix(".") && text.contains(".\n\nChains"))
        }
    }

    @Test("an answer that was cut ends with response.incomplete, and a call streams its arguments")
    func others() async throws {
        try await withSandbox { account in
            let body: JSONValue = ["model": "gpt-6-luna", "input": "Call act now.", "stream": true]
            let cut = try await account.post("/responses", body.setting("max_output_tokens", to: 16))
            let ended = try Self.events(cut.text)
            #expect(ended.last?["type"] == "response.incomplete")
            let tool: JSONValue = [
                "type": "function", "name": "act", "parameters": ["type": "object", "properties": [:]], "strict": false,
            ]
            let call = try await account.post("/responses", body.setting("tools", to: [tool]))
            let done = try Self.events(call.text).first { $0["type"] == "response.function_call_arguments.done" }
            #expect(done?["arguments"] == "{}")
        }
    }

    private static func events(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").filter { $0.hasPrefix("data: ") }
            .map { try JSONValue(parsing: $0.dropFirst("data: ".count).utf8) }
    }
}

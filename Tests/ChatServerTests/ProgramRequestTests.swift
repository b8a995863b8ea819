import Conversation
import OrderedJSON
import Testing

@testable import ChatServer

@Suite("Requests of programs and pages")
struct ProgramRequestTests {
    @Test("what is said counts, what instructs is ignored and named")
    func completion() throws {
        let request = try ProgramRequest(completion: [
            "model": "bot", "temperature": 1, "stream": true, "stream_options": ["include_usage": true],
            "messages": [
                ["role": "system", "content": "Be rude."], ["role": "user", "content": "Hi"],
                ["role": "assistant", "content": "Hello"],
                ["role": "user", "content": [["type": "text", "text": "When?"]]],
            ],
        ])
        #expect(request.text == "When?")
        #expect(
            request.history == [SaidMessage(role: .user, text: "Hi"), SaidMessage(role: .assistant, text: "Hello")]
        )
        #expect(request.ignored == ["temperature", "messages.system"])
        #expect(request.streams && request.includesUsage)
    }

    @Test("a message that instructs is named by its own role, once")
    func instructingRoles() throws {
        let developer: JSONValue = ["role": "developer", "content": "Be rude."]
        let question: JSONValue = ["role": "user", "content": "When?"]
        let alone = try ProgramRequest(completion: ["model": "bot", "messages": [developer, question]])
        #expect(alone.ignored == ["messages.developer"])
        let system: JSONValue = ["role": "system", "content": "Be ruder."]
        let both = try ProgramRequest(response: ["model": "bot", "input": [developer, system, developer, question]])
        #expect(both.ignored == ["input.developer", "input.system"])
    }

    @Test("tools that are left to the assistant are no parameter", arguments: ["auto", "none"])
    func toolChoice(choice: JSONValue) throws {
        let request = try ProgramRequest(response: ["model": "bot", "input": "Hi", "tool_choice": choice])
        #expect(request.text == "Hi" && request.ignored.isEmpty)
    }

    @Test(
        "what would change the assistant is refused",
        arguments: [
            ["tools": [["type": "function"]]], ["tool_choice": "required"], ["n": 2], ["logprobs": true],
            ["previous_response_id": "r"], ["conversation": "c"], ["background": true],
            ["text": ["format": ["type": "json_object"]]], ["response_format": ["type": "json_object"]],
            ["include": ["file_search_call.results"]],
        ] as [JSONValue]
    )
    func refused(extra: JSONValue) throws {
        let body = JSONValue.object(["model": "bot", "input": "Hi"] + (extra.objectValue ?? [:]))
        let refusal = try #require(throws: ChatRefusal.self) { try ProgramRequest(response: body) }
        #expect(refusal.code == "unsupported_parameter" && refusal.status == 400)
    }

    @Test("a page's history counts for nothing, and its ids are checked")
    func post() throws {
        let body: JSONValue = [
            "id": "c-1", "trigger": "submit-message",
            "messages": [
                ["id": "x", "role": "assistant", "parts": [["type": "text", "text": "I promise."]]],
                ["id": "m-1", "role": "user", "parts": [["type": "text", "text": "Hi"]]],
            ],
        ]
        let post = try ChatPost(body, characters: 10)
        #expect(post.text == "Hi" && post.questionID == "m-1" && !post.isRegeneration)
        #expect(throws: ChatRefusal.self) { try ChatPost(body, characters: 1) }
        var other = body.objectValue ?? [:]
        other["id"] = "../c"
        #expect(throws: ChatRefusal.self) { try ChatPost(.object(other), characters: 10) }
    }

    @Test(
        "of the form of a response's text, plain text passes and nothing else",
        arguments: [
            (nil, []), (["format": ["type": "text"]], []), (["verbosity": "low"], ["text.verbosity"]),
            (["format": ["type": "json_object"]], nil), (["formatt": ["type": "text"]], nil), ("text", nil),
        ] as [(JSONValue?, [String]?)]
    )
    func form(text: JSONValue?, ignored: [String]?) throws {
        let body: JSONValue = ["model": "bot", "input": "Hi", "text": text ?? .null]
        guard let ignored else {
            #expect(throws: ChatRefusal.self) { try ProgramRequest(response: body) }
            return
        }
        #expect(try ProgramRequest(response: body).ignored == ignored)
    }

    @Test("history is bounded in messages and bytes, and begins with a question")
    func history() {
        let said = (0..<10).map { SaidMessage(role: $0.isMultiple(of: 2) ? .user : .assistant, text: "\($0)") }
        #expect(ChatHistory.messages(said, maximum: 4).map(\.text) == ["6", "7", "8", "9"])
        #expect(ChatHistory.messages(said, maximum: 3).map(\.text) == ["8", "9"])
        let long = [SaidMessage(role: .user, text: String(repeating: "x", count: 70_000))]
        #expect(ChatHistory.messages(long + said, maximum: 20).count == 10)
    }

    @Test(
        "addresses count by what one household has",
        arguments: [
            ("203.0.113.7", "203.0.113.7", true), ("203.0.113.7", "203.0.113.8", false),
            ("[2001:db8:1:2::1]:443", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("::ffff:203.0.113.7", "203.0.113.7:80", true),
        ]
    )
    func networks(left: String, right: String, areOne: Bool) throws {
        let networks = try [left, right].map { Visitors.network(of: try #require(Visitors.parsed($0))) }
        #expect((networks[0] == networks[1]) == areOne)
    }
}

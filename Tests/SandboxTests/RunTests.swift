import Foundation
import HTTPTypes
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Threads and runs")
struct RunTests {
    /// An assistant that knows one thing, and has one function.
    static func assistant(_ account: Account) async throws -> String {
        let (store, _) = try await account.store(holding: [("refunds.md", Array("A refund takes three days.".utf8))])
        let answer = try await account.post(
            "/assistants",
            [
                "model": "m", "instructions": "Be kind.",
                "tools": [
                    ["type": "file_search"],
                    [
                        "type": "function",
                        "function": [
                            "name": "lookup_order",
                            "parameters": [
                                "type": "object", "required": ["number", "size"],
                                "properties": [
                                    "number": ["type": "integer", "minimum": 7], "size": ["enum": ["L", "M"]],
                                    "note": ["type": "string"],
                                ],
                            ],
                        ],
                    ],
                ],
                "tool_resources": ["file_search": ["vector_store_ids": [.string(store)]]],
            ]
        )
        return answer.id
    }

    static func thread(_ account: Account, asking question: String) async throws -> String {
        try await account.post("/threads", ["messages": [["role": "user", "content": .string(question)]]]).id
    }

    @Test("a thread and its message echo nulls and empty objects")
    func echo() async throws {
        try await withSandbox { account in
            let thread = try await account.post("/threads")
            #expect(
                thread.json == [
                    "id": .string(thread.id), "object": "thread", "created_at": 1_800_000_000, "metadata": [:],
                    "tool_resources": [:],
                ]
            )
            let message = try await account.post(
                "/threads/\(thread.id)/messages",
                ["role": "user", "content": [["type": "text", "text": "Hello"]]]
            )
            #expect(message.json["content"] == [["type": "text", "text": ["value": "Hello", "annotations": []]]])
            #expect(message.json["attachments"] == [])
            #expect(message.json["run_id"] == .null)
            let empty = try await account.post(
                "/threads/\(thread.id)/messages",
                ["role": "system", "content": "Hello"]
            )
            #expect(empty.errorParameter == "role")
        }
    }

    @Test("a run answers with an extract, says so and cites its file")
    func answer() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "How long does a refund take?")
            let run = try await account.post(
                "/threads/\(thread)/runs",
                ["assistant_id": .string(assistant), "additional_instructions": "Be short."]
            )
            #expect(run.json["status"] == "queued")
            #expect(run.json["instructions"] == "Be kind.\nBe short.")
            let done = try await account.get("/threads/\(thread)/runs/\(run.id)")
            #expect(done.json["status"] == "completed")
            let message = try await account.get("/threads/\(thread)/messages?run_id=\(run.id)")
            let text = message.json["data"]?.arrayValue?.first?["content"]?.arrayValue?.first?["text"]
            #expect(text?["value"]?.stringValue?.contains("no language model") == true)
            #expect(text?["value"]?.stringValue?.contains("A refund takes three days.") == true)
            #expect(text?["annotations"]?.arrayValue?.first?["type"] == "file_citation")
        }
    }

    @Test("a stream has the events of the real server, in order")
    func streaming() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let answer = try await account.post(
                "/threads/runs",
                [
                    "assistant_id": .string(assistant), "stream": true,
                    "thread": ["messages": [["role": "user", "content": "How long does a refund take?"]]],
                ]
            )
            #expect(answer.headers[.contentType] == "text/event-stream; charset=utf-8")
            var names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
            let deltas = names.count { $0 == "thread.message.delta" }
            #expect(deltas > 5)
            names.removeAll { $0 == "thread.message.delta" }
            #expect(
                names == [
                    "thread.created", "thread.run.created", "thread.run.queued", "thread.run.in_progress",
                    "thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta",
                    "thread.run.step.completed", "thread.run.step.created", "thread.run.step.in_progress",
                    "thread.message.created", "thread.message.in_progress", "thread.message.completed",
                    "thread.run.step.completed", "thread.run.completed", "done",
                ]
            )
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test("a function that the message names waits for its output, which the answer shows")
    func functions() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "Use lookup_order, please.")
            let run = try await account.post("/threads/\(thread)/runs", ["assistant_id": .string(assistant)])
            let path = "/threads/\(thread)/runs/\(run.id)"
            let waiting = try await account.get(path)
            #expect(waiting.json["status"] == "requires_action")
            let call = waiting.json["required_action"]?["submit_tool_outputs"]?["tool_calls"]?.arrayValue?.first
            #expect(call?["function"] == ["name": "lookup_order", "arguments": #"{"number":7,"size":"L"}"#])
            let id = call?["id"] ?? .null
            let busy = try await account.post(
                "/threads/\(thread)/messages",
                ["role": "user", "content": "Are you there?"]
            )
            #expect(busy.status == 400)
            #expect(
                try await account.post("/threads/\(thread)/runs", ["assistant_id": .string(assistant)]).status == 400
            )
            let wrong = try await account.post(
                path + "/submit_tool_outputs",
                ["tool_outputs": [["tool_call_id": "call_1", "output": "x"]]]
            )
            #expect(wrong.errorParameter == "tool_outputs")
            _ = try await account.post(
                path + "/submit_tool_outputs",
                ["tool_outputs": [["tool_call_id": id, "output": "shipped"]]]
            )
            #expect(try await account.get(path).json["status"] == "completed")
            let steps = try await account.get(path + "/steps?order=asc").json["data"]?.arrayValue ?? []
            #expect(steps.map { $0["type"]?.stringValue } == ["tool_calls", "message_creation"])
            #expect(
                steps.first?["step_details"]?["tool_calls"]?.arrayValue?.first?["function"]?["output"] == "shipped"
            )
            let messages = try await account.get("/threads/\(thread)/messages")
            #expect(messages.text.contains("lookup_order: shipped"))
        }
    }

    @Test("a waiting run can be cancelled, and expires after ten minutes")
    func endings() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "Use lookup_order, please.")
            let first = try await account.post("/threads/\(thread)/runs", ["assistant_id": .string(assistant)])
            let cancelled = try await account.post("/threads/\(thread)/runs/\(first.id)/cancel")
            #expect(cancelled.json["status"] == "cancelling")
            #expect(try await account.get("/threads/\(thread)/runs/\(first.id)").json["status"] == "cancelled")
            #expect(try await account.post("/threads/\(thread)/runs/\(first.id)/cancel").status == 400)
            let second = try await account.post("/threads/\(thread)/runs", ["assistant_id": .string(assistant)])
            account.time.advance(by: 600)
            #expect(try await account.get("/threads/\(thread)/runs/\(second.id)").json["status"] == "expired")
            let message: JSONValue = ["role": "user", "content": "Never mind."]
            #expect(try await account.post("/threads/\(thread)/messages", message).status == 200)
        }
    }

    @Test("tool_choice switches tools off, or asks for one")
    func toolChoice() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "How long does lookup_order take for a refund?")
            let none = try await account.post(
                "/threads/\(thread)/runs",
                ["assistant_id": .string(assistant), "tool_choice": "none"]
            )
            #expect(try await account.get("/threads/\(thread)/runs/\(none.id)").json["status"] == "completed")
            #expect(try await account.get("/threads/\(thread)/messages").text.contains("found no passage"))
            let other = try await Self.thread(account, asking: "How long does a refund take?")
            let named = try await account.post(
                "/threads/\(other)/runs",
                [
                    "assistant_id": .string(assistant),
                    "tool_choice": ["type": "function", "function": ["name": "lookup_order"]],
                ]
            )
            #expect(try await account.get("/threads/\(other)/runs/\(named.id)").json["status"] == "requires_action")
        }
    }

    @Test("where JSON is asked for, the answer is JSON")
    func structuredAnswers() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "How long does a refund take?")
            let run = try await account.post(
                "/threads/\(thread)/runs",
                ["assistant_id": .string(assistant), "response_format": ["type": "json_object"]]
            )
            let messages = try await account.get("/threads/\(thread)/messages?run_id=\(run.id)")
            let text =
                messages.json["data"]?.arrayValue?.first?["content"]?.arrayValue?.first?["text"]?["value"]?.stringValue
                ?? ""
            #expect(try JSONValue(parsing: text.utf8)["extract"]?.stringValue?.contains("three days") == true)
        }
    }

    @Test("deleting a thread takes its messages and runs along")
    func delete() async throws {
        try await withSandbox { account in
            let assistant = try await Self.assistant(account)
            let thread = try await Self.thread(account, asking: "How long does a refund take?")
            let run = try await account.post("/threads/\(thread)/runs", ["assistant_id": .string(assistant)])
            #expect(try await account.delete("/threads/\(thread)").json["object"] == "thread.deleted")
            #expect(try await account.get("/threads/\(thread)/runs/\(run.id)").status == 404)
            #expect(try await account.get("/threads/\(thread)/messages").status == 404)
        }
    }
}

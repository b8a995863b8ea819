import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Responses")
struct ResponseTests {
    @Test("an answer cites what file search found, and shows results only when asked")
    func fileSearch() async throws {
        try await withSandbox { account in
            let store = try await account.store(holding: [("refunds.md", Array("Refunds take three days.".utf8))])
            let body: JSONValue = [
                "model": "gpt-6-luna", "input": "How long do refunds take?",
                "tools": [["type": "file_search", "vector_store_ids": [.string(store.id)]]],
            ]
            let answer = try await account.post("/responses", body)
            #expect(answer.json["status"] == "completed")
            let output = answer.json["output"]?.arrayValue ?? []
            #expect(output.map { $0["type"]?.stringValue } == ["file_search_call", "message"])
            #expect(output[0]["results"] == .null)
            #expect(output[0]["queries"] == ["How long do refunds take?"])
            let part = try #require(output[1]["content"]?.arrayValue?.first)
            #expect(part["text"]?.stringValue?.contains("three days") == true)
            let citation = try #require(part["annotations"]?.arrayValue?.first)
            #expect(citation["file_id"]?.stringValue == store.files[0])
            #expect(citation["filename"] == "refunds.md")
            let full = try await account.get("/responses/\(answer.id)?include%5B%5D=file_search_call.results")
            #expect(
                full.json["output"]?.arrayValue?[0]["results"]?.arrayValue?.first?["file_id"]?.stringValue
                    == store.files[0]
            )
            #expect(try await account.get("/responses/\(answer.id)").json == answer.json)
            let missing = try await account.post(
                "/responses",
                body.setting("tools", to: [["type": "file_search", "vector_store_ids": ["vs_1"]]])
            )
            #expect(missing.status == 404)
        }
    }

    @Test("a function that the message names is called, and its output continues the turn")
    func functions() async throws {
        try await withSandbox { account in
            let tools: JSONValue = [
                [
                    "type": "function", "name": "lookup_order", "strict": true,
                    "parameters": [
                        "type": "object", "properties": ["number": ["type": "string"]], "required": ["number"],
                        "additionalProperties": false,
                    ],
                ]
            ]
            let first = try await account.post(
                "/responses",
                ["model": "gpt-6-luna", "input": "Please lookup_order 7.", "tools": tools]
            )
            let call = try #require(first.json["output"]?.arrayValue?.first)
            #expect(call["type"] == "function_call")
            #expect(call["arguments"] == #"{"number":"sample"}"#)
            let output: JSONValue = [
                "type": "function_call_output", "call_id": call["call_id"] ?? .null, "output": "shipped",
            ]
            let next: JSONValue = ["model": "gpt-6-luna", "tools": tools, "previous_response_id": .string(first.id)]
            let open = try await account.post("/responses", next.setting("input", to: "And now?"))
            #expect(open.text.contains("No tool output found for function call"))
            let second = try await account.post("/responses", next.setting("input", to: [output]))
            #expect(second.text.contains("lookup_order: shipped"))
            let items = try await account.get("/responses/\(second.id)/input_items?order=asc")
            #expect(
                items.json["data"]?.arrayValue?.map { $0["type"]?.stringValue } == [
                    "message", "function_call", "function_call_output",
                ]
            )
            let stray = try await account.post("/responses", ["model": "gpt-6-luna", "input": [output]])
            #expect(stray.text.contains("No tool call found"))
        }
    }

    @Test("structured answers fit the schema, and too small a limit cuts an answer")
    func formats() async throws {
        try await withSandbox { account in
            let format: JSONValue = [
                "type": "json_schema", "name": "answer", "strict": true,
                "schema": [
                    "type": "object", "properties": ["count": ["type": "integer", "minimum": 3]],
                    "required": ["count"], "additionalProperties": false,
                ],
            ]
            let body: JSONValue = ["model": "gpt-6-luna", "input": "Count."]
            let structured = try await account.post("/responses", body.setting("text", to: ["format": format]))
            #expect(structured.json.outputText == #"{"count":3}"#)
            let loose = format.setting("schema", to: ["type": "object", "properties": [:]])
            let refused = try await account.post("/responses", body.setting("text", to: ["format": loose]))
            #expect(refused.errorCode == "invalid_json_schema")
            #expect(refused.errorParameter == "text.format.schema")
            let cut = try await account.post("/responses", body.setting("max_output_tokens", to: 16))
            #expect(cut.json["status"] == "incomplete")
            #expect(cut.json["incomplete_details"] == ["reason": "max_output_tokens"])
            #expect(cut.json["usage"]?["output_tokens"] == 16)
            let plain = try await account.post(
                "/responses",
                body.setting("text", to: ["format": ["type": "json_object"]])
            )
            #expect(plain.text.contains("must contain the word 'json'"))
        }
    }

    @Test("what is not stored is gone, what is deleted too, and only background responses can be cancelled")
    func lifetime() async throws {
        try await withSandbox { account in
            let body: JSONValue = ["model": "gpt-6-luna", "input": "Hello"]
            let gone = try await account.post("/responses", body.setting("store", to: false))
            #expect(try await account.get("/responses/\(gone.id)").status == 404)
            let kept = try await account.post("/responses", body)
            #expect(try await account.post("/responses/\(kept.id)/cancel").status == 400)
            #expect(try await account.delete("/responses/\(kept.id)").json["deleted"] == true)
            #expect(try await account.get("/responses/\(kept.id)").status == 404)
            let queued = try await account.post("/responses", body.setting("background", to: true))
            #expect(queued.json["status"] == "queued")
            #expect(try await account.get("/responses/\(queued.id)").json["status"] == "completed")
            let count = try await account.post("/responses/input_tokens", body)
            #expect(count.json == ["object": "response.input_tokens", "input_tokens": 2])
        }
    }

    @Test(
        "what the server would refuse is refused at its place",
        arguments: [
            ([:], "model"), (["model": "gpt-6-luna"], "input"), (["model": "gpt-0", "input": "x"], "model"),
            (["model": "gpt-6-luna", "input": "x", "temperature": 0.5], "temperature"),
            (["model": "gpt-6.2-sol", "input": "x", "reasoning": ["effort": "none"]], "reasoning.effort"),
            (["model": "gpt-6-luna", "input": "x", "max_output_tokens": 15], "max_output_tokens"),
            (["model": "gpt-6-luna", "input": "x", "prompt": ["id": "pmpt_1"]], "prompt"),
            (["model": "gpt-6-luna", "input": "x", "response_format": "auto"], "response_format"),
            (["model": "gpt-6-luna", "input": [["role": "user"]]], "input[0].content"),
            (["model": "gpt-6-luna", "input": [["type": "audio"]]], "input[0].type"),
            (["model": "gpt-6-luna", "input": "x", "previous_response_id": "resp_1"], "previous_response_id"),
            (
                ["model": "gpt-6-luna", "input": "x", "tools": [["type": "function", "function": ["name": "f"]]]],
                "tools[0].function"
            ), (["model": "gpt-6-luna", "input": "x", "tools": [["type": "code_interpreter"]]], "tools[0].container"),
            (["model": "gpt-6-luna", "input": "x", "tools": [["type": "file_search"]]], "tools[0].vector_store_ids"),
            (["model": "gpt-6-luna", "input": "x", "tool_choice": ["type": "file_search"]], "tool_choice"),
            (["model": "gpt-6-luna", "input": "x", "include": ["everything"]], "include[0]"),
        ] as [(JSONValue, String)]
    )
    func refusals(_ body: JSONValue, _ parameter: String) async throws {
        try await withSandbox { account in
            let answer = try await account.post("/responses", body)
            #expect(answer.status == 400)
            #expect(answer.errorParameter == parameter)
        }
    }

    @Test("a temperature goes with effort none, and on models that do not reason")
    func temperature() async throws {
        try await withSandbox { account in
            let body: JSONValue = [
                "model": "gpt-6-luna", "input": "x", "temperature": 0.5, "reasoning": ["effort": "none"],
            ]
            let unreasoned = try await account.post("/responses", body)
            #expect(unreasoned.json["temperature"] == 0.5)
            let older: JSONValue = ["model": "gpt-4.1", "input": "x", "temperature": 0.5]
            let answer = try await account.post("/responses", older)
            #expect(answer.status == 200)
        }
    }
}

extension JSONValue {
    /// The text of a response's message.
    var outputText: String? {
        self["output"]?.arrayValue?.last?["content"]?.arrayValue?.first?["text"]?.stringValue
    }
}

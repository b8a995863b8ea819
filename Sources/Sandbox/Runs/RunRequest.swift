import OrderedJSON

/// A run as its creation request and the assistant together ask for it.
struct RunRequest: Sendable {
    let assistant: AssistantRecord
    let body: JSONValue

    var isStreamed: Bool { body["stream"] == true }
    var tools: JSONValue {
        body.present("tools").map { AssistantEcho.tools($0) } ?? assistant.definition["tools"] ?? []
    }

    /// Whether a tool may be used at all: it is declared and not switched off by `tool_choice`.
    func allows(_ type: String) -> Bool {
        body["tool_choice"]?.stringValue != "none" && AssistantEcho.toolTypes(tools).contains(type)
    }

    var functions: [JSONValue] {
        allows("function") ? (tools.arrayValue ?? []).compactMap { $0["function"] } : []
    }

    /// The function that `tool_choice` asks for by name, or the first one when it asks for any tool.
    var forcedFunction: JSONValue? {
        if let name = body["tool_choice"]?["function"]?["name"]?.stringValue {
            return functions.first { $0["name"]?.stringValue == name }
        }
        return body["tool_choice"]?.stringValue == "required" && !allows("file_search") ? functions.first : nil
    }

    /// The run object in its first state.
    func object(id: String, threadID: String, now: Int) -> JSONValue {
        let definition = assistant.definition
        var instructions = body.present("instructions")?.stringValue ?? definition["instructions"]?.stringValue ?? ""
        if let more = body.present("additional_instructions")?.stringValue {
            instructions += instructions.isEmpty ? more : "\n" + more
        }
        let truncation = body.present("truncation_strategy") ?? ["type": "auto"]
        return [
            "id": .string(id), "object": "thread.run", "created_at": .integer(now),
            "assistant_id": .string(assistant.id), "thread_id": .string(threadID), "status": "queued",
            "started_at": .null, "expires_at": .integer(now + RunRecord.lifetime), "cancelled_at": .null,
            "failed_at": .null, "completed_at": .null, "required_action": .null, "last_error": .null,
            "model": body.present("model") ?? definition["model"] ?? .null, "instructions": .string(instructions),
            "tools": tools, "tool_resources": body.present("tool_resources") ?? [:],
            "metadata": AssistantEcho.metadata(body["metadata"]),
            "temperature": body.present("temperature").map { AssistantEcho.sampling($0) }
                ?? definition["temperature"] ?? 1.0,
            "top_p": body.present("top_p").map { AssistantEcho.sampling($0) } ?? definition["top_p"] ?? 1.0,
            "max_completion_tokens": body["max_completion_tokens"] ?? .null,
            "max_prompt_tokens": body["max_prompt_tokens"] ?? .null,
            "truncation_strategy": truncation.setting(
                "last_messages",
                to: truncation["last_messages"] ?? .null
            ),
            "incomplete_details": .null, "usage": .null,
            "response_format": body.present("response_format").map { AssistantEcho.responseFormat($0) }
                ?? definition["response_format"] ?? "auto",
            "tool_choice": body.present("tool_choice") ?? "auto",
            "parallel_tool_calls": body["parallel_tool_calls"] ?? true,
        ]
    }
}

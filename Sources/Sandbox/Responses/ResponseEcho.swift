import OrderedJSON

/// What the server makes of the fields of a request before a response shows them.
enum ResponseEcho {
    static func object(_ body: JSONValue, id: String, now: Int) -> JSONValue {
        let reasoning = body.present("reasoning")
        let text = body.present("text")
        return [
            "id": .string(id), "object": "response", "created_at": .integer(now), "status": "in_progress",
            "background": .bool(body["background"] == true), "completed_at": .null, "error": .null,
            "incomplete_details": .null, "instructions": body["instructions"] ?? .null,
            "max_output_tokens": body["max_output_tokens"] ?? .null, "max_tool_calls": body["max_tool_calls"] ?? .null,
            "model": body["model"] ?? .null, "output": [],
            "parallel_tool_calls": body.present("parallel_tool_calls") ?? true,
            "previous_response_id": body["previous_response_id"] ?? .null,
            "conversation": conversation(body).map { ["id": .string($0)] } ?? .null,
            "prompt_cache_key": body["prompt_cache_key"] ?? .null,
            "reasoning": [
                "effort": reasoning?.present("effort") ?? defaultEffort(body["model"]?.stringValue ?? ""),
                "summary": reasoning?.present("summary") ?? .null,
            ],
            "safety_identifier": body["safety_identifier"] ?? .null, "service_tier": "default",
            "store": body.present("store") ?? true, "temperature": AssistantEcho.sampling(body["temperature"]),
            "text": [
                "format": text?["format"].map(format) ?? ["type": "text"],
                "verbosity": text?.present("verbosity") ?? "medium",
            ],
            "tool_choice": body.present("tool_choice") ?? "auto",
            "tools": .array((body["tools"]?.arrayValue ?? []).map(tool)),
            "top_logprobs": body.present("top_logprobs") ?? 0,
            "top_p": AssistantEcho.sampling(body["top_p"]),
            "truncation": body.present("truncation") ?? "disabled", "usage": .null,
            "metadata": AssistantEcho.metadata(body["metadata"]),
        ]
    }

    static func conversation(_ body: JSONValue) -> String? {
        let conversation = body.present("conversation")
        return conversation?.stringValue ?? conversation?["id"]?.stringValue
    }

    /// Models without reasoning say null.
    private static func defaultEffort(_ model: String) -> JSONValue {
        model.hasPrefix("gpt-4") ? .null : "medium"
    }

    private static func format(_ format: JSONValue) -> JSONValue {
        guard format["type"] == "json_schema" else { return format }
        return format.setting("strict", to: format.present("strict") ?? false)
    }

    private static func tool(_ tool: JSONValue) -> JSONValue {
        switch tool["type"]?.stringValue {
        case "file_search":
            let ranking = tool.present("ranking_options")
            return tool.setting("filters", to: tool["filters"] ?? .null)
                .setting("max_num_results", to: tool["max_num_results"] ?? .integer(defaultResultCount))
                .setting(
                    "ranking_options",
                    to: (ranking ?? [:]).setting("ranker", to: ranking?["ranker"] ?? "auto")
                        .setting("score_threshold", to: .number(ranking?["score_threshold"]?.doubleValue ?? 0))
                )
        case "function": return tool.setting("description", to: tool["description"] ?? .null)
        default: return tool
        }
    }

    static let defaultResultCount = 20
}

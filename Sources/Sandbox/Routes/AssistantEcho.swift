import OrderedJSON

/// What the server makes of the fields of an assistant or run before it echoes them (docs/openai-api.md, 10.6, 10.7).
enum AssistantEcho {
    private static let defaultRanking: JSONValue = ["ranker": "default_2024_08_21", "score_threshold": 0.0]

    static func tools(_ tools: JSONValue?) -> JSONValue {
        .array((tools?.arrayValue ?? []).map(tool))
    }

    private static func tool(_ tool: JSONValue) -> JSONValue {
        switch tool["type"]?.stringValue {
        case "file_search":
            var options = tool["file_search"] ?? [:]
            if let ranking = options["ranking_options"] {
                let threshold = ranking["score_threshold"]?.doubleValue ?? 0
                options = options.setting(
                    "ranking_options",
                    to: [
                        "ranker": ranking["ranker"] ?? "default_2024_08_21", "score_threshold": .number(threshold),
                    ]
                )
            } else {
                options = options.setting("ranking_options", to: defaultRanking)
            }
            return ["type": "file_search", "file_search": options]
        case "function":
            let function = tool["function"] ?? [:]
            let strict = function.present("strict") ?? false
            return ["type": "function", "function": function.setting("strict", to: strict)]
        default: return tool
        }
    }

    /// `auto` unless something was asked for; `strict` of a schema is false unless set.
    static func responseFormat(_ format: JSONValue?) -> JSONValue {
        guard let format, format != .null else { return "auto" }
        guard let schema = format["json_schema"] else { return format }
        return format.setting("json_schema", to: schema.setting("strict", to: schema.present("strict") ?? false))
    }

    /// `temperature` and `top_p`.
    static func sampling(_ value: JSONValue?) -> JSONValue {
        .number(value?.doubleValue ?? 1)
    }

    static func metadata(_ value: JSONValue?) -> JSONValue {
        guard let value, value != .null else { return [:] }
        return value
    }

    static func toolTypes(_ tools: JSONValue?) -> Set<String> {
        Set((tools?.arrayValue ?? []).compactMap { $0["type"]?.stringValue })
    }
}

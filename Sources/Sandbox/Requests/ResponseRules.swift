import OrderedJSON

/// Responses, by OpenAI's OpenAPI document (docs/openai-api.md, 9).
enum ResponseRules {
    static let include = [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources",
        "message.input_image.image_url", "computer_call_output.output.image_url", "code_interpreter_call.outputs",
        "reasoning.encrypted_content", "message.output_text.logprobs",
    ]

    private static let format = Rule.checked(
        .tagged([
            Rule.Variant("text"),
            Rule.Variant("json_object"),
            Rule.Variant(
                "json_schema",
                [
                    .required("name", .identifier()),
                    .required("schema", .openObject),
                    .optional("description", Rule.anyString),
                    .optional("strict", .nullable(.boolean)),
                ]
            ),
        ]),
        StrictSchema.checkFormat
    )

    private static let text = Rule.object(
        Rule.Fields([
            .optional("format", format),
            .optional("verbosity", .nullable(.choice(["low", "medium", "high"]))),
        ])
    )

    private static let summary = Rule.nullable(.choice(["auto", "concise", "detailed"]))

    private static let reasoning = Rule.nullable(
        .object(
            Rule.Fields([
                .optional("effort", AssistantRules.reasoningEffort),
                .optional("summary", summary),
                .optional("generate_summary", summary),
                .optional("mode", Rule.anyString),
                .optional("context", .nullable(.choice(["auto", "current_turn", "all_turns"]))),
            ])
        )
    )

    private static let conversation = Rule.nullable(
        .either([.identifierString, .object(Rule.Fields([.required("id", .identifierString)]))])
    )

    private static let input = Rule.either([
        .string(length: 0...10_485_760), .array(.checked(.openObject, ResponseItemRules.check)),
    ])

    /// The fields that a count of tokens takes too.
    private static let sharedFields: [Rule.Field] = [
        .optional("previous_response_id", .nullable(.identifierString)),
        .optional("text", text),
        .optional("reasoning", reasoning),
        .optional("truncation", .nullable(.choice(["auto", "disabled"]))),
        .optional("instructions", .nullable(Rule.anyString)),
        .optional("conversation", conversation),
        .optional("tools", .array(ResponseToolRules.tool, count: 0...128)),
        .optional("tool_choice", ResponseToolRules.choice),
        .optional("parallel_tool_calls", .nullable(.boolean)),
    ]

    private static let samplingFields: [Rule.Field] = [
        .optional("temperature", AssistantRules.temperature),
        .optional("top_p", AssistantRules.topP),
        .optional("top_logprobs", .nullable(.integer(0...20))),
        .optional("max_output_tokens", .nullable(.integer(16...Int.max))),
        .optional("max_tool_calls", .nullable(.integer(1...Int.max))),
    ]

    private static let serviceFields: [Rule.Field] = [
        .optional("store", .nullable(.boolean)),
        .optional("background", .nullable(.boolean)),
        .optional("stream", .nullable(.boolean)),
        .optional(
            "stream_options",
            .nullable(.object(Rule.Fields([.optional("include_obfuscation", .boolean)])))
        ),
        .optional("include", .nullable(.array(.choice(include)))),
        .optional("metadata", .metadata),
        .optional(
            "service_tier",
            .nullable(.choice(["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"]))
        ),
        .optional("user", Rule.anyString),
        .optional("safety_identifier", .nullable(.string(length: 0...64))),
        .optional("prompt_cache_key", .nullable(Rule.anyString)),
        .optional("prompt_cache_retention", .nullable(.choice(["in_memory", "24h"]))),
        .optional("prompt_cache_options", .openObject),
        .optional("context_management", .nullable(.array(.openObject, count: 1...Int.max))),
        .optional("moderation", .nullable(.openObject)),
        .optional("prompt", .nullable(.openObject)),
    ]

    static let create = Rule.checked(
        .object(
            Rule.Fields(
                [.required("model", .string(length: 1...Int.max)), .optional("input", input)] + sharedFields
                    + samplingFields + serviceFields
            )
        ),
        checkTogether
    )

    static let countTokens = Rule.checked(
        .object(
            Rule.Fields(
                [
                    .optional("model", .nullable(.string(length: 1...Int.max))),
                    .optional("input", .nullable(input)), .optional("personality", Rule.anyString),
                ] + sharedFields
            )
        ),
        checkTogether
    )

    private static func checkTogether(_ body: JSONValue, _ path: String) throws(APIErrorResponse) {
        guard body.present("prompt") == nil else {
            throw .badRequest(
                "Prompt objects were shut down. Send 'instructions', 'input' and 'tools' instead.",
                parameter: "prompt",
                code: "unsupported_parameter"
            )
        }
        guard body.present("conversation") == nil || body.present("previous_response_id") == nil else {
            throw .badRequest(
                "Mutually exclusive parameters: 'previous_response_id' and 'conversation' cannot be used together.",
                parameter: "previous_response_id",
                code: "mutually_exclusive_parameters"
            )
        }
        guard body.present("stream_options") == nil || body["stream"] == true else {
            throw .badRequest(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                parameter: "stream_options",
                code: "invalid_value"
            )
        }
        guard body["background"] != true || body["store"] != false else {
            throw .badRequest(
                "Background responses need 'store' to be true.",
                parameter: "background",
                code: "invalid_value"
            )
        }
        try ResponseToolRules.checkChoice(body)
        try ResponseModelRules.check(body)
    }
}

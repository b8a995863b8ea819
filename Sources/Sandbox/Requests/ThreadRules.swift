/// Threads, messages and runs (docs/openai-api.md, 10).
enum ThreadRules {
    private static let imageDetail = Rule.Field.optional("detail", .choice(["auto", "low", "high"]))

    private static let contentPart = Rule.tagged([
        Rule.Variant("text", [.required("text", .string(length: 1...256_000))]),
        Rule.Variant(
            "image_file",
            [
                .required(
                    "image_file",
                    .object(Rule.Fields([.required("file_id", .identifierString), imageDetail]))
                )
            ]
        ),
        Rule.Variant(
            "image_url",
            [
                .required(
                    "image_url",
                    .object(Rule.Fields([.required("url", .string(length: 1...Int.max)), imageDetail]))
                )
            ]
        ),
    ])

    private static let attachment = Rule.object(
        Rule.Fields([
            .optional("file_id", .identifierString),
            .optional(
                "tools",
                .array(.tagged([Rule.Variant("code_interpreter"), Rule.Variant("file_search")]))
            ),
        ])
    )

    static let message = Rule.object(
        Rule.Fields([
            .required("role", .choice(["user", "assistant"])),
            .required("content", .either([.string(length: 1...256_000), .array(contentPart, count: 1...Int.max)])),
            .optional("attachments", .nullable(.array(attachment))),
            .optional("metadata", .metadata),
        ])
    )

    static let updateMetadata = Rule.object(Rule.Fields([.optional("metadata", .metadata)]))

    static let create = Rule.object(
        Rule.Fields([
            .optional("messages", .array(message)),
            .optional("tool_resources", AssistantRules.newToolResources),
            .optional("metadata", .metadata),
        ])
    )

    static let update = Rule.object(
        Rule.Fields([
            .optional("tool_resources", AssistantRules.toolResources),
            .optional("metadata", .metadata),
        ])
    )

    private static let toolChoice = Rule.nullable(
        .either([
            .choice(["none", "auto", "required"]),
            .tagged([
                Rule.Variant(
                    "function",
                    [.required("function", .object(Rule.Fields([.required("name", .identifier())])))]
                ),
                Rule.Variant("code_interpreter"),
                Rule.Variant("file_search"),
            ]),
        ])
    )

    private static let truncation = Rule.nullable(
        .object(
            Rule.Fields([
                .required("type", .choice(["auto", "last_messages"])),
                .optional("last_messages", .nullable(.integer(1...Int.max))),
            ])
        )
    )

    private static let runFields: [Rule.Field] = [
        .required("assistant_id", .identifierString),
        .optional("model", .nullable(.string(length: 1...Int.max))),
        .optional("instructions", .nullable(.string(length: 0...256_000))),
        .optional("tools", .nullable(.array(AssistantRules.tool, count: 0...20))),
        .optional("metadata", .metadata),
        .optional("temperature", AssistantRules.temperature),
        .optional("top_p", AssistantRules.topP),
        .optional("stream", .nullable(.boolean)),
        .optional("max_prompt_tokens", .nullable(.integer(256...Int.max))),
        .optional("max_completion_tokens", .nullable(.integer(256...Int.max))),
        .optional("truncation_strategy", truncation),
        .optional("tool_choice", toolChoice),
        .optional("parallel_tool_calls", .boolean),
        .optional("response_format", AssistantRules.responseFormat),
    ]

    static let createRun = Rule.object(
        Rule.Fields(
            runFields + [
                .optional("reasoning_effort", AssistantRules.reasoningEffort),
                .optional("additional_instructions", .nullable(.string(length: 0...256_000))),
                .optional("additional_messages", .nullable(.array(message))),
            ]
        )
    )

    static let createThreadAndRun = Rule.object(
        Rule.Fields(
            runFields + [
                .optional("thread", create),
                .optional("tool_resources", AssistantRules.toolResources),
            ]
        )
    )

    static let submitToolOutputs = Rule.object(
        Rule.Fields([
            .required(
                "tool_outputs",
                .array(
                    .object(
                        Rule.Fields([
                            .optional("tool_call_id", Rule.anyString),
                            .optional("output", Rule.anyString),
                        ])
                    )
                )
            ),
            .optional("stream", .nullable(.boolean)),
        ])
    )
}

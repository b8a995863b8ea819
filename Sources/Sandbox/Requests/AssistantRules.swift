import OrderedJSON

/// Assistants (docs/openai-api.md, 10). Threads and runs use the same tool and response format rules.
enum AssistantRules {
    private static let rankingOptions = Rule.object(
        Rule.Fields([
            .optional("ranker", .choice(["auto", "default_2024_08_21"])),
            .required("score_threshold", .number(0...1)),
        ])
    )

    private static let function = Rule.checked(
        .object(
            Rule.Fields([
                .required("name", .identifier()),
                .optional("description", Rule.anyString),
                .optional("parameters", .openObject),
                .optional("strict", .nullable(.boolean)),
            ])
        ),
        StrictSchema.checkFunction
    )

    static let tool = Rule.tagged([
        Rule.Variant("code_interpreter"),
        Rule.Variant(
            "file_search",
            [
                .optional(
                    "file_search",
                    .object(
                        Rule.Fields([
                            .optional("max_num_results", .integer(1...50)),
                            .optional("ranking_options", rankingOptions),
                        ])
                    )
                )
            ]
        ),
        Rule.Variant("function", [.required("function", function)]),
    ])

    private static let codeInterpreterResources = Rule.object(
        Rule.Fields([.optional("file_ids", .array(.identifierString, count: 0...20))])
    )

    private static let storeIDs = Rule.Field.optional(
        "vector_store_ids",
        .array(.identifierString, count: 0...1)
    )

    private static let newStore = Rule.object(
        Rule.Fields([
            .optional("file_ids", .array(.identifierString, count: 0...100_000_000)),
            .optional("chunking_strategy", .chunkingStrategy),
            .optional("metadata", .metadata),
        ])
    )

    /// `tool_resources` of a creation, where a store may be made on the way.
    static let newToolResources = Rule.nullable(
        .object(
            Rule.Fields([
                .optional("code_interpreter", codeInterpreterResources),
                .optional(
                    "file_search",
                    .checked(
                        .object(
                            Rule.Fields([storeIDs, .optional("vector_stores", .array(newStore, count: 0...1))])
                        ),
                        { value, path throws(APIErrorResponse) in
                            guard value["vector_store_ids"] != nil, value["vector_stores"] != nil else { return }
                            throw .badRequest(
                                "Only one of '\(path).vector_store_ids' and '\(path).vector_stores' may be given.",
                                parameter: path,
                                code: "mutually_exclusive_parameters"
                            )
                        }
                    )
                ),
            ])
        )
    )

    static let toolResources = Rule.nullable(
        .object(
            Rule.Fields([
                .optional("code_interpreter", codeInterpreterResources),
                .optional("file_search", .object(Rule.Fields([storeIDs]))),
            ])
        )
    )

    static let responseFormat = Rule.nullable(
        .either([
            .choice(["auto"]),
            .tagged([
                Rule.Variant("text"),
                Rule.Variant("json_object"),
                Rule.Variant(
                    "json_schema",
                    [
                        .required(
                            "json_schema",
                            .checked(
                                .object(
                                    Rule.Fields([
                                        .required("name", .identifier()),
                                        .optional("description", Rule.anyString),
                                        .optional("schema", .openObject),
                                        .optional("strict", .nullable(.boolean)),
                                    ])
                                ),
                                StrictSchema.checkFormat
                            )
                        )
                    ]
                ),
            ]),
        ])
    )

    static let reasoningEffort = Rule.nullable(
        .choice(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
    )
    static let temperature = Rule.nullable(.number(0...2))
    static let topP = Rule.nullable(.number(0...1))

    private static let sharedFields: [Rule.Field] = [
        .optional("name", .nullable(.string(length: 0...256))),
        .optional("description", .nullable(.string(length: 0...512))),
        .optional("instructions", .nullable(.string(length: 0...256_000))),
        .optional("tools", .array(tool, count: 0...128)),
        .optional("metadata", .metadata),
        .optional("temperature", temperature),
        .optional("top_p", topP),
        .optional("reasoning_effort", reasoningEffort),
        .optional("response_format", responseFormat),
    ]

    static let create = Rule.object(
        Rule.Fields(
            [.required("model", .string(length: 1...Int.max)), .optional("tool_resources", newToolResources)]
                + sharedFields
        )
    )

    static let update = Rule.object(
        Rule.Fields(
            [.optional("model", .string(length: 1...Int.max)), .optional("tool_resources", toolResources)]
                + sharedFields
        )
    )
}

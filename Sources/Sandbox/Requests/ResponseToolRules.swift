import OrderedJSON

/// The tools of a response and what may choose among them. Of the contract's tools the sandbox knows those that
/// configurations deploy.
enum ResponseToolRules {
    /// 128 characters, where other names have 64 (docs/openai-api.md, 10.5).
    static let functionName = Rule.identifier(maximum: 128)

    private static let function = Rule.Variant(
        "function",
        [
            .required("name", functionName),
            .optional("description", .nullable(Rule.anyString)),
            .required("parameters", .nullable(.openObject)),
            .required("strict", .nullable(.boolean)),
            .optional("output_schema", .nullable(.openObject)),
            .optional("defer_loading", .boolean),
            .optional("allowed_callers", .nullable(.array(Rule.anyString))),
        ]
    )

    private static let fileSearch = Rule.Variant(
        "file_search",
        [
            // docs/openai-api.md, 9.25
            .required("vector_store_ids", .array(.identifierString, count: 1...2)),
            .optional("max_num_results", .integer(1...50)),
            .optional("filters", .nullable(.checked(.openObject, SearchFilter.check))),
            .optional(
                "ranking_options",
                .object(
                    Rule.Fields([
                        .optional("ranker", .choice(["auto", "default-2024-11-15"])),
                        .optional("score_threshold", .number(0...1)),
                        .optional(
                            "hybrid_search",
                            .object(
                                Rule.Fields([
                                    .required("embedding_weight", .number(0...Double.greatestFiniteMagnitude)),
                                    .required("text_weight", .number(0...Double.greatestFiniteMagnitude)),
                                ])
                            )
                        ),
                    ])
                )
            ),
        ]
    )

    private static let codeInterpreter = Rule.Variant(
        "code_interpreter",
        [
            .required(
                "container",
                .either([
                    .identifierString,
                    .tagged([
                        Rule.Variant(
                            "auto",
                            [
                                .optional("file_ids", .array(.identifierString, count: 0...50)),
                                .optional("memory_limit", .nullable(ContainerRules.memoryLimit)),
                                .optional("network_policy", ContainerRules.networkPolicy),
                            ]
                        )
                    ]),
                ])
            ),
            .optional("allowed_callers", .nullable(.array(Rule.anyString, count: 1...Int.max))),
        ]
    )

    private static let webSearchFields: [Rule.Field] = [
        .optional("external_web_access", .boolean),
        .optional(
            "filters",
            .nullable(
                .object(
                    Rule.Fields([
                        .optional("allowed_domains", .nullable(.array(Rule.anyString))),
                        .optional("blocked_domains", .nullable(.array(Rule.anyString))),
                    ])
                )
            )
        ),
        .optional(
            "user_location",
            .nullable(
                .object(
                    Rule.Fields([
                        .optional("type", .choice(["approximate"])),
                        .optional("country", .nullable(Rule.anyString)),
                        .optional("region", .nullable(Rule.anyString)),
                        .optional("city", .nullable(Rule.anyString)),
                        .optional("timezone", .nullable(Rule.anyString)),
                    ])
                )
            )
        ),
        .optional("search_context_size", .choice(["low", "medium", "high"])),
    ]

    private static let toolFilter = Rule.object(
        Rule.Fields([.optional("tool_names", .array(Rule.anyString)), .optional("read_only", .boolean)])
    )

    private static let mcp = Rule.Variant(
        "mcp",
        [
            .required("server_label", .string(length: 1...Int.max)),
            .optional("server_url", Rule.anyString),
            .optional("connector_id", Rule.anyString),
            .optional("tunnel_id", Rule.anyString),
            .optional("authorization", Rule.anyString),
            .optional("server_description", Rule.anyString),
            .optional("headers", .nullable(.map(Rule.anyString, count: Int.max, nameLength: Int.max))),
            .optional("allowed_tools", .nullable(.either([.array(Rule.anyString), toolFilter]))),
            .optional("allowed_callers", .nullable(.array(Rule.anyString, count: 1...Int.max))),
            .optional(
                "require_approval",
                .nullable(
                    .either([
                        .choice(["always", "never"]),
                        .object(Rule.Fields([.optional("always", toolFilter), .optional("never", toolFilter)])),
                    ])
                )
            ),
            .optional("defer_loading", .boolean),
        ]
    )

    static let tool = Rule.checked(
        .tagged([
            function, fileSearch, codeInterpreter, Rule.Variant("web_search", webSearchFields),
            Rule.Variant("web_search_2025_08_26", webSearchFields), mcp,
        ]),
        { tool, path throws(APIErrorResponse) in
            switch tool["type"]?.stringValue {
            case "function": try StrictSchema.checkFunction(tool, path)
            case "mcp" where tool["server_url"] == nil && tool["connector_id"] == nil && tool["tunnel_id"] == nil:
                throw .badRequest(
                    "One of 'server_url', 'connector_id' and 'tunnel_id' is required for MCP tools.",
                    parameter: path,
                    code: "missing_required_parameter"
                )
            default: return
            }
        }
    )

    static let choice = Rule.nullable(
        .either([
            .choice(["none", "auto", "required"]),
            .tagged([
                Rule.Variant("function", [.required("name", functionName)]),
                Rule.Variant("file_search"),
                Rule.Variant("code_interpreter"),
                Rule.Variant("web_search_preview"),
                Rule.Variant(
                    "mcp",
                    [.required("server_label", Rule.anyString), .optional("name", .nullable(Rule.anyString))]
                ),
                Rule.Variant(
                    "allowed_tools",
                    [
                        .required("mode", .choice(["auto", "required"])),
                        .required("tools", .array(.openObject, count: 1...Int.max)),
                    ]
                ),
            ]),
        ])
    )

    /// What is chosen must be declared.
    static func checkChoice(_ body: JSONValue) throws(APIErrorResponse) {
        guard let choice = body.present("tool_choice") else { return }
        let tools = body["tools"]?.arrayValue ?? []
        let isDeclared: Bool
        switch choice["type"]?.stringValue ?? choice.stringValue {
        case "none", "auto", "allowed_tools": isDeclared = true
        case "required": isDeclared = !tools.isEmpty
        case "function": isDeclared = tools.contains { $0["type"] == "function" && $0["name"] == choice["name"] }
        case let type: isDeclared = tools.contains { $0["type"]?.stringValue.map { $0.hasPrefix(type ?? "") } ?? false }
        }
        guard isDeclared else {
            let name = choice["name"]?.stringValue ?? choice["type"]?.stringValue ?? choice.stringValue ?? ""
            throw .badRequest(
                "Tool choice '\(name)' not found in 'tools' parameter.",
                parameter: "tool_choice",
                code: "invalid_value"
            )
        }
    }
}

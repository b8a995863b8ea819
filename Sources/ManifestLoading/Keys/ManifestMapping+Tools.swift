import AssistantModel

/// The tools of an assistant, each in OpenAI's own fields (docs/openai-api.md, 9.22).
extension ManifestMapping {
    /// In the order in which they are listed to users.
    package static let tools = [fileSearch, codeInterpreter, function, webSearch, mcp]

    /// The tool of a type.
    static func tool(_ type: String) -> ManifestMapping? { tools.first { $0.toolType == type } }

    /// The value of `type`.
    package var toolType: String? {
        if case .word(let words)? = self["type"]?.value { words.first } else { nil }
    }

    /// The key for what is newer than this program.
    static let extraKey = "extra"

    private static func tool(_ type: String, owner: String? = nil, _ keys: [ManifestKey]) -> ManifestMapping {
        ManifestMapping(
            owner ?? "`\(type)`",
            [ManifestKey("type", .word([type]), "Which tool it is.", isRequired: true)] + keys + [
                ManifestKey(
                    extraKey,
                    .named(.json),
                    "What is newer than this program: it goes to the server unchecked, with a warning.",
                    apis: [.responses]
                )
            ]
        )
    }

    private static let allowedCallers = ManifestKey(
        "allowed_callers",
        .nullable(.list(.word(["direct", "programmatic"]))),
        "Who may call it: the model, or programs that the model writes.",
        apis: [.responses]
    )

    // MARK: Tools with knowledge

    package static let fileSearch = tool(
        "file_search",
        [
            ManifestKey(
                "max_num_results",
                .integer(LimitTable.searchResults),
                "How many passages a search finds.",
                standard: "20"
            ),
            ManifestKey("ranking_options", .mapping(.rankingOptions), "How passages are ranked."),
            ManifestKey(
                "filters",
                .nullable(.filter),
                "Which files a search looks into, by their `attributes`.",
                apis: [.responses]
            ),
        ]
    )

    package static let rankingOptions = ManifestMapping(
        "`ranking_options`",
        [
            ManifestKey(
                "ranker",
                .word(APIFeature.rankers(of: nil)),
                "`auto`, or the api's own name for a ranker.",
                standard: "auto"
            ),
            ManifestKey(
                "score_threshold",
                .number(LimitTable.scoreThreshold),
                "What scores less is left out. `api: assistants` requires it.",
                standard: "0"
            ),
            ManifestKey(
                "hybrid_search",
                .mapping(.hybridSearch),
                "How much the meaning of words counts, and how much the words themselves.",
                apis: [.responses]
            ),
        ]
    )

    package static let hybridSearch = ManifestMapping(
        "`hybrid_search`",
        [
            ManifestKey("embedding_weight", .number(weights), "The weight of the meaning."),
            ManifestKey("text_weight", .number(weights), "The weight of the words."),
        ]
    )

    private static let weights = 0.0...1_000_000.0

    package static let codeInterpreter = tool(
        "code_interpreter",
        [
            ManifestKey(
                "files",
                .list(.text(maximum: LimitTable.pathCharacters)),
                "Paths and globs of files that programs can read: at most \(LimitTable.codeInterpreterFiles) files."
            ),
            allowedCallers,
            ManifestKey(
                "memory_limit",
                .nullable(.word(["1g", "4g", "16g", "64g"])),
                "What programs may use.",
                apis: [.responses]
            ),
        ]
    )

    // MARK: Functions

    package static let function = tool(
        "function",
        owner: "a function",
        [
            ManifestKey(
                "name",
                .name(.function),
                "What the application knows it by; at most 64 characters on `api: assistants`.",
                isRequired: true
            ),
            ManifestKey("description", .text, "What it does and when to call it: models choose by that."),
            ManifestKey(
                "strict",
                .nullable(.flag),
                "Whether arguments follow the schema without exception; `null` on `api: responses`: where the schema allows it.",
                standard: "false"
            ),
            ManifestKey("parameters", .json, "JSON Schema of the arguments."),
            allowedCallers,
            ManifestKey(
                "defer_loading",
                .flag,
                "Whether the model finds the function by searching for tools.",
                apis: [.responses]
            ),
            ManifestKey("output_schema", .nullable(.json), "JSON Schema of what it answers.", apis: [.responses]),
        ]
    )

    // MARK: Tools that OpenAI runs

    package static let webSearch = tool(
        "web_search",
        [
            ManifestKey("external_web_access", .flag, "Whether pages are fetched, or only what is cached is read."),
            ManifestKey("filters", .nullable(.mapping(.domainFilters)), "Which pages are searched."),
            ManifestKey(
                "search_context_size",
                .word(["low", "medium", "high"]),
                "How much of what it finds the model reads."
            ),
            ManifestKey("user_location", .nullable(.mapping(.userLocation)), "Where the user is, roughly."),
        ].onlyResponses
    )

    package static let domainFilters = ManifestMapping(
        "`filters`",
        [
            ManifestKey("allowed_domains", .nullable(.list(.text)), "Only these, with what lies below them."),
            ManifestKey("blocked_domains", .nullable(.list(.text)), "Not these."),
        ]
    )

    package static let userLocation = ManifestMapping(
        "`user_location`",
        [
            ManifestKey("city", .nullable(.text), "Such as `Malmö`."),
            ManifestKey("country", .nullable(.text), "Two letters, such as `SE`."),
            ManifestKey("region", .nullable(.text), "Such as `Skåne`."),
            ManifestKey("timezone", .nullable(.text), "Such as `Europe/Stockholm`."),
            ManifestKey("type", .word(["approximate"]), "Always `approximate`."),
        ]
    )

    package static let mcp = tool(
        "mcp",
        [
            ManifestKey(
                "allowed_callers",
                .list(.text),
                "Who may call it: the model, or programs that the model writes."
            ),
            ManifestKey(
                "allowed_tools",
                .either([.list(.text), .mapping(.toolFilter)]),
                "Which of the server's tools the model may call.",
                standard: "all"
            ),
            ManifestKey("connector_id", .text, "One of OpenAI's connectors, instead of `server_url`."),
            ManifestKey("defer_loading", .flag, "Whether the model finds the tools by searching for them."),
            ManifestKey("headers", .named(.text), "Sent to the server; none that holds a secret."),
            ManifestKey(
                "require_approval",
                .either([.word(["always", "never"]), .mapping(.approval)]),
                "Which calls somebody has to approve.",
                standard: "always"
            ),
            ManifestKey("server_description", .text, "What the server is for: the model sees it."),
            ManifestKey("server_label", .name(.name), "What the application knows the server by.", isRequired: true),
            ManifestKey(
                "server_url",
                .url,
                "Where the server is; one of it, `connector_id` and `tunnel_id` is required."
            ),
            ManifestKey("tunnel_id", .text, "A tunnel to a server, instead of `server_url`."),
        ].onlyResponses
    )

    package static let toolFilter = ManifestMapping(
        "a filter of tools",
        [
            ManifestKey("read_only", .flag, "Only tools that change nothing."),
            ManifestKey("tool_names", .list(.text), "Only these."),
        ]
    )

    package static let approval = ManifestMapping(
        "`require_approval`",
        [
            ManifestKey("always", .mapping(.toolFilter), "Tools whose calls somebody has to approve."),
            ManifestKey("never", .mapping(.toolFilter), "Tools that may be called without asking."),
        ]
    )

    /// A condition on the attributes of files.
    package static let attributeFilter = ManifestMapping(
        "a filter",
        [
            ManifestKey(
                "type",
                .word(["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "and", "or"]),
                "How `key` and `value` compare, or how `filters` combine.",
                isRequired: true
            ),
            ManifestKey("key", .text, "The name of an attribute."),
            ManifestKey("value", .either([.scalar, .list(.scalar)]), "A value; a list of them for `in` and `nin`."),
            ManifestKey("filters", .list(.filter), "The conditions that `and` and `or` combine."),
        ]
    )
}

extension [ManifestKey] {
    /// For tools that `api: assistants` does not have.
    fileprivate var onlyResponses: [ManifestKey] {
        map { key in
            ManifestKey(
                key.name,
                key.value,
                key.meaning,
                standard: key.standard,
                isRequired: key.isRequired,
                apis: [.responses],
                since: key.since
            )
        }
    }
}

import OrderedJSON

/// Vector stores, their files, batches and search (docs/openai-api.md, 7).
enum VectorStoreRules {
    private static let expiration = Rule.object(
        Rule.Fields([
            .required("anchor", .choice(["last_active_at"])),
            .required("days", .integer(1...365)),
        ])
    )

    static let create = Rule.object(
        Rule.Fields([
            .optional("file_ids", .array(.identifierString, count: 0...500)),
            .optional("name", Rule.anyString),
            .optional("description", Rule.anyString),
            .optional("expires_after", expiration),
            .optional("chunking_strategy", .chunkingStrategy),
            .optional("metadata", .metadata),
        ])
    )

    static let update = Rule.object(
        Rule.Fields([
            .optional("name", .nullable(Rule.anyString)),
            .optional("expires_after", .nullable(expiration)),
            .optional("metadata", .metadata),
        ])
    )

    private static let fileFields: [Rule.Field] = [
        .required("file_id", .identifierString),
        .optional("chunking_strategy", .chunkingStrategy),
        .optional("attributes", .attributes),
    ]

    static let attach = Rule.object(Rule.Fields(fileFields))

    static let updateFile = Rule.object(Rule.Fields([.required("attributes", .attributes)]))

    static let createBatch = Rule.checked(
        .object(
            Rule.Fields([
                .optional("file_ids", .array(.identifierString, count: 1...2000)),
                .optional("files", .array(.object(Rule.Fields(fileFields)), count: 1...2000)),
                .optional("chunking_strategy", .chunkingStrategy),
                .optional("attributes", .attributes),
            ])
        ),
        { value, _ throws(APIErrorResponse) in
            switch (value["file_ids"] != nil, value["files"] != nil) {
            case (true, true):
                throw .badRequest(
                    "Only one of 'file_ids' and 'files' may be given.",
                    parameter: "files",
                    code: "mutually_exclusive_parameters"
                )
            case (false, false):
                throw .missing("file_ids")
            default: return
            }
        }
    )

    static let search = Rule.object(
        Rule.Fields([
            .required(
                "query",
                .either([.string(length: 1...Int.max), .array(.string(length: 1...Int.max), count: 1...Int.max)])
            ),
            .optional("rewrite_query", .boolean),
            .optional("max_num_results", .integer(1...50)),
            .optional("filters", .checked(.openObject, SearchFilter.check)),
            .optional(
                "ranking_options",
                .object(
                    Rule.Fields([
                        .optional("ranker", .choice(["none", "auto", "default-2024-11-15"])),
                        .optional("score_threshold", .number(0...1)),
                    ])
                )
            ),
        ])
    )
}

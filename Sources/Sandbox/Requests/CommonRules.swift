import OrderedJSON

/// Rules that several resources share.
extension Rule {
    static let anyString = Rule.string()
    static let identifierString = Rule.string(length: 1...512)

    /// 16 pairs, names of 64 characters, values of 512 (docs/openai-api.md, 5.1).
    static let metadata = Rule.nullable(.map(.string(length: 0...512), count: 16, nameLength: 64))

    /// Like metadata, with numbers and booleans too (docs/openai-api.md, 5.5).
    static let attributes = Rule.nullable(
        .map(
            .either([
                .string(length: 0...512), .number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude),
                .boolean,
            ]),
            count: 16,
            nameLength: 64
        )
    )

    /// 100 to 4096 tokens, overlapping by at most half (docs/openai-api.md, 7.22).
    static let chunkingStrategy = Rule.tagged([
        Variant("auto"),
        Variant(
            "static",
            [
                .required(
                    "static",
                    .checked(
                        .object(
                            Fields([
                                .required("max_chunk_size_tokens", .integer(100...4096)),
                                .required("chunk_overlap_tokens", .integer(0...4096)),
                            ])
                        ),
                        { value, path throws(APIErrorResponse) in
                            guard let size = value["max_chunk_size_tokens"]?.intValue,
                                let overlap = value["chunk_overlap_tokens"]?.intValue, overlap * 2 > size
                            else { return }
                            throw .badRequest(
                                "Invalid '\(path).chunk_overlap_tokens': it must not exceed half of max_chunk_size_tokens.",
                                parameter: "\(path).chunk_overlap_tokens",
                                code: "invalid_value"
                            )
                        }
                    )
                )
            ]
        ),
    ])

    static let fileExpiration = Rule.object(
        Fields([
            .required("anchor", .choice(["created_at"])),
            .required("seconds", .integer(3600...2_592_000)),
        ])
    )
}

/// `knowledge` of an assistant, and a `knowledge_base` document.
extension ManifestMapping {
    package static let knowledgeBase = ManifestMapping(
        "a knowledge base",
        [
            ManifestKey(
                "knowledge_base",
                .name(.key),
                "The key that assistants refer to; assistants and knowledge bases share their keys.",
                isRequired: true
            )
        ] + knowledgeKeys(areFilesRequired: true) + [
            ManifestKey(
                "environments",
                .named(.mapping(.knowledgeBaseOverrides), by: .environment),
                "What is different in single environments, merged over the rest key by key; `null` takes a value away.",
            )
        ]
    )

    /// What a knowledge base's overrides for an environment may hold.
    package static let knowledgeBaseOverrides = ManifestMapping(
        "a knowledge base in an environment",
        knowledgeKeys(areFilesRequired: false) + [adoptionKey]
    )

    /// A knowledge base with everything that lies over it.
    static let layeredKnowledgeBase = ManifestMapping("a knowledge base", knowledgeKeys(areFilesRequired: true))

    package static let knowledge = ManifestMapping(
        "`knowledge`",
        knowledgeKeys(areFilesRequired: false) + [externalKey]
    )

    /// `knowledge` of an assistant in one environment.
    package static let knowledgeOverrides = ManifestMapping(
        "`knowledge` in an environment",
        knowledgeKeys(areFilesRequired: false) + [externalKey, adoptionKey]
    )

    private static let externalKey = ManifestKey(
        KnowledgeManifest.externalKey,
        .name(.vectorStore),
        "Instead of the others: a store that another pipeline fills, which is never written or deleted. An id differs per "
            + "account, so it usually stands under `environments`."
    )

    private static let adoptionKey = ManifestKey(
        AdoptionManifest.key,
        .name(.vectorStore),
        "The id of a store on the account that nobody manages: the next apply takes it over. Files whose text could be compared "
            + "stay, the others are uploaded anew. Afterwards the line can go.",
    )

    private static func knowledgeKeys(areFilesRequired: Bool) -> [ManifestKey] {
        [
            ManifestKey(
                "files",
                .list(.either([.text(maximum: LimitTable.pathCharacters), .mapping(.file)])),
                "Paths and globs (`docs/**/*.md`), relative to the manifest; `\"!docs/drafts/**\"` takes files out.",
                isRequired: areFilesRequired
            ),
            ManifestKey(
                "chunking",
                .mapping(.chunking),
                "How files are cut for the search. A change uploads every file anew.",
                standard: "800 tokens, 400 of them overlapping"
            ),
            ManifestKey(
                "expires_after_days",
                .integer(LimitTable.expiryDays),
                "Days after the last use; an expired store finds nothing, and the next apply replaces it.",
                standard: "never"
            ),
        ]
    }

    package static let file = ManifestMapping(
        "an entry of `files`",
        [
            ManifestKey("path", .text(maximum: LimitTable.pathCharacters), "A path or a glob.", isRequired: true),
            ManifestKey(
                "attributes",
                .named(.scalar, by: .pairKey, maximum: LimitTable.attributePairs),
                "Pairs that searches can filter by, with keys of at most \(LimitTable.pairKeyCharacters) characters; `path` and "
                    + "`sha256` are the tool's."
            ),
        ]
    )

    package static let chunking = ManifestMapping(
        "`chunking`",
        [
            ManifestKey(
                "max_chunk_size_tokens",
                .integer(LimitTable.chunkSizeTokens),
                "The size of a piece.",
                isRequired: true
            ),
            ManifestKey(
                "chunk_overlap_tokens",
                .integer(0...LimitTable.chunkSizeTokens.upperBound / 2),
                "What two pieces share: at most half of `max_chunk_size_tokens`.",
                isRequired: true
            ),
        ]
    )
}

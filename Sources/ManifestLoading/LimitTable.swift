import AssistantModel

/// The server's limits (docs/openai-api.md: 5.1, 5.5, 6.3, 6.12, 7.4, 7.22, 10.1, 10.3 to 10.5) and ours. Characters
/// are Unicode scalars.
package enum LimitTable {
    /// Of an assistant's name.
    package static let nameCharacters = 256
    /// Of an assistant's description.
    package static let descriptionCharacters = 512
    /// Of all parts together.
    package static let instructionsCharacters = 256_000
    /// A schema or an MCP server.
    package static let identifierCharacters = 64
    /// A function's name.
    static func functionNameCharacters(api: APIKind?) -> Int { api == .assistants ? 64 : 128 }
    /// A function's description, as hosts of the Assistants API take it (docs/openai-api.md, 10.24).
    static let hostedDescriptionCharacters = 1_024
    /// Of the server's 16, six are the tool's.
    package static let metadataPairs = 10
    /// Of the server's 16, `path` and `sha256` are the tool's.
    package static let attributePairs = 14
    /// Of metadata and attributes.
    package static let pairKeyCharacters = 64
    /// Of metadata and attributes.
    package static let pairValueCharacters = 512
    /// A file's path is stored as an attribute.
    package static let pathCharacters = 512
    /// Of one assistant.
    package static let tools = 128
    /// Of one assistant.
    package static let codeInterpreterFiles = 20
    /// `max_num_results`.
    package static let searchResults = 1...50
    /// `ranking_options.score_threshold`.
    package static let scoreThreshold = 0.0...1.0
    /// Some models take it with effort `none` only (docs/openai-api.md, 12.4).
    package static let temperature = 0.0...2.0
    /// `top_p`.
    package static let topP = 0.0...1.0
    /// `max_chunk_size_tokens`; the overlap may be half of it.
    package static let chunkSizeTokens = 100...4096
    /// `expires_after_days`.
    package static let expiryDays = 1...365
    /// `runs` of a check: more than the strictest one takes to decide.
    package static let checkRuns = 10_000
    /// 512 MB.
    package static let fileBytes = 536_870_912
    /// Of one file that is indexed: 5,000,000 by the guide; hosts of the Assistants API were documented with 2,000,000.
    static func indexedTokens(api: APIKind?) -> Int { api == .assistants ? 2_000_000 : 5_000_000 }
    /// An estimate for texts.
    static let bytesPerToken = 4
    /// What a prompt or schema may have: room for 256,000 characters of four bytes.
    package static let includeBytes = 2 * 1024 * 1024
    /// What a manifest may have; more is a mistake.
    package static let manifestBytes = 4 * 1024 * 1024
}

/// The server's limits and ours (design 3; api-facts 1.6, 2, 4.2, 4.3 and 5). Characters are Unicode scalars.
package enum LimitTable {
    package static let nameCharacters = 256
    package static let descriptionCharacters = 512
    package static let instructionsCharacters = 256_000
    /// A function, a schema or an MCP server.
    package static let identifierCharacters = 64
    /// Of the server's 16, six are the tool's.
    package static let metadataPairs = 10
    /// Of the server's 16, `path` and `sha256` are the tool's.
    package static let attributePairs = 14
    /// Of metadata and attributes.
    package static let pairKeyCharacters = 64
    package static let pairValueCharacters = 512
    /// A file's path is stored as an attribute.
    package static let pathCharacters = 512
    package static let tools = 128
    package static let codeInterpreterFiles = 20
    package static let searchResults = 1...50
    package static let scoreThreshold = 0.0...1.0
    package static let temperature = 0.0...2.0
    package static let topP = 0.0...1.0
    package static let chunkSizeTokens = 100...4096
    package static let expiryDays = 1...365
    /// 512 MB.
    package static let fileBytes = 536_870_912
    /// What a prompt or schema may have: room for 256,000 characters of four bytes.
    package static let includeBytes = 2 * 1024 * 1024
    /// What a manifest may have; more is a mistake.
    package static let manifestBytes = 4 * 1024 * 1024
}

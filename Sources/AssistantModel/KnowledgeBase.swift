import SourceDiagnostics

/// The files behind file search, held in one vector store: an assistant's own, or shared by several.
package struct KnowledgeBase: Equatable, Sendable {
    /// The assistant's key for its own knowledge, else the key of the `knowledge_base` document.
    package var key: String
    /// Whether it is a document of its own that assistants refer to by name.
    package var isShared: Bool
    /// Sorted by path, each path once.
    package var files: [ProjectFile]
    /// How every file is cut.
    package var chunking: Chunking
    /// 1 to 365 days after the last use; nil for never.
    package var expiresAfterDays: Int?
    /// The store of nobody that the next apply takes over.
    package var adoption: Adoption?
    /// Where it is declared.
    package var location: SourceLocation
    /// Where `expires_after_days` and `chunking` are written, by these names.
    package var origins: [String: SourceLocation]

    /// A knowledge base as the manifests have it.
    package init(
        key: String,
        isShared: Bool,
        files: [ProjectFile],
        chunking: Chunking = .standard,
        expiresAfterDays: Int? = nil,
        adoption: Adoption? = nil,
        location: SourceLocation,
        origins: [String: SourceLocation] = [:]
    ) {
        self.key = key
        self.isShared = isShared
        self.files = files
        self.chunking = chunking
        self.expiresAfterDays = expiresAfterDays
        self.adoption = adoption
        self.location = location
        self.origins = origins
    }
}

/// How files are cut for indexing. Servers show `auto` as static 800/400, so these are one value
/// (docs/openai-api.md, 7.21).
package struct Chunking: Hashable, Sendable, Codable {
    /// 100 to 4096.
    package var maxChunkSizeTokens: Int
    /// 0 to half of `maxChunkSizeTokens`.
    package var chunkOverlapTokens: Int

    /// Checked by the loader.
    package init(maxChunkSizeTokens: Int, chunkOverlapTokens: Int) {
        self.maxChunkSizeTokens = maxChunkSizeTokens
        self.chunkOverlapTokens = chunkOverlapTokens
    }

    /// What the server does when nothing is said.
    package static let standard = Chunking(maxChunkSizeTokens: 800, chunkOverlapTokens: 400)
}

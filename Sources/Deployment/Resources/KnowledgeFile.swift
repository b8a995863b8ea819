import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning

/// Knowledge files: members of vector stores, from answers to the domain and back.
enum KnowledgeFile {
    /// The SHA-256 of the content, beside ``ProjectFile/pathAttribute``.
    static let sha256Attribute = "sha256"

    /// The attributes of a member: the tool's two, and the user's.
    ///
    /// - Parameter isUnverified: whether nobody compared the content.
    static func attributes(
        of file: ProjectFile,
        content: FileContent,
        isUnverified: Bool = false
    ) -> Attributes {
        let attributes: Attributes = file.attributes.compactMapValues(AttributeValue.init(json:))
        var marks = marks(of: file, content: content)
        if isUnverified { marks[sha256Attribute] = .string(content.sha256 + unverifiedMark) }
        return attributes.merging(marks) { _, mark in mark }
    }

    /// Behind the SHA-256 of a file that was taken over by name and size.
    static let unverifiedMark = " unverified"

    /// The tool's two attributes, by which a plan knows what a store holds.
    static func marks(of file: ProjectFile, content: FileContent) -> Attributes {
        [ProjectFile.pathAttribute: .string(file.path), sha256Attribute: .string(content.sha256)]
    }

    /// What is wrong with a host that loses attributes: without them no plan knows what a store holds.
    static let unfitHost =
        "this host does not keep attributes of files in vector stores: it cannot hold managed knowledge."

    static func attachment(
        fileID: String,
        of file: ProjectFile,
        content: FileContent,
        chunking: Chunking
    ) -> VectorStoreAttachment {
        VectorStoreAttachment(
            fileID: fileID,
            attributes: attributes(of: file, content: content),
            chunking: chunking == .standard
                ? nil
                : ChunkingStrategy(
                    maxChunkSizeTokens: Int64(chunking.maxChunkSizeTokens),
                    chunkOverlapTokens: Int64(chunking.chunkOverlapTokens)
                )
        )
    }
}

extension AttributeValue {
    /// Nil for what no attribute can hold; manifests with such values do not load.
    init?(json: JSONValue) {
        switch json {
        case .string(let text): self = .string(text)
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .number(Double(number))
        case .number(let number): self = .number(number)
        case .null, .array, .object: return nil
        }
    }
}

extension LiveMember {
    /// - Parameter stuckSince: Unix seconds: what is still not indexed and was attached before never will be; nil where
    ///   nobody knows the time.
    package init(_ object: VectorStoreFileObject, stuckSince: Int64?) {
        var others = object.attributes
        func takeText(_ key: String) -> String? {
            guard case .string(let text)? = others[key], !text.isEmpty else { return nil }
            others[key] = nil
            return text
        }
        let path = takeText(ProjectFile.pathAttribute)
        var sha256 = takeText(KnowledgeFile.sha256Attribute)
        let isUnverified = sha256?.hasSuffix(KnowledgeFile.unverifiedMark) == true
        if isUnverified { sha256?.removeLast(KnowledgeFile.unverifiedMark.count) }
        self.init(
            fileID: object.id,
            status: Status(object, stuckSince: stuckSince),
            chunking: object.chunking.map {
                Chunking(
                    maxChunkSizeTokens: Int($0.maxChunkSizeTokens),
                    chunkOverlapTokens: Int($0.chunkOverlapTokens)
                )
            },
            path: path,
            sha256: sha256,
            attributes: others.mapValues(\.json)
        )
        isContentUnverified = isUnverified
    }
}

extension LiveMember.Status {
    fileprivate init(_ object: VectorStoreFileObject, stuckSince: Int64?) {
        switch object.status {
        case .inProgress:
            let isStuck = stuckSince.map { object.createdAt > 0 && object.createdAt < $0 } ?? false
            self = isStuck ? .failed("it was not indexed in all the time since it was attached") : .inProgress
        case .completed, .untold: self = .completed
        case .failed: self = .failed(object.failureReason)
        default: self = .other(object.status.rawValue)
        }
    }
}

extension VectorStoreFileObject {
    /// Why indexing failed, in the server's words.
    var failureReason: String {
        guard let lastError else { return "the server gave no reason" }
        return lastError.message.isEmpty ? lastError.code : "\(lastError.message) (\(lastError.code))"
    }
}

extension OpenAIClient {
    /// A file's place in a store; nil where it has none, or none yet. The store's list decides where the host refuses to
    /// say it by id (docs/openai-api.md, 13.5).
    func member(_ fileID: String, of storeID: String) async throws(APIError) -> VectorStoreFileObject? {
        do throws(APIError) {
            return try await nilIfGone { () async throws(APIError) in
                try await retrieveVectorStoreFile(fileID, in: storeID)
            }
        } catch {
            guard error.code == .invalidRequest else { throw error }
        }
        return try await nilIfGone { () async throws(APIError) in
            try await listVectorStoreFiles(in: storeID)
        }?.first { $0.id == fileID }
    }
}

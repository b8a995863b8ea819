import OrderedJSON

/// A file's membership of a vector store (docs/openai-api.md, 7.14). Its id is the file's id.
package struct VectorStoreFileObject: WireDecodable, Identified, Hashable {
    /// Why a file could not be indexed. Codes are open (docs/openai-api.md, 7.15).
    package struct Failure: Sendable, Hashable {
        package var code: String
        package var message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    package var id: String
    /// Unix seconds of the attachment; 0 where the server does not say.
    package var createdAt: Int64
    package var vectorStoreID: String?
    /// ``VectorStoreFileStatus/untold`` where the server does not say, as some do in lists.
    package var status: VectorStoreFileStatus
    package var lastError: Failure?
    package var attributes: Attributes
    /// Nil where the server does not say, and for files indexed before the feature (`other`).
    package var chunking: ChunkingStrategy?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        createdAt = try value.time("created_at") ?? 0
        vectorStoreID = try value.optionalString("vector_store_id")
        status = try value.optionalString("status").map(VectorStoreFileStatus.init(rawValue:)) ?? .untold
        if let failure = try value.member("last_error") {
            lastError = Failure(
                code: try failure.optionalString("code") ?? "unknown",
                message: try failure.optionalString("message") ?? ""
            )
        }
        attributes = try value.attributes()
        chunking = try value.member("chunking_strategy").flatMap { strategy throws(JSONCursorError) in
            try ChunkingStrategy(from: strategy)
        }
    }
}

/// Open: unknown values are kept.
package struct VectorStoreFileStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// None: the server does not say.
    package static let untold = VectorStoreFileStatus(rawValue: "")
    package static let inProgress = VectorStoreFileStatus(rawValue: "in_progress")
    package static let completed = VectorStoreFileStatus(rawValue: "completed")
    package static let failed = VectorStoreFileStatus(rawValue: "failed")
    package static let cancelled = VectorStoreFileStatus(rawValue: "cancelled")
}

/// How a file is cut for indexing. Servers answer `auto` with its present values (docs/openai-api.md, 7.21).
package struct ChunkingStrategy: Sendable, Hashable {
    /// 100 to 4096.
    package var maxChunkSizeTokens: Int64
    /// 0 to half of the size.
    package var chunkOverlapTokens: Int64

    package init(maxChunkSizeTokens: Int64, chunkOverlapTokens: Int64) {
        self.maxChunkSizeTokens = maxChunkSizeTokens
        self.chunkOverlapTokens = chunkOverlapTokens
    }

    /// What `auto` and an absent strategy stand for.
    package static let automatic = ChunkingStrategy(maxChunkSizeTokens: 800, chunkOverlapTokens: 400)

    init?(from value: JSONCursor) throws(JSONCursorError) {
        switch try value.optionalString("type") {
        case "auto": self = .automatic
        case "static":
            let values = try value.required("static")
            maxChunkSizeTokens = try values.integer("max_chunk_size_tokens")
            chunkOverlapTokens = try values.integer("chunk_overlap_tokens")
        default: return nil
        }
    }

    var json: JSONValue {
        [
            "type": "static",
            "static": [
                "max_chunk_size_tokens": .integer(maxChunkSizeTokens),
                "chunk_overlap_tokens": .integer(chunkOverlapTokens),
            ],
        ]
    }
}

/// A file to attach to a store.
package struct VectorStoreAttachment: Sendable, Hashable {
    package var fileID: String
    package var attributes: Attributes
    /// Nil is `auto`.
    package var chunking: ChunkingStrategy?

    package init(fileID: String, attributes: Attributes = [:], chunking: ChunkingStrategy? = nil) {
        self.fileID = fileID
        self.attributes = attributes
        self.chunking = chunking
    }

    var json: JSONValue {
        var members: JSONObject = ["file_id": .string(fileID)]
        if !attributes.isEmpty { members["attributes"] = JSONValue(attributes: attributes) }
        members.add("chunking_strategy", chunking) { $0.json }
        return .object(members)
    }
}

extension OpenAIClient {
    /// The members of a store, oldest attachment first; with a filter those in one status.
    package func listVectorStoreFiles(
        in vectorStoreID: String,
        filter: VectorStoreFileStatus? = nil
    ) async throws(APIError) -> [VectorStoreFileObject] {
        try await all(
            ["vector_stores", vectorStoreID, "files"],
            query: filter.map { [("filter", $0.rawValue)] } ?? [],
            beta: APIRequest.assistantsBeta
        )
    }

    /// One member. May answer 404 for up to a minute after its attachment (docs/openai-api.md, 7.17).
    package func retrieveVectorStoreFile(
        _ fileID: String,
        in vectorStoreID: String
    ) async throws(APIError) -> VectorStoreFileObject {
        try await object(
            APIRequest(
                .get,
                ["vector_stores", vectorStoreID, "files", fileID],
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Attaches one file. Attached once more it is the same member: its key is the file's id.
    package func createVectorStoreFile(
        _ attachment: VectorStoreAttachment,
        in vectorStoreID: String
    ) async throws(APIError) -> VectorStoreFileObject {
        try await object(
            APIRequest(
                .post,
                ["vector_stores", vectorStoreID, "files"],
                body: .json(attachment.json),
                repeatability: .harmlessTwice,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Sends all attributes: whether those left out go is not documented (docs/openai-api.md, 5.7).
    package func updateVectorStoreFileAttributes(
        _ fileID: String,
        in vectorStoreID: String,
        _ attributes: Attributes
    ) async throws(APIError) -> VectorStoreFileObject {
        try await object(
            APIRequest(
                .post,
                ["vector_stores", vectorStoreID, "files", fileID],
                body: .json(["attributes": JSONValue(attributes: attributes)]),
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Detaches a file; the file itself stays. On some servers it leaves other stores too (docs/openai-api.md, 7.19).
    package func deleteVectorStoreFile(
        _ fileID: String,
        in vectorStoreID: String
    ) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["vector_stores", vectorStoreID, "files", fileID], beta: APIRequest.assistantsBeta)
    }
}

/// The text of a file as a store's index has it (docs/openai-api.md, 7.27).
package struct VectorStoreFileContent: WireDecodable, Hashable {
    /// The texts of its parts, in order.
    package var texts: [String]
    /// Whether the answer is the whole text. How to ask for the rest is not documented.
    package var isWhole: Bool

    package init(from value: JSONCursor) throws(JSONCursorError) {
        texts = []
        // Some hosts answer with the parts beside the file's name, under `content`.
        for part in try value.list("data") + value.list("content") {
            if let text = try part.optionalString("text") { texts.append(text) }
        }
        isWhole = try value.optionalBoolean("has_more") != true
    }
}

extension OpenAIClient {
    /// The text of one member. Not every host has it.
    package func vectorStoreFileContent(
        _ fileID: String,
        in vectorStoreID: String
    ) async throws(APIError) -> VectorStoreFileContent {
        try await object(
            APIRequest(
                .get,
                ["vector_stores", vectorStoreID, "files", fileID, "content"],
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }
}

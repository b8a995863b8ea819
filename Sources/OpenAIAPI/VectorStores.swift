import OrderedJSON

/// A vector store on the account (docs/openai-api.md, 7).
package struct VectorStoreObject: WireDecodable, Identified, Equatable {
    package var id: String
    /// Unix seconds; 0 where the server does not say.
    package var createdAt: Int64
    package var name: String?
    package var status: VectorStoreStatus
    package var fileCounts: FileCounts
    package var metadata: Metadata
    /// Days after the last activity.
    package var expiresAfterDays: Int64?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        createdAt = try value.time("created_at") ?? 0
        name = try value.optionalString("name")
        status = VectorStoreStatus(rawValue: try value.optionalString("status") ?? "completed")
        fileCounts = try FileCounts(from: value)
        metadata = try value.metadata()
        expiresAfterDays = try value.member("expires_after")?.optionalInteger("days")
    }
}

/// Open: unknown values are kept.
package struct VectorStoreStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let inProgress = VectorStoreStatus(rawValue: "in_progress")
    /// Nothing is being indexed. Files may have failed.
    package static let completed = VectorStoreStatus(rawValue: "completed")
    /// Readable, not searchable.
    package static let expired = VectorStoreStatus(rawValue: "expired")
}

/// How many files of a store or a batch are where. Can be wrong (docs/openai-api.md, 7.7).
package struct FileCounts: Sendable, Hashable {
    package var inProgress: Int64
    package var completed: Int64
    package var failed: Int64
    package var cancelled: Int64
    package var total: Int64

    package init(
        inProgress: Int64 = 0,
        completed: Int64 = 0,
        failed: Int64 = 0,
        cancelled: Int64 = 0,
        total: Int64 = 0
    ) {
        self.inProgress = inProgress
        self.completed = completed
        self.failed = failed
        self.cancelled = cancelled
        self.total = total
    }

    init(from owner: JSONCursor) throws(JSONCursorError) {
        let counts = try owner.member("file_counts")
        self.init(
            inProgress: try counts?.optionalInteger("in_progress") ?? 0,
            completed: try counts?.optionalInteger("completed") ?? 0,
            failed: try counts?.optionalInteger("failed") ?? 0,
            cancelled: try counts?.optionalInteger("cancelled") ?? 0,
            total: try counts?.optionalInteger("total") ?? 0
        )
    }
}

/// The fields of a store that a request sets. Created empty; files come by batches.
package struct VectorStoreParameters: Sendable, Equatable {
    package var name: Field<String>
    /// Write-only and only at creation (docs/openai-api.md, 7.3).
    package var description: String?
    /// Days after the last activity, 1 to 365; null removes it.
    package var expiresAfterDays: Field<Int64>
    /// The full map.
    package var metadata: Field<Metadata>

    package init(
        name: Field<String> = .omitted,
        description: String? = nil,
        expiresAfterDays: Field<Int64> = .omitted,
        metadata: Field<Metadata> = .omitted
    ) {
        self.name = name
        self.description = description
        self.expiresAfterDays = expiresAfterDays
        self.metadata = metadata
    }

    /// The body of a creation.
    package var creationBody: JSONValue {
        guard case .object(var members) = body else { return body }
        members["file_ids"] = []
        return .object(members)
    }

    /// The body of an update.
    package var body: JSONValue {
        var members = JSONObject()
        members.add("name", name) { .string($0) }
        members.add("description", description) { .string($0) }
        members.add("expires_after", expiresAfterDays) { ["anchor": "last_active_at", "days": .integer($0)] }
        members.add("metadata", metadata) { JSONValue(metadata: $0) }
        return .object(members)
    }
}

extension OpenAIClient {
    /// Every vector store of the account, oldest first. Lists lag: never conclude from one that a store is gone
    /// (docs/openai-api.md, 4.6).
    package func listVectorStores() async throws(APIError) -> [VectorStoreObject] {
        try await allFromBothEnds(
            ["vector_stores"],
            meaningOfNotFound: .missingCollection,
            beta: APIRequest.assistantsBeta
        )
    }

    /// A hundred vector stores, newest first.
    ///
    /// - Parameter after: the id behind which they begin; nil for the newest.
    package func newestVectorStores(after: String? = nil) async throws(APIError) -> Page<VectorStoreObject> {
        try await newestPage(
            ["vector_stores"],
            after: after,
            meaningOfNotFound: .missingCollection,
            beta: APIRequest.assistantsBeta
        )
    }

    package func retrieveVectorStore(_ id: String) async throws(APIError) -> VectorStoreObject {
        try await object(
            APIRequest(.get, ["vector_stores", id], repeatability: .always, beta: APIRequest.assistantsBeta)
        )
    }

    /// Makes a store without files, and says so: left out, the list reaches strict servers as null through a gateway
    /// (docs/openai-api.md, 13.7).
    package func createVectorStore(_ parameters: VectorStoreParameters) async throws(APIError) -> VectorStoreObject {
        try await object(
            APIRequest(
                .post,
                ["vector_stores"],
                body: .json(parameters.creationBody),
                repeatability: .onlyIfNotCarriedOut,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Sets the given fields to complete values and leaves the others.
    package func updateVectorStore(
        _ id: String,
        _ parameters: VectorStoreParameters
    ) async throws(APIError) -> VectorStoreObject {
        try await object(
            APIRequest(
                .post,
                ["vector_stores", id],
                body: .json(parameters.body),
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    /// Deletes the store; its files stay on the account.
    package func deleteVectorStore(_ id: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["vector_stores", id], beta: APIRequest.assistantsBeta)
    }
}

import OrderedJSON

/// Files that were attached together. Judge by ``fileCounts``, not by ``status`` (docs/openai-api.md, 7.12).
package struct VectorStoreFileBatchObject: WireDecodable, Identified, Hashable {
    package var id: String
    package var vectorStoreID: String?
    /// Unix seconds; 0 where the server does not say.
    package var createdAt: Int64
    package var status: FileBatchStatus
    package var fileCounts: FileCounts
    /// The server's hint when to look again (`openai-poll-after-ms`).
    package var pollAfter: Duration?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        vectorStoreID = try value.optionalString("vector_store_id")
        createdAt = try value.time("created_at") ?? 0
        status = FileBatchStatus(rawValue: try value.optionalString("status") ?? "")
        fileCounts = try FileCounts(from: value)
    }
}

/// Open: unknown values are kept.
package struct FileBatchStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let inProgress = FileBatchStatus(rawValue: "in_progress")
    package static let completed = FileBatchStatus(rawValue: "completed")
    package static let cancelled = FileBatchStatus(rawValue: "cancelled")
    package static let failed = FileBatchStatus(rawValue: "failed")
}

extension OpenAIClient {
    /// Attaches 1 to 2,000 files in one request (older servers: 500). Each brings its own attributes and chunking.
    /// Attached once more, in another batch, it is the same member.
    package func createFileBatch(
        _ attachments: [VectorStoreAttachment],
        in vectorStoreID: String
    ) async throws(APIError) -> VectorStoreFileBatchObject {
        var request = APIRequest(
            .post,
            ["vector_stores", vectorStoreID, "file_batches"],
            body: .json(["files": .array(attachments.map(\.json))]),
            repeatability: .harmlessTwice,
            beta: APIRequest.assistantsBeta
        )
        // Some servers index the files first (docs/openai-api.md, 13.6).
        request.answersSlowly = true
        return try await batch(request)
    }

    package func retrieveFileBatch(
        _ id: String,
        in vectorStoreID: String
    ) async throws(APIError) -> VectorStoreFileBatchObject {
        try await batch(
            APIRequest(
                .get,
                ["vector_stores", vectorStoreID, "file_batches", id],
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            )
        )
    }

    private func batch(_ request: APIRequest) async throws(APIError) -> VectorStoreFileBatchObject {
        let response = try await send(request)
        var batch = try response.decoded(as: VectorStoreFileBatchObject.self, of: request)
        batch.pollAfter = response.pollAfter
        return batch
    }
}

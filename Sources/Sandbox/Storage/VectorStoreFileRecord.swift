import GRDB
import HTTPTypes
import OrderedJSON

/// A file attached to a store (docs/openai-api.md, 7.15). Indexing is done when the file is attached and becomes
/// visible at `dueAt`: the status follows from the time of the reading.
struct VectorStoreFileRecord: ListedRecord {
    static let databaseTableName = "vectorStoreFile"
    static let idColumn = "fileID"

    var sequence: Int64?
    var storeID: String
    var fileID: String
    var createdAt: Int
    var dueAt: Double
    var chunkTokens: Int
    var overlapTokens: Int
    var attributes: JSONValue
    /// Size of the index in bytes, not of the file.
    var indexBytes: Int
    var errorCode: String?
    var errorMessage: String?
    var isCancelled: Bool

    func status(at now: Double) -> String {
        if isCancelled { return "cancelled" }
        if now < dueAt { return "in_progress" }
        return errorCode == nil ? "completed" : "failed"
    }

    /// The same as `status(at:)`, for queries; its argument is the time.
    static let statusSQL = """
        CASE WHEN isCancelled THEN 'cancelled' WHEN dueAt > ? THEN 'in_progress'
        WHEN errorCode IS NULL THEN 'completed' ELSE 'failed' END
        """

    func json(at now: Double) -> JSONValue {
        let status = status(at: now)
        let isSettled = status == "completed" || status == "failed"
        let error: JSONValue? = errorCode.map { ["code": .string($0), "message": JSONValue(errorMessage)] }
        return [
            "id": .string(fileID), "object": "vector_store.file",
            "usage_bytes": .integer(status == "completed" ? indexBytes : 0), "created_at": .integer(createdAt),
            "vector_store_id": .string(storeID), "status": .string(status),
            "last_error": isSettled ? error ?? .null : .null,
            "chunking_strategy": [
                "type": "static",
                "static": [
                    "max_chunk_size_tokens": .integer(chunkTokens), "chunk_overlap_tokens": .integer(overlapTokens),
                ],
            ],
            "attributes": attributes,
        ]
    }

    static func require(_ fileID: String, in storeID: String, _ db: Database) throws -> VectorStoreFileRecord {
        guard let record = try filter(Column("storeID") == storeID && Column("fileID") == fileID).fetchOne(db) else {
            throw missing(fileID, in: storeID)
        }
        return record
    }

    static func missing(_ fileID: String, in storeID: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: "No file found with id '\(fileID)' in vector store '\(storeID)'.")
    }
}

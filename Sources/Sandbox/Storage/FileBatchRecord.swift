import GRDB
import OrderedJSON

/// A batch of attachments (docs/openai-api.md, 7.10).
struct FileBatchRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "fileBatch"

    var id: String
    var storeID: String
    var createdAt: Int
    var isCancelled: Bool

    /// `object` is `vector_store.file_batch` on the wire, whatever the schema says (docs/openai-api.md, 7.13).
    func json(at now: Double, _ db: Database) throws -> JSONValue {
        let counts = try FileCounts.ofBatch(id, at: now, db)
        let status = isCancelled ? "cancelled" : counts.inProgress > 0 ? "in_progress" : "completed"
        return [
            "id": .string(id), "object": "vector_store.file_batch", "created_at": .integer(createdAt),
            "vector_store_id": .string(storeID), "status": .string(status), "file_counts": counts.json,
        ]
    }

    static func require(_ id: String, in storeID: String, _ db: Database) throws -> FileBatchRecord {
        guard let record = try filter(Column("storeID") == storeID && Column("id") == id).fetchOne(db) else {
            throw APIErrorResponse.notFound("file batch", id)
        }
        return record
    }
}

struct FileBatchMember: Codable, PersistableRecord, Sendable {
    static let databaseTableName = "fileBatchMember"

    var batchID: String
    var fileID: String
}

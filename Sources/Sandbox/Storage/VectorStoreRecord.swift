import GRDB
import OrderedJSON

/// A vector store (docs/openai-api.md, 7). Its counts are read from its files, never kept.
struct VectorStoreRecord: AccountRecord {
    static let databaseTableName = "vectorStore"
    static let noun = "vector store"
    private static let secondsPerDay = 86_400

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var lastActiveAt: Int
    var name: String?
    var expiresAfterDays: Int?
    var metadata: JSONValue

    var expiresAt: Int? { expiresAfterDays.map { lastActiveAt + $0 * Self.secondsPerDay } }

    func isExpired(at now: Int) -> Bool { expiresAt.map { now >= $0 } ?? false }

    /// Notes a use, which puts off the expiry, and changes nothing else.
    static func touch(_ id: String, at now: Int, _ db: Database) throws {
        try db.execute(sql: "UPDATE vectorStore SET lastActiveAt = ? WHERE id = ?", arguments: [now, id])
    }

    /// The stores that exist and have not expired; using them puts off their expiry.
    static func usable(_ ids: [String], at now: Double, _ db: Database) throws -> [String] {
        try ids.filter { id in
            guard let store = try filter(Column("id") == id).fetchOne(db), !store.isExpired(at: Int(now)) else {
                return false
            }
            try touch(id, at: Int(now), db)
            return true
        }
    }

    func json(at now: Double, _ db: Database) throws -> JSONValue {
        let counts = try FileCounts.ofStore(id, at: now, db)
        let status = isExpired(at: Int(now)) ? "expired" : counts.inProgress > 0 ? "in_progress" : "completed"
        return [
            "id": .string(id), "object": "vector_store", "created_at": .integer(createdAt), "name": JSONValue(name),
            "usage_bytes": .integer(counts.indexBytes), "file_counts": counts.json, "status": .string(status),
            "expires_after": expiresAfterDays.map { ["anchor": "last_active_at", "days": .integer($0)] } ?? .null,
            "expires_at": JSONValue(expiresAt), "last_active_at": .integer(lastActiveAt), "metadata": metadata,
        ]
    }
}

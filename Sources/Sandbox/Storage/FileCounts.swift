import GRDB
import OrderedJSON

/// How many files of a store or batch have which status.
struct FileCounts: Sendable {
    var inProgress = 0
    var completed = 0
    var failed = 0
    var cancelled = 0
    /// Index size of the completed ones.
    var indexBytes = 0

    var json: JSONValue {
        [
            "in_progress": .integer(inProgress), "completed": .integer(completed), "failed": .integer(failed),
            "cancelled": .integer(cancelled), "total": .integer(inProgress + completed + failed + cancelled),
        ]
    }

    static func ofStore(_ id: String, at now: Double, _ db: Database) throws -> FileCounts {
        try read("storeID = ?", id, at: now, db)
    }

    static func ofBatch(_ id: String, at now: Double, _ db: Database) throws -> FileCounts {
        try read(
            """
            EXISTS (SELECT 1 FROM fileBatchMember AS m JOIN fileBatch AS b ON b.id = m.batchID
                WHERE m.batchID = ? AND m.fileID = f.fileID AND b.storeID = f.storeID)
            """,
            id,
            at: now,
            db
        )
    }

    private static func read(_ condition: String, _ id: String, at now: Double, _ db: Database) throws -> FileCounts {
        // A page of stores asks this a hundred times.
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(VectorStoreFileRecord.statusSQL) AS status, COUNT(*) AS count, SUM(indexBytes) AS bytes
                FROM vectorStoreFile AS f WHERE \(condition) GROUP BY status
                """
        )
        let rows = try Row.fetchCursor(statement, arguments: [now, id])
        var counts = FileCounts()
        while let row = try rows.next() {
            let count: Int = row["count"]
            switch row["status"] as String {
            case "in_progress": counts.inProgress = count
            case "completed":
                counts.completed = count
                counts.indexBytes = row["bytes"]
            case "failed": counts.failed = count
            default: counts.cancelled = count
            }
        }
        return counts
    }
}

import StateDatabase

/// Visitors who were forgotten: nothing of theirs is there, and their tokens are good for nothing any more.
extension DatabaseChatStore {
    package func forget(visitor: String) async throws -> Int? {
        let count = try await write { session, scope throws(SQLFailure) -> Int? in
            let key: [SQLValue] = [scope, .text(visitor)]
            guard try Self.isKnown(visitor, scope, session) else { return nil }
            try session.execute(
                """
                DELETE FROM part WHERE scope = ? AND answer IN (
                  SELECT id FROM message WHERE scope = ? AND visitor = ?)
                """,
                [scope] + key
            )
            let count = try session.execute("DELETE FROM chat WHERE scope = ? AND visitor = ?", key)
            try session.execute("DELETE FROM rating WHERE scope = ? AND visitor = ?", key)
            try session.execute("UPDATE running SET is_stopped = 1 WHERE scope = ? AND visitor = ?", key)
            try session.execute(
                """
                INSERT INTO forgotten(scope, visitor, at) VALUES (?, ?, ?)
                ON CONFLICT (scope, visitor) DO UPDATE SET at = excluded.at
                """,
                key + [.integer(try session.now())]
            )
            return count
        }
        await database.tidy()
        return count
    }

    /// Whether there is anything of a visitor: something said, thought, asked or paid for.
    private static func isKnown(
        _ visitor: String,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> Bool {
        for table in ["chat", "rating", "running"] {
            let row = try session.row(
                "SELECT visitor FROM \(table) WHERE scope = ? AND visitor = ? LIMIT 1",
                [scope, .text(visitor)]
            )
            if row != nil { return true }
        }
        let pot = try session.row(
            "SELECT name FROM pot WHERE scope = ? AND name = ? LIMIT 1",
            [scope, .text("visitor/\(visitor)")]
        )
        return pot != nil
    }

    package func isForgotten(_ visitor: String) async throws -> Bool {
        try await read { session, scope throws(SQLFailure) in try Self.isForgotten(visitor, scope, session) }
    }

    static func isForgotten(
        _ visitor: String,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> Bool {
        try session.row(
            "SELECT at FROM forgotten WHERE scope = ? AND visitor = ?",
            [scope, .text(visitor)]
        ) != nil
    }
}

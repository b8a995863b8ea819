import OrderedJSON
import StateDatabase

/// What visitors said and were answered, and what they thought of it.
extension DatabaseChatStore {
    package func chats(of visitor: String) async throws -> [StoredChat] {
        let keepSeconds = keepSeconds
        return try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                """
                SELECT * FROM chat WHERE scope = ? AND visitor = ? AND updated_at >= ?
                ORDER BY updated_at DESC, id LIMIT 200
                """,
                [scope, .text(visitor), .integer(try Self.oldest(keepSeconds, session))]
            )
            return try rows.map { row throws(SQLFailure) in try Self.chat(row, messages: []) }
        }
    }

    package func allChats() async throws -> [StoredChat] {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                "SELECT * FROM chat WHERE scope = ? ORDER BY updated_at DESC, visitor, id",
                [scope]
            )
            return try rows.map { row throws(SQLFailure) in try Self.chat(row, messages: []) }
        }
    }

    package func chat(_ id: String, of visitor: String) async throws -> StoredChat? {
        let keepSeconds = keepSeconds
        return try await read { session, scope throws(SQLFailure) in
            let key: [SQLValue] = [scope, .text(visitor), .text(id)]
            let row = try session.row(
                "SELECT * FROM chat WHERE scope = ? AND visitor = ? AND id = ? AND updated_at >= ?",
                key + [.integer(try Self.oldest(keepSeconds, session))]
            )
            guard let row else { return nil }
            let messages = try session.rows(
                "SELECT * FROM message WHERE scope = ? AND visitor = ? AND chat = ? ORDER BY number",
                key
            )
            return try Self.chat(row, messages: messages.map { row throws(SQLFailure) in try Self.message(row) })
        }
    }

    /// When a chat that is shown was changed last, at the earliest.
    private static func oldest(_ keepSeconds: Int64?, _ session: any SQLSession) throws(SQLFailure) -> Int64 {
        guard let keepSeconds else { return 0 }
        return try session.now() - keepSeconds
    }

    private static func chat(_ row: SQLRow, messages: [StoredMessage]) throws(SQLFailure) -> StoredChat {
        StoredChat(
            id: try row.text("id"),
            visitor: try row.text("visitor"),
            assistant: try row.text("assistant"),
            title: try row.text("title"),
            updatedAt: try row.integer("updated_at"),
            messages: messages
        )
    }

    private static func message(_ row: SQLRow) throws(SQLFailure) -> StoredMessage {
        StoredMessage(
            id: try row.text("id"),
            role: try row.text("role"),
            text: try row.text("text"),
            parts: try row.json("parts"),
            createdAt: try row.integer("created_at"),
            state: try row.text("state"),
            rating: try row.optionalText("rating"),
            answers: try row.optionalText("answers"),
            replaces: try row.optionalText("replaces")
        )
    }

    package func deleteChat(_ id: String, of visitor: String) async throws {
        try await write { session, scope throws(SQLFailure) in
            try Self.deleteChat(id, of: visitor, before: .max, scope, session)
            try session.execute(
                "DELETE FROM rating WHERE scope = ? AND visitor = ? AND chat = ?",
                [scope, .text(visitor), .text(id)]
            )
        }
    }

    /// Removes a chat that was changed last before a time, in Unix seconds, with all texts of it.
    static func deleteChat(
        _ id: String,
        of visitor: String,
        before time: Int64,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) {
        let key: [SQLValue] = [scope, .text(visitor), .text(id)]
        let old = try session.row(
            "SELECT id FROM chat WHERE scope = ? AND visitor = ? AND id = ? AND updated_at < ?",
            key + [.integer(time)]
        )
        guard old != nil else { return }
        try session.execute(
            """
            DELETE FROM part WHERE scope = ? AND answer IN (
              SELECT id FROM message WHERE scope = ? AND visitor = ? AND chat = ?)
            """,
            [scope] + key
        )
        try session.execute("DELETE FROM chat WHERE scope = ? AND visitor = ? AND id = ?", key)
    }

    package func forget(visitor: String) async throws -> Int {
        let count = try await write { session, scope throws(SQLFailure) in
            try session.execute(
                """
                DELETE FROM part WHERE scope = ? AND answer IN (
                  SELECT id FROM message WHERE scope = ? AND visitor = ?)
                """,
                [scope, scope, .text(visitor)]
            )
            let count = try session.execute(
                "DELETE FROM chat WHERE scope = ? AND visitor = ?",
                [scope, .text(visitor)]
            )
            try session.execute("DELETE FROM rating WHERE scope = ? AND visitor = ?", [scope, .text(visitor)])
            return count
        }
        await database.tidy()
        return count
    }

    // MARK: ratings

    package func rate(
        _ message: String,
        in chat: String,
        of visitor: String,
        rating: String?,
        comment: String?
    ) async throws -> Bool {
        try await write { session, scope throws(SQLFailure) in
            let key: [SQLValue] = [scope, .text(visitor), .text(chat)]
            let changed = try session.execute(
                """
                UPDATE message SET rating = ?
                WHERE scope = ? AND visitor = ? AND chat = ? AND id = ? AND role = 'assistant'
                """,
                [.text(rating)] + key + [.text(message)]
            )
            guard changed == 1 else { return false }
            try session.execute(
                "DELETE FROM rating WHERE scope = ? AND visitor = ? AND chat = ? AND message = ?",
                key + [.text(message)]
            )
            guard let rating else { return true }
            let assistant = try session.row(
                "SELECT assistant FROM chat WHERE scope = ? AND visitor = ? AND id = ?",
                key
            )
            guard let assistant else { return false }
            try session.execute(
                """
                INSERT INTO rating(scope, visitor, chat, message, assistant, rating, comment, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                key + [
                    .text(message), .text(try assistant.text("assistant")), .text(rating), .text(comment),
                    .integer(try session.now()),
                ]
            )
            return true
        }
    }

    package func ratings() async throws -> [StoredRating] {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows("SELECT * FROM rating WHERE scope = ? ORDER BY at DESC, message", [scope])
            return try rows.map { row throws(SQLFailure) in
                StoredRating(
                    at: try row.integer("at"),
                    assistant: try row.text("assistant"),
                    rating: try row.text("rating"),
                    comment: try row.optionalText("comment")
                )
            }
        }
    }
}

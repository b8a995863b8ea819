import GRDB
import OrderedJSON

/// What visitors said and were answered, and what they thought of it.
extension SQLiteChatStore {
    package func finish(_ message: StoredMessage, visitor: String, chat: String) async throws {
        let (scope, now) = (scope, clock())
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE message SET text = ?, parts = ?, state = ?
                    WHERE scope = ? AND visitor = ? AND chat = ? AND id = ?
                    """,
                arguments: [message.text, message.parts.text, message.state, scope, visitor, chat, message.id]
            )
            try db.execute(
                sql: "UPDATE chat SET updated_at = ? WHERE scope = ? AND visitor = ? AND id = ?",
                arguments: [now, scope, visitor, chat]
            )
        }
    }

    package func chats(of visitor: String) async throws -> [StoredChat] {
        let scope = scope
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT * FROM chat WHERE scope = ? AND visitor = ? ORDER BY updated_at DESC, rowid DESC LIMIT 200",
                arguments: [scope, visitor]
            ).map { Self.chat($0, messages: []) }
        }
    }

    package func allChats() async throws -> [StoredChat] {
        let scope = scope
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM chat WHERE scope = ? ORDER BY updated_at DESC, rowid DESC",
                arguments: [scope]
            ).map { Self.chat($0, messages: []) }
        }
    }

    package func chat(_ id: String, of visitor: String) async throws -> StoredChat? {
        let scope = scope
        return try await database.read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT * FROM chat WHERE scope = ? AND visitor = ? AND id = ?",
                arguments: [scope, visitor, id]
            )
            guard let row else { return nil }
            let messages = try Row.fetchAll(
                db,
                sql: "SELECT * FROM message WHERE scope = ? AND visitor = ? AND chat = ? ORDER BY number",
                arguments: [scope, visitor, id]
            )
            return Self.chat(row, messages: try messages.map(Self.message))
        }
    }

    private static func chat(_ row: Row, messages: [StoredMessage]) -> StoredChat {
        StoredChat(
            id: row["id"],
            visitor: row["visitor"],
            assistant: row["assistant"],
            title: row["title"],
            updatedAt: row["updated_at"],
            messages: messages
        )
    }

    private static func message(_ row: Row) throws -> StoredMessage {
        StoredMessage(
            id: row["id"],
            role: row["role"],
            text: row["text"],
            parts: try JSONReader().value(from: row["parts"] as String),
            createdAt: row["created_at"],
            state: row["state"],
            rating: row["rating"],
            answers: row["answers"],
            replaces: row["replaces"]
        )
    }

    package func deleteChat(_ id: String, of visitor: String) async throws {
        let scope = scope
        try await database.write { db in
            for (table, column) in [("chat", "id"), ("rating", "chat")] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE scope = ? AND visitor = ? AND \(column) = ?",
                    arguments: [scope, visitor, id]
                )
            }
        }
    }

    package func forget(visitor: String) async throws -> Int {
        let scope = scope
        return try await database.write { db in
            try db.execute(sql: "DELETE FROM chat WHERE scope = ? AND visitor = ?", arguments: [scope, visitor])
            let count = db.changesCount
            try db.execute(sql: "DELETE FROM rating WHERE scope = ? AND visitor = ?", arguments: [scope, visitor])
            return count
        }
    }

    // MARK: ratings

    package func rate(
        _ message: String,
        in chat: String,
        of visitor: String,
        rating: String?,
        comment: String?
    ) async throws -> Bool {
        let (scope, now) = (scope, clock())
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE message SET rating = ?
                    WHERE scope = ? AND visitor = ? AND chat = ? AND id = ? AND role = 'assistant'
                    """,
                arguments: [rating, scope, visitor, chat, message]
            )
            guard db.changesCount == 1 else { return false }
            if let rating {
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO rating(scope, visitor, chat, message, assistant, rating, comment, at)
                        SELECT scope, visitor, id, ?, assistant, ?, ?, ? FROM chat
                        WHERE scope = ? AND visitor = ? AND id = ?
                        """,
                    arguments: [message, rating, comment, now, scope, visitor, chat]
                )
            } else {
                try db.execute(
                    sql: "DELETE FROM rating WHERE scope = ? AND visitor = ? AND chat = ? AND message = ?",
                    arguments: [scope, visitor, chat, message]
                )
            }
            return true
        }
    }

    package func ratings() async throws -> [StoredRating] {
        let scope = scope
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM rating WHERE scope = ? ORDER BY at DESC, rowid DESC",
                arguments: [scope]
            ).map { row in
                StoredRating(at: row["at"], assistant: row["assistant"], rating: row["rating"], comment: row["comment"])
            }
        }
    }
}

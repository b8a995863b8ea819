import Conversation
import StateDatabase

/// A chat as the transaction sees it that admits a question to it. Not to be kept beyond that.
package struct ChatReader {
    let session: any SQLSession
    let scope: SQLValue
    /// When a chat that is shown was changed last, at the earliest.
    let oldest: Int64

    /// As much of a chat as a question to it needs; nil where there is no such chat.
    ///
    /// - Parameters:
    ///   - question: finds the message that is asked, also for an answer that is to be made anew.
    ///   - maximum: how many earlier messages are read.
    func excerpt(
        of chat: String,
        visitor: String,
        atMost maximum: Int,
        asking question: ([ChatExcerpt.Message]) -> String?
    ) throws(SQLFailure) -> ChatExcerpt? {
        let key: [SQLValue] = [scope, .text(visitor), .text(chat)]
        let row = try session.row(
            "SELECT assistant FROM chat WHERE scope = ? AND visitor = ? AND id = ? AND updated_at >= ?",
            key + [.integer(oldest)]
        )
        guard let row else { return nil }
        let rows = try session.rows(
            """
            SELECT number, id, role, answers, replaces FROM message
            WHERE scope = ? AND visitor = ? AND chat = ? ORDER BY number
            """,
            key
        )
        var messages: [ChatExcerpt.Message] = []
        for row in rows { messages.append(try Self.message(row)) }
        var excerpt = ChatExcerpt(assistant: try row.text("assistant"), messages: messages)
        let place = question(messages).flatMap { id in messages.firstIndex { $0.id == id } }
        if let place {
            excerpt.earlierCount = place
            excerpt.asked = try session.row(
                "SELECT text FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND number = ?",
                key + [.integer(messages[place].number)]
            )?.text("text")
        }
        let end = place.map { messages[$0].number } ?? .max
        let said = try session.rows(
            """
            SELECT role, text FROM message
            WHERE scope = ? AND visitor = ? AND chat = ? AND number < ? AND text <> '' ORDER BY number DESC LIMIT ?
            """,
            key + [.integer(end), .integer(Int64(maximum))]
        )
        for row in said.reversed() {
            let role: SaidMessage.Role = try row.text("role") == "user" ? .user : .assistant
            excerpt.earlier.append(SaidMessage(role: role, text: try row.text("text")))
        }
        return excerpt
    }

    private static func message(_ row: SQLRow) throws(SQLFailure) -> ChatExcerpt.Message {
        ChatExcerpt.Message(
            number: try row.integer("number"),
            id: try row.text("id"),
            role: try row.text("role"),
            answers: try row.optionalText("answers"),
            replaces: try row.optionalText("replaces")
        )
    }
}

/// What a question needs of its chat: who is there, and the texts that go along.
struct ChatExcerpt: Sendable, Equatable {
    /// A message without its text.
    struct Message: Sendable, Equatable {
        /// Counts up with time.
        var number: Int64
        var id: String
        /// `user` or `assistant`.
        var role: String
        /// Of an answer: the id of the message that it answers.
        var answers: String?
        /// Of an answer that was made anew: the id of the one before.
        var replaces: String?
    }

    var assistant: String
    /// All of them, oldest first.
    var messages: [Message]
    /// What the message says that is asked; nil for a new one.
    var asked: String?
    /// How many messages stand before what is asked.
    var earlierCount: Int
    /// What was said last before it, oldest first.
    var earlier: [SaidMessage] = []

    init(assistant: String, messages: [Message]) {
        self.assistant = assistant
        self.messages = messages
        earlierCount = messages.count
    }
}

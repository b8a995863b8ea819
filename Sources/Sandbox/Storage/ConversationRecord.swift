import GRDB
import HTTPTypes
import OrderedJSON

/// A conversation (docs/openai-api.md, 9.19) with its items in their order.
struct ConversationRecord: AccountRecord {
    static let databaseTableName = "conversation"
    static let noun = "conversation"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var metadata: JSONValue
    var items: JSONValue

    var json: JSONValue {
        [
            "id": .string(id), "object": "conversation", "created_at": .integer(createdAt), "metadata": metadata,
        ]
    }

    /// The wording of the conversations endpoints.
    static func missing(_ id: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: "Conversation with id '\(id)' not found.")
    }
}

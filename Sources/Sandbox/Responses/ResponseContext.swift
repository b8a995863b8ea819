import GRDB
import OrderedJSON

/// What a response continues: an earlier response, a conversation, or nothing.
enum ResponseContext {
    /// The items of earlier turns.
    static func items(for body: JSONValue, _ account: String, _ db: Database) throws -> [JSONValue] {
        if let id = body.present("previous_response_id")?.stringValue {
            guard let previous = try ResponseRecord.find(id, in: account, db) else {
                throw APIErrorResponse.badRequest(
                    "Previous response with id '\(id)' not found.",
                    parameter: "previous_response_id",
                    code: "previous_response_not_found"
                )
            }
            return (previous.input.arrayValue ?? []) + (previous.body["output"]?.arrayValue ?? [])
        }
        guard let id = ResponseEcho.conversation(body) else { return [] }
        guard let conversation = try ConversationRecord.find(id, in: account, db) else {
            throw ConversationRecord.missing(id)
        }
        return conversation.items.arrayValue ?? []
    }

    /// Keeps a finished turn.
    static func keep(_ response: JSONValue, _ items: ResponseItems, _ account: String, _ db: Database) throws {
        let output = response["output"]?.arrayValue ?? []
        if let id = response["conversation"]?["id"]?.stringValue,
            var conversation = try ConversationRecord.find(id, in: account, db)
        {
            conversation.items = .array((conversation.items.arrayValue ?? []) + items.own + output)
            try conversation.update(db)
        }
        guard response["store"] != false else { return }
        _ = try ResponseRecord(
            id: response["id"]?.stringValue ?? "",
            account: account,
            createdAt: response["created_at"]?.intValue ?? 0,
            body: response,
            input: .array(items.all)
        ).inserted(db)
    }
}

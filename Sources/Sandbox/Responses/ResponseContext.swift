import GRDB

/// What a response continues: an earlier response, a conversation, or nothing.
enum ResponseContext {
    /// The items of earlier turns.
    static func items(for body: JSON, _ account: String, _ db: Database) throws -> [JSON] {
        if let id = body.present("previous_response_id")?.string {
            guard let previous = try ResponseRecord.find(id, in: account, db) else {
                throw APIErrorResponse.badRequest(
                    "Previous response with id '\(id)' not found.",
                    parameter: "previous_response_id",
                    code: "previous_response_not_found"
                )
            }
            return (previous.input.array ?? []) + (previous.body["output"]?.array ?? [])
        }
        guard let id = ResponseEcho.conversation(body) else { return [] }
        guard let conversation = try ConversationRecord.find(id, in: account, db) else {
            throw ConversationRecord.missing(id)
        }
        return conversation.items.array ?? []
    }

    /// Keeps a finished turn.
    static func keep(_ response: JSON, _ items: ResponseItems, _ account: String, _ db: Database) throws {
        let output = response["output"]?.array ?? []
        if let id = response["conversation"]?["id"]?.string,
            var conversation = try ConversationRecord.find(id, in: account, db)
        {
            conversation.items = .array((conversation.items.array ?? []) + items.own + output)
            try conversation.update(db)
        }
        guard response["store"] != false else { return }
        _ = try ResponseRecord(
            id: response["id"]?.string ?? "",
            account: account,
            createdAt: response["created_at"]?.integer ?? 0,
            body: response,
            input: .array(items.all)
        ).inserted(db)
    }
}

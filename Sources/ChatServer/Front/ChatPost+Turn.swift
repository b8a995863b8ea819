import OrderedJSON

/// What a post asks in a chat as the store has it: of what the front end sent nothing counts but ids and the last text.
extension ChatPost {
    /// The message that is asked: the new one, or the one whose answer is to be made anew.
    func asked(among messages: [ChatExcerpt.Message]) -> String? {
        isRegeneration ? renewed(among: messages)?.answers : questionID
    }

    /// - Throws: ``ChatRefusal`` for what does not fit the chat.
    func turn(
        in chat: ChatExcerpt?,
        visitor: String,
        address: String,
        assistant: String
    ) throws(ChatRefusal) -> Admission.Turn {
        let messages = chat?.messages ?? []
        var replaces: String?
        let question: StoredMessage
        if isRegeneration {
            guard let answer = renewed(among: messages), let id = answer.answers, let text = chat?.asked else {
                throw ChatRefusal.notFound
            }
            question = Self.question(id, text)
            replaces = messageID ?? answer.id
        } else {
            guard let text, let id = questionID else { throw ChatRefusal.invalid("The last message has no text.") }
            if let edited = messageID, edited != id, messages.contains(where: { $0.id == edited }) {
                throw ChatRefusal.invalid("An edited message keeps its id.")
            }
            if let known = messages.first(where: { $0.id == id }),
                known.role != "user" || (chat?.asked != text && messageID == nil)
            {
                throw ChatRefusal(409, "invalid_request", "There is another message of that id.")
            }
            question = Self.question(id, text)
        }
        return Admission.Turn(
            visitor: visitor,
            address: address,
            chat: self.chat,
            assistant: assistant,
            question: question,
            replaces: replaces
        )
    }

    /// The answer that is to be made anew: the one of that id, what took its place, or the last.
    private func renewed(among messages: [ChatExcerpt.Message]) -> ChatExcerpt.Message? {
        guard let id = messageID else { return messages.last { $0.role == "assistant" } }
        return messages.first { $0.role == "assistant" && ($0.id == id || $0.replaces == id) }
    }

    private static func question(_ id: String, _ text: String) -> StoredMessage {
        StoredMessage(
            id: id,
            role: "user",
            text: text,
            parts: [["type": "text", "text": .string(text)]],
            createdAt: 0,
            state: "complete"
        )
    }
}

import Conversation
import OrderedJSON

/// What a front end of the AI SDK posts, as far as it counts.
struct ChatPost: Equatable {
    var chat: String
    var assistant: String?
    var isRegeneration: Bool
    /// Of the message that is edited, or of the answer that is to be made anew.
    var messageID: String?
    /// Of the new message; nil for a regeneration.
    var questionID: String?
    var text: String?

    /// - Parameter characters: that a message may have, in Unicode scalars.
    /// - Throws: ``ChatRefusal``.
    init(_ body: JSONValue, characters: Int) throws(ChatRefusal) {
        guard let chat = body["id"]?.stringValue, Self.isIdentifier(chat) else {
            throw .invalid("`id` has to be 1 to 64 letters, digits, `-` and `_`.", parameter: "id")
        }
        self.chat = chat
        switch body["trigger"]?.stringValue {
        case "submit-message", nil: isRegeneration = false
        case "regenerate-message": isRegeneration = true
        default: throw .invalid("`trigger` has to be submit-message or regenerate-message.", parameter: "trigger")
        }
        messageID = try Self.identifier(body["messageId"], "messageId")
        assistant = body["assistant"]?.stringValue
        guard !isRegeneration else { return }
        guard let last = body["messages"]?.arrayValue?.last else {
            throw .invalid("`messages` has to hold a message.", parameter: "messages")
        }
        guard last["role"] == "user", let id = try Self.identifier(last["id"], "messages.id") else {
            throw .invalid("The last message has to be a user's, with an id.", parameter: "messages")
        }
        questionID = id
        var text = ""
        for part in last["parts"]?.arrayValue ?? [] {
            guard part["type"] == "text", let more = part["text"]?.stringValue else {
                throw .invalid("Messages can hold text only.", parameter: "messages.parts")
            }
            text += more
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .invalid("The message is empty.", parameter: "messages.parts")
        }
        guard text.unicodeScalars.count <= characters else {
            throw ChatRefusal(413, "too_long", "A message can have \(characters) characters.")
        }
        self.text = text
    }

    private static func identifier(_ value: JSONValue?, _ name: String) throws(ChatRefusal) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let id = value.stringValue, isIdentifier(id) else {
            throw .invalid("`\(name)` has to be 1 to 64 letters, digits, `-` and `_`.", parameter: name)
        }
        return id
    }

    static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            }
    }
}

/// What goes with a question of what was said before: the newest, as much as is bounded, in turns of both sides.
enum ChatHistory {
    static func messages(_ said: [SaidMessage], maximum: Int) -> [SaidMessage] {
        var kept: [SaidMessage] = []
        var bytes = 0
        for message in said.reversed() where !message.text.isEmpty {
            bytes += message.text.utf8.count
            guard kept.count < maximum, bytes <= ChatConfiguration.Limits.history else { break }
            kept.append(message)
        }
        // An answer without its question would be nobody's.
        while kept.last?.role == .assistant { kept.removeLast() }
        return kept.reversed()
    }
}

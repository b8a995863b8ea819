import Conversation
import OrderedJSON

/// A question of a program, checked: what is not said here is refused, or named as ignored.
struct ProgramRequest: Equatable {
    var model: String
    var history: [SaidMessage] = []
    var text = ""
    var streams = false
    var includesUsage = false
    /// Parameters that were there and did nothing, in the order in which they stood.
    var ignored: [String] = []

    private static let decided = "the assistant's own settings decide"

    /// Keys that both endpoints know and that do nothing.
    private static let ignoredKeys: Set<String> = [
        "temperature", "top_p", "stop", "max_tokens", "max_completion_tokens", "max_output_tokens", "max_tool_calls",
        "store", "user", "metadata", "seed", "presence_penalty", "frequency_penalty", "logit_bias", "service_tier",
        "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "reasoning_effort", "reasoning", "verbosity",
        "instructions", "truncation",
    ]

    /// Keys that would change what is asked or answered; nothing but these values of theirs is allowed.
    private static let refusedKeys: [String: [JSONValue]] = [
        "tools": [[], .null], "tool_choice": ["none", "auto", .null], "functions": [[], .null],
        "function_call": ["none", "auto", .null], "parallel_tool_calls": [true, false, .null], "n": [1, .null],
        "logprobs": [false, .null], "top_logprobs": [0, .null],
        "response_format": [["type": "text"], .null], "modalities": [["text"], .null], "audio": [.null],
        "prediction": [.null], "web_search_options": [.null], "previous_response_id": [.null], "conversation": [.null],
        "background": [false, .null], "include": [[], .null], "prompt": [.null], "context_management": [.null],
    ]

    private init(_ body: JSONValue, known: Set<String>) throws(ChatRefusal) {
        guard let model = body["model"]?.stringValue else {
            throw ChatRefusal(
                400,
                "missing_required_parameter",
                "Missing required parameter: 'model'.",
                parameter: "model"
            )
        }
        self.model = model
        for (key, value) in body.objectValue ?? [:] where !known.contains(key) {
            if let allowed = Self.refusedKeys[key] {
                guard allowed.contains(value) else { throw ProgramErrors.unsupported(key, Self.decided) }
            } else if Self.ignoredKeys.contains(key) {
                if !value.isNull { ignored.append(key) }
            } else {
                throw ChatRefusal(400, "unknown_parameter", "Unknown parameter: '\(key)'.", parameter: key)
            }
        }
        switch body["stream"] {
        case .bool(let flag)?: streams = flag
        case .null?, nil: break
        default: throw ChatRefusal.invalid("'stream' has to be a boolean.", parameter: "stream")
        }
    }

    /// `POST /v1/chat/completions`.
    init(completion body: JSONValue) throws(ChatRefusal) {
        try self.init(body, known: ["model", "messages", "stream", "stream_options"])
        if let options = body["stream_options"], !options.isNull {
            for (key, _) in options.objectValue ?? [:] where !["include_usage", "include_obfuscation"].contains(key) {
                throw ChatRefusal(
                    400,
                    "unknown_parameter",
                    "Unknown parameter: 'stream_options.\(key)'.",
                    parameter: "stream_options"
                )
            }
            includesUsage = options["include_usage"] == true
        }
        guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
            throw ChatRefusal(
                400,
                "missing_required_parameter",
                "Missing required parameter: 'messages'.",
                parameter: "messages"
            )
        }
        try say(messages, in: "messages", isResponses: false)
    }

    /// `POST /v1/responses`.
    init(response body: JSONValue) throws(ChatRefusal) {
        try self.init(body, known: ["model", "input", "stream", "text", "stream_options"])
        try readForm(body["text"])
        switch body["input"] {
        case .string(let text)?: self.text = text
        case .array(let items)? where !items.isEmpty: try say(items, in: "input", isResponses: true)
        default:
            throw ChatRefusal(
                400,
                "missing_required_parameter",
                "Missing required parameter: 'input'.",
                parameter: "input"
            )
        }
        try checkText("input")
    }

    /// `text`: nothing but plain text is made.
    private mutating func readForm(_ form: JSONValue?) throws(ChatRefusal) {
        guard let form, !form.isNull else { return }
        guard case .object(let members) = form else {
            throw ChatRefusal.invalid("'text' has to be an object.", parameter: "text")
        }
        for (key, value) in members where !value.isNull {
            switch key {
            case "format" where value == ["type": "text"]: continue
            case "verbosity": ignored.append("text.verbosity")
            default: throw ProgramErrors.unsupported("text.\(key)", Self.decided)
            }
        }
    }

    private mutating func say(_ messages: [JSONValue], in name: String, isResponses: Bool) throws(ChatRefusal) {
        var said: [SaidMessage] = []
        for (index, message) in messages.enumerated() {
            let place = "\(name)[\(index)]"
            if isResponses, let type = message["type"]?.stringValue, type != "message" {
                throw ProgramErrors.unsupported(place, "only messages are taken")
            }
            switch message["role"]?.stringValue {
            case "user": said.append(SaidMessage(role: .user, text: try Self.text(of: message, place)))
            case "assistant":
                if let calls = message["tool_calls"], calls != [], !calls.isNull {
                    throw ProgramErrors.unsupported("\(place).tool_calls", Self.decided)
                }
                said.append(SaidMessage(role: .assistant, text: try Self.text(of: message, place)))
            case let role? where ["system", "developer"].contains(role):
                if !ignored.contains("\(name).\(role)") { ignored.append("\(name).\(role)") }
            case "tool", "function": throw ProgramErrors.unsupported(place, "tools are the assistant's own")
            default: throw ChatRefusal.invalid("'\(place).role' has to be user or assistant.", parameter: place)
            }
        }
        guard let last = said.popLast(), last.role == .user else {
            throw ChatRefusal.invalid("The last message has to be a user's.", parameter: name)
        }
        (text, history) = (last.text, said)
        try checkText(name)
    }

    private func checkText(_ name: String) throws(ChatRefusal) {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ChatRefusal.invalid("The last message is empty.", parameter: name)
        }
    }

    private static func text(of message: JSONValue, _ place: String) throws(ChatRefusal) -> String {
        switch message["content"] {
        case .string(let text)?: return text
        case .array(let parts)?:
            var text = ""
            for part in parts {
                guard let type = part["type"]?.stringValue, ["text", "input_text", "output_text"].contains(type),
                    let more = part["text"]?.stringValue
                else { throw ProgramErrors.unsupported("\(place).content", "only text is taken") }
                text += more
            }
            return text
        case .null?, nil: return ""
        default: throw ChatRefusal.invalid("'\(place).content' has to be text.", parameter: place)
        }
    }
}

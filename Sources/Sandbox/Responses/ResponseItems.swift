import OrderedJSON

/// The items that a response answers, in the form in which they are stored and listed.
struct ResponseItems: Sendable {
    /// Earlier turns first, then this request's input.
    let all: [JSONValue]
    /// Where this request's own items begin.
    let ownStart: Int

    /// - Parameters:
    ///   - context: the stored items of earlier turns.
    ///   - input: the checked `input` of the request.
    init(context: [JSONValue], input: JSONValue?, newIdentifier: (String) -> String) throws(APIErrorResponse) {
        let given = input?.stringValue.map { [["role": "user", "content": .string($0)]] } ?? input?.arrayValue ?? []
        var items = context
        for (index, item) in given.enumerated() {
            if item["type"] == "item_reference" {
                guard let known = context.first(where: { $0["id"] == item["id"] }) else {
                    throw .badRequest(
                        "Item with id '\(item["id"]?.stringValue ?? "")' not found.",
                        parameter: "input[\(index)].id",
                        code: "invalid_value"
                    )
                }
                items.append(known)
            } else {
                items.append(Self.stored(item, newIdentifier))
            }
        }
        all = items
        ownStart = context.count
    }

    var own: [JSONValue] { Array(all[ownStart...]) }

    /// An item with its id, type and status, and its content as parts.
    static func stored(_ item: JSONValue, _ newIdentifier: (String) -> String) -> JSONValue {
        let type = item["type"]?.stringValue ?? "message"
        var result = JSONValue.object((item.objectValue ?? [:]).filter { $0.value != .null || $0.key == "code" })
        if result["id"] == nil { result = result.setting("id", to: .string(newIdentifier(prefix(type)))) }
        result = result.setting("type", to: .string(type))
        if type != "reasoning", result["status"] == nil { result = result.setting("status", to: "completed") }
        guard type == "message" else { return result }
        let isAnswer = item["role"] == "assistant"
        let parts = item["content"]?.stringValue.map { text -> [JSONValue] in
            [["type": isAnswer ? "output_text" : "input_text", "text": .string(text)]]
        }
        return result.setting("content", to: .array((parts ?? item["content"]?.arrayValue ?? []).map(filled)))
    }

    private static func filled(_ part: JSONValue) -> JSONValue {
        switch part["type"]?.stringValue {
        case "output_text":
            part.setting("annotations", to: part.present("annotations") ?? [])
                .setting("logprobs", to: part.present("logprobs") ?? [])
        case "input_image": part.setting("detail", to: part.present("detail") ?? "auto")
        default: part
        }
    }

    private static func prefix(_ type: String) -> String {
        switch type {
        case "message": "msg_"
        case "function_call": "fc_"
        case "function_call_output": "fco_"
        default: "item_"
        }
    }

    static func text(_ item: JSONValue) -> String {
        (item["content"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined(separator: "\n")
    }

    /// What the last user message says.
    var question: String {
        all.last { $0["type"] == "message" && $0["role"] == "user" }.map(Self.text) ?? ""
    }

    /// Everything that a model would read.
    var characters: Int { all.reduce(0) { $0 + Self.characters($1) } }

    private static func characters(_ item: JSONValue) -> Int {
        let texts = [text(item), item["arguments"]?.stringValue ?? "", item["output"]?.stringValue ?? ""]
        return texts.reduce(0) { $0 + $1.unicodeScalars.count }
    }

    /// The outputs that came after the last user message, each with the name of its function.
    /// - Throws: when an output has no call or a call no output, as the real server does.
    func outputs() throws(APIErrorResponse) -> [(name: String, output: String)] {
        let calls = all.filter { $0["type"] == "function_call" }
        let outputs = all.filter { $0["type"] == "function_call_output" }
        if let stray = outputs.first(where: { output in !calls.contains { $0["call_id"] == output["call_id"] } }) {
            throw .badRequest(
                "No tool call found for function call output with call_id \(stray["call_id"]?.stringValue ?? "").",
                parameter: "input"
            )
        }
        if let open = calls.first(where: { call in !outputs.contains { $0["call_id"] == call["call_id"] } }) {
            throw .badRequest(
                "No tool output found for function call \(open["call_id"]?.stringValue ?? "").",
                parameter: "input"
            )
        }
        let start = all.lastIndex { $0["type"] == "message" && $0["role"] == "user" } ?? all.startIndex
        return all[start...].filter { $0["type"] == "function_call_output" }.map { output in
            let call = calls.last { $0["call_id"] == output["call_id"] }
            let parts = (output["output"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
            return (call?["name"]?.stringValue ?? "", output["output"]?.stringValue ?? parts.joined(separator: "\n"))
        }
    }
}

import OrderedJSON

/// What happens while an answer comes. A failed answer is no event but an error.
package enum ResponseEvent: StreamedEvent, Equatable {
    /// The answer has an id and no content yet.
    case created(ResponseObject)
    /// More text.
    case textDelta(String)
    /// More of the words in which the model refuses.
    case refusalDelta(String)
    /// The text so far cites something.
    case citation(Citation)
    /// The server ran code. Comes when it has run.
    case codeInterpreterCall(CodeInterpreterCall)
    /// The server begins to use a tool of its own, or the model to write the arguments of a function.
    case toolStarted(ToolStart)
    /// The server searched files. Comes when it has.
    case fileSearchCall(FileSearchCall)
    /// The model wants a function called. Comes with all its arguments.
    case functionCall(FunctionCall)
    /// The last event: everything at once, with usage.
    case completed(ResponseObject)
    /// The last event of an answer that was cut: see ``ResponseObject/incompleteReason``.
    case incomplete(ResponseObject)
    /// What this version does not use, or does not know.
    case other(type: String, JSONValue)

    package var isLast: Bool {
        switch self {
        case .completed, .incomplete: true
        default: false
        }
    }
}

extension ServerSentEvent {
    /// The data as JSON; nil for `[DONE]`.
    func json() throws(JSONCursorError) -> JSONValue? {
        guard data != "[DONE]" else { return nil }
        do throws(JSONError) {
            return try JSONReader().value(from: data)
        } catch {
            throw JSONCursorError(path: "", problem: "has an event that is not JSON (\(error))")
        }
    }
}

extension ResponseFailure {
    /// The error itself: at the top as in the contract, or below `error` as refusals have it.
    init(event value: JSONCursor) throws(JSONCursorError) {
        let error = try value.member("error")
        try self.init(from: error.flatMap { $0.json.objectValue == nil ? nil : $0 } ?? value)
    }
}

extension ResponseEvent {
    package static func signal(of event: ServerSentEvent) throws(JSONCursorError) -> StreamSignal<ResponseEvent> {
        guard let json = try event.json() else { return .end }
        let value = JSONCursor(json)
        let type = try value.optionalString("type") ?? event.name
        switch type {
        case "response.created":
            return .event(.created(try ResponseObject(from: try value.required("response"))))
        case "response.output_text.delta": return .event(.textDelta(try value.string("delta")))
        case "response.refusal.delta": return .event(.refusalDelta(try value.string("delta")))
        case "response.output_text.annotation.added":
            let citation = try value.member("annotation").map { part throws(JSONCursorError) in try Citation(from: part)
            }
            return .event(citation.map { .citation($0) } ?? .other(type: type, json))
        case "response.output_item.added":
            let start = try ToolStart(from: try value.required("item"))
            return .event(start.map { .toolStarted($0) } ?? .other(type: type, json))
        case "response.output_item.done": return .event(try item(try value.required("item"), type: type, json))
        case "response.completed":
            return .event(.completed(try ResponseObject(from: try value.required("response"))))
        case "response.incomplete":
            return .event(.incomplete(try ResponseObject(from: try value.required("response"))))
        case "response.failed":
            return .failure(try ResponseObject(from: try value.required("response")).failure)
        case "error": return .failure(try ResponseFailure(event: value))
        case "" where json["error"] != nil: return .failure(try ResponseFailure(event: value))
        default: return .event(.other(type: type, json))
        }
    }

    private static func item(
        _ item: JSONCursor,
        type: String,
        _ json: JSONValue
    ) throws(JSONCursorError) -> ResponseEvent {
        switch try item.optionalString("type") {
        case "function_call": .functionCall(try FunctionCall(from: item))
        case "code_interpreter_call": .codeInterpreterCall(try CodeInterpreterCall(from: item))
        case "file_search_call": .fileSearchCall(try FileSearchCall(from: item))
        default: .other(type: type, json)
        }
    }
}

import OrderedJSON

/// What happens while an answer comes. A failed answer is no event but an error.
package enum ResponseEvent: Sendable, Equatable {
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
    /// The model wants a function called. Comes with all its arguments.
    case functionCall(FunctionCall)
    /// The last event: everything at once, with usage.
    case completed(ResponseObject)
    /// The last event of an answer that was cut: see ``ResponseObject/incompleteReason``.
    case incomplete(ResponseObject)
    /// What this version does not use, or does not know.
    case other(type: String, JSONValue)

    /// Whether nothing comes after it.
    var isLast: Bool {
        switch self {
        case .completed, .incomplete: true
        default: false
        }
    }
}

/// What one event of the stream says.
enum ResponseSignal: Sendable, Equatable {
    case event(ResponseEvent)
    case failure(ResponseFailure?)
    /// `[DONE]`, with which some servers end.
    case end

    /// - Throws: ``WireError`` for data that are not JSON, or not what the contract promises for their type.
    init(_ event: ServerSentEvent) throws(WireError) {
        if event.data == "[DONE]" {
            self = .end
            return
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader().value(from: event.data)
        } catch {
            throw WireError(path: "", problem: "has an event that is not JSON (\(error))")
        }
        let value = WireValue(json)
        let type = try value.optionalString("type") ?? event.name
        switch type {
        case "response.created":
            self = .event(.created(try ResponseObject(from: try value.required("response"))))
        case "response.output_text.delta": self = .event(.textDelta(try value.string("delta")))
        case "response.refusal.delta": self = .event(.refusalDelta(try value.string("delta")))
        case "response.output_text.annotation.added":
            let citation = try value.member("annotation").map { part throws(WireError) in try Citation(from: part) }
            self = .event(citation.map { .citation($0) } ?? .other(type: type, json))
        case "response.output_item.done": self = .event(try Self.item(try value.required("item"), type: type, json))
        case "response.completed":
            self = .event(.completed(try ResponseObject(from: try value.required("response"))))
        case "response.incomplete":
            self = .event(.incomplete(try ResponseObject(from: try value.required("response"))))
        case "response.failed":
            self = .failure(try ResponseObject(from: try value.required("response")).failure)
        case "error": self = .failure(try ResponseFailure(from: try Self.details(of: value)))
        case "" where json["error"] != nil: self = .failure(try ResponseFailure(from: try Self.details(of: value)))
        default: self = .event(.other(type: type, json))
        }
    }

    /// The error itself: at the top as in the contract, or below `error` as refusals have it.
    private static func details(of value: WireValue) throws(WireError) -> WireValue {
        if let error = try value.member("error"), error.json.objectValue != nil { return error }
        return value
    }

    private static func item(
        _ item: WireValue,
        type: String,
        _ json: JSONValue
    ) throws(WireError) -> ResponseEvent {
        switch try item.optionalString("type") {
        case "function_call": .functionCall(try FunctionCall(from: item))
        case "code_interpreter_call": .codeInterpreterCall(try CodeInterpreterCall(from: item))
        default: .other(type: type, json)
        }
    }
}

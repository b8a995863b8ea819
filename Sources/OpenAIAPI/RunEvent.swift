import OrderedJSON

/// What happens while a run answers. A failed run is no event but an error.
package enum RunEvent: StreamedEvent, Equatable {
    /// The run has an id.
    case created(RunObject)
    /// More of a message, part by part.
    case messageDelta([MessagePiece])
    /// A message is whole: as the server keeps it.
    case messageCompleted(JSONValue)
    /// The server ran code or searched files. Comes when that is done.
    case toolCalls(code: [CodeInterpreterCall], searches: [FileSearchCall])
    /// The last event: completed, or whatever else ends a run, such as functions that have to be called.
    case ended(RunObject)
    /// What this version does not use, or does not know.
    case other(type: String, JSONValue)

    package var isLast: Bool {
        if case .ended = self { true } else { false }
    }

    package static func signal(of event: ServerSentEvent) throws(JSONCursorError) -> StreamSignal<RunEvent> {
        guard let json = try event.json() else { return .end }
        let value = JSONCursor(json)
        switch event.name {
        case "thread.run.created": return .event(.created(try RunObject(from: value)))
        case "thread.message.delta":
            var pieces: [MessagePiece] = []
            for part in try value.required("delta").list("content") { pieces.append(try MessagePiece(from: part)) }
            return .event(.messageDelta(pieces))
        case "thread.message.completed": return .event(.messageCompleted(json))
        case "thread.run.step.completed":
            var code: [CodeInterpreterCall] = []
            var searches: [FileSearchCall] = []
            for call in try value.member("step_details")?.list("tool_calls") ?? [] {
                switch try call.optionalString("type") {
                case "code_interpreter": code.append(try CodeInterpreterCall(runCall: call))
                case "file_search": searches.append(try FileSearchCall(runCall: call))
                default: continue
                }
            }
            let isOther = code.isEmpty && searches.isEmpty
            return .event(isOther ? .other(type: event.name, json) : .toolCalls(code: code, searches: searches))
        case "thread.run.requires_action", "thread.run.completed", "thread.run.incomplete", "thread.run.cancelled",
            "thread.run.expired":
            return .event(.ended(try RunObject(from: value)))
        case "thread.run.failed": return .failure(try RunObject(from: value).failure)
        case "error": return .failure(try ResponseFailure(event: value))
        case "" where json["error"] != nil: return .failure(try ResponseFailure(event: value))
        default: return .event(.other(type: event.name, json))
        }
    }
}

/// A piece of a message's text, or of the words in which the model refuses.
package enum MessagePiece: WireDecodable, Hashable {
    case text(String, annotations: [MessageAnnotation])
    case refusal(String)
    case other(type: String)

    package init(from value: JSONCursor) throws(JSONCursorError) {
        switch try value.optionalString("type") {
        case "text":
            let text = try value.member("text")
            var annotations: [MessageAnnotation] = []
            for annotation in try text?.list("annotations") ?? [] {
                annotations.append(try MessageAnnotation(from: annotation))
            }
            self = .text(try text?.optionalString("value") ?? "", annotations: annotations)
        case "refusal": self = .refusal(try value.optionalString("refusal") ?? "")
        case let type: self = .other(type: type ?? "")
        }
    }
}

/// A mark in a message's text, and the file that it stands for.
package struct MessageAnnotation: WireDecodable, Hashable {
    /// As it stands in the text, such as `【4:0†handbook.pdf】`.
    package var mark: String
    package var fileID: String?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        mark = try value.optionalString("text") ?? ""
        let citation = try value.member("file_citation")
        let path = try value.member("file_path")
        fileID = try (citation ?? path)?.optionalString("file_id")
    }
}

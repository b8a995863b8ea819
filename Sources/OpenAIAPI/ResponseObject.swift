import OrderedJSON

/// An answer by Responses (docs/openai-api.md, 9).
package struct ResponseObject: WireDecodable, Identified, Equatable {
    package var id: String
    package var model: String?
    package var status: ResponseStatus
    /// The text of all messages, refusals included, one after the other.
    package var text: String
    package var citations: [Citation]
    package var functionCalls: [FunctionCall]
    package var codeInterpreterCalls: [CodeInterpreterCall]
    /// In the contract's own form: what the next request's `input` repeats when nothing is stored.
    package var output: [JSONValue]
    /// Nil until the end.
    package var usage: TokenUsage?
    /// Why it is incomplete: `max_output_tokens`, `content_filter`. Open.
    package var incompleteReason: String?
    /// Why it failed.
    package var failure: ResponseFailure?
    /// Everything, as the server sent it.
    package var json: JSONValue

    package init(from value: JSONCursor) throws(JSONCursorError) {
        json = value.json
        id = try value.string("id")
        model = try value.optionalString("model")
        status = ResponseStatus(rawValue: try value.optionalString("status") ?? "completed")
        usage = try value.member("usage").map { usage throws(JSONCursorError) in try TokenUsage(from: usage) }
        incompleteReason = try value.member("incomplete_details")?.optionalString("reason")
        failure = try value.member("error").map { error throws(JSONCursorError) in try ResponseFailure(from: error) }
        (text, citations, functionCalls, codeInterpreterCalls, output) = ("", [], [], [], [])
        for item in try value.list("output") {
            output.append(item.json)
            switch try item.optionalString("type") {
            case "message": try add(message: item)
            case "function_call": functionCalls.append(try FunctionCall(from: item))
            case "code_interpreter_call": codeInterpreterCalls.append(try CodeInterpreterCall(from: item))
            default: continue
            }
        }
    }

    private mutating func add(message: JSONCursor) throws(JSONCursorError) {
        for part in try message.list("content") {
            text += try part.optionalString("text") ?? ""
            text += try part.optionalString("refusal") ?? ""
            for annotation in try part.list("annotations") { citations.append(try Citation(from: annotation)) }
        }
    }
}

/// Open: unknown values are kept.
package struct ResponseStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let completed = ResponseStatus(rawValue: "completed")
    package static let failed = ResponseStatus(rawValue: "failed")
    package static let inProgress = ResponseStatus(rawValue: "in_progress")
    package static let cancelled = ResponseStatus(rawValue: "cancelled")
    package static let queued = ResponseStatus(rawValue: "queued")
    package static let incomplete = ResponseStatus(rawValue: "incomplete")
}

/// What the server says when the model gave no answer.
package struct ResponseFailure: WireDecodable, Hashable {
    package var code: String?
    package var type: String?
    package var param: String?
    package var message: String?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        code = value.json["code"]?.stringValue
        type = try value.optionalString("type")
        param = try value.optionalString("param")
        message = try value.optionalString("message")
    }

    /// The kind of error, from the codes of responses (docs/openai-api.md, 9.16) and of refusals (3.4, 3.5).
    var kind: APIError.Code {
        switch code ?? type ?? "server_error" {
        case let code where APIError.billingCodes.contains(code): .billing
        case "rate_limit_exceeded", "slow_down": .rateLimited
        case "server_error", "server_is_overloaded", "vector_store_timeout": .server
        default: .invalidRequest
        }
    }
}

extension APIResponse {
    /// The error for an answer that began as a success.
    func error(_ failure: ResponseFailure?) -> APIError {
        var error = self.error(failure?.kind ?? .server, failure?.message.map(cleaned) ?? "the model gave no answer")
        error.answer?.code = failure?.code.map(cleaned)
        error.answer?.type = failure?.type.map(cleaned)
        error.answer?.param = failure?.param.map(cleaned)
        return error
    }
}

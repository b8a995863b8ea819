import OrderedJSON

/// A run: an assistant at work on a thread (docs/openai-api.md, 10).
package struct RunObject: WireDecodable, Identified, Equatable {
    package var id: String
    package var status: RunStatus
    /// The calls that it waits for.
    package var requiredCalls: [FunctionCall]
    /// Nil until the end.
    package var usage: TokenUsage?
    /// Why it is incomplete: `max_completion_tokens`, `max_prompt_tokens`. Open.
    package var incompleteReason: String?
    /// Why it failed.
    package var failure: ResponseFailure?
    /// Everything, as the server sent it.
    package var json: JSONValue

    package init(from value: JSONCursor) throws(JSONCursorError) {
        json = value.json
        id = try value.string("id")
        status = RunStatus(rawValue: try value.string("status"))
        usage = try value.member("usage").map { usage throws(JSONCursorError) in try TokenUsage(run: usage) }
        incompleteReason = try value.member("incomplete_details")?.optionalString("reason")
        failure = try value.member("last_error").map { error throws(JSONCursorError) in try ResponseFailure(from: error)
        }
        requiredCalls = []
        guard let outputs = try value.member("required_action")?.member("submit_tool_outputs") else { return }
        for call in try outputs.list("tool_calls") { requiredCalls.append(try FunctionCall(runCall: call)) }
    }
}

/// Open: unknown values are kept.
package struct RunStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let requiresAction = RunStatus(rawValue: "requires_action")
    package static let completed = RunStatus(rawValue: "completed")
    package static let incomplete = RunStatus(rawValue: "incomplete")
    package static let cancelled = RunStatus(rawValue: "cancelled")
    package static let expired = RunStatus(rawValue: "expired")
}

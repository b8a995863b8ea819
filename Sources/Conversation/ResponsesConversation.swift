import OpenAIAPI
import OrderedJSON

/// A conversation through the Responses API.
///
/// Stored answers are continued by `previous_response_id`. Of answers that are not stored nothing is on the account: all
/// items so far go with every question.
package actor ResponsesConversation: AssistantConversation {
    private let client: any OpenAIClient
    private let request: JSONValue
    private let isStored: Bool
    /// What was said so far, where nothing is stored.
    private var history: [JSONValue] = []
    /// The last stored answer.
    private var previousID: String?

    /// - Parameters:
    ///   - request: the ready request of an assistant, as ``ResponsesRequest/body`` makes it.
    ///   - isStored: whether the answers stay on the account, where the server keeps them for a time of its own.
    package init(client: any OpenAIClient, request: JSONValue, isStored: Bool = false) {
        self.client = client
        self.request = request
        self.isStored = isStored
    }

    package func ask(
        _ question: String,
        calling functions: any FunctionRunner,
        show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> Answer {
        var turn = Turn(items: history, previousID: previousID)
        turn.say(["role": "user", "content": .string(question)])
        var usage: TokenUsage?
        for _ in 0...FunctionRounds.maximum {
            let (response, isRefused) = try await answer(turn, show)
            usage = response.usage.map { used in usage.map { $0 + used } ?? used } ?? usage
            var answer = Answer(ending: .complete, usage: usage, json: response.json)
            if isStored { answer.storedID = response.id }
            if response.status == .incomplete {
                answer.ending = .incomplete(reason: response.incompleteReason)
                return answer
            }
            turn.take(response, isStored: isStored)
            guard !response.functionCalls.isEmpty else {
                if isRefused {
                    answer.ending = .refused
                } else {
                    (history, previousID) = (turn.items, turn.previousID)
                }
                return answer
            }
            guard let outputs = try await functions.outputs(of: response.functionCalls, show: show) else {
                answer.ending = .openCalls(response.functionCalls)
                return answer
            }
            for output in outputs {
                turn.say(
                    [
                        "type": "function_call_output", "call_id": .string(output.callID),
                        "output": .string(output.output),
                    ]
                )
            }
        }
        throw FunctionRounds.exceeded
    }

    /// Stored answers stay, and of others there is nothing.
    package func end() async throws(ConversationError) {}

    private func answer(
        _ turn: Turn,
        _ show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> (ResponseObject, isRefused: Bool) {
        var isRefused = false
        do throws(APIError) {
            for try await event in try await client.streamResponse(body(turn)) {
                switch event {
                case .textDelta(let text): show(.text(text))
                case .refusalDelta(let text):
                    isRefused = true
                    show(.refusal(text))
                case .citation(let citation): show(.citation(AnswerSource(citation)))
                case .codeInterpreterCall(let call): show(.codeInterpreterCall(call))
                case .completed(let response), .incomplete(let response): return (response, isRefused)
                case .created, .functionCall, .other: continue
                }
            }
            throw APIError(.truncatedAnswer, "the stream ended before the answer was complete")
        } catch {
            throw ConversationError(error)
        }
    }

    private func body(_ turn: Turn) -> JSONValue {
        // What is no object the client refuses.
        guard case .object(var body) = request else { return request }
        body["input"] = .array(isStored ? turn.unsent : turn.items)
        if isStored, let id = turn.previousID { body["previous_response_id"] = .string(id) }
        var include: [JSONValue] = body["include"]?.arrayValue ?? []
        func add(_ name: JSONValue) {
            if !include.contains(name) { include.append(name) }
        }
        if hasTool("code_interpreter") { add("code_interpreter_call.outputs") }
        // What a model thought has to go back with its calls, and without storage only this form of it can.
        if !isStored, Self.reasons(request) { add("reasoning.encrypted_content") }
        if !include.isEmpty { body["include"] = .array(include) }
        body["store"] = .bool(isStored)
        return .object(body)
    }

    private func hasTool(_ type: String) -> Bool {
        (request["tools"]?.arrayValue ?? []).contains { $0["type"]?.stringValue == type }
    }

    /// Whether an answer that is not stored has to bring its reasoning along, so that it can be continued. Models that do
    /// not reason refuse to be asked for it.
    ///
    /// - Parameter request: the ready request of an assistant.
    package static func reasons(_ request: JSONValue) -> Bool {
        let model = request["model"]?.stringValue ?? ""
        let name = model.hasPrefix("ft:") ? String(model.dropFirst(3)) : model
        return !["gpt-3", "gpt-4", "chatgpt-4"].contains { name.hasPrefix($0) }
    }
}

/// One question with everything before it, while its answer is made.
private struct Turn {
    /// Everything said so far.
    private(set) var items: [JSONValue]
    /// The part of it that the account does not have.
    private(set) var unsent: [JSONValue] = []
    private(set) var previousID: String?

    init(items: [JSONValue], previousID: String?) {
        self.items = items
        self.previousID = previousID
    }

    mutating func say(_ item: JSONValue) {
        items.append(item)
        unsent.append(item)
    }

    mutating func take(_ response: ResponseObject, isStored: Bool) {
        unsent = []
        previousID = response.id
        // An item of reasoning without its content is a mere reference, and the server did not keep what it refers to.
        items += response.output.filter { item in
            item["type"]?.stringValue != "reasoning" || item["encrypted_content"]?.stringValue != nil
        }
    }
}

extension AnswerSource {
    init(_ citation: Citation) {
        self.init(fileID: citation.fileID, name: citation.filename ?? citation.title, url: citation.url)
    }
}

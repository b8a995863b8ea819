import AssistantModel
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
    private let bounds: AnswerBounds?
    private let showsPassages: Bool
    /// What was said so far, where nothing is stored.
    private var history: [JSONValue] = []
    /// The last stored answer.
    private var previousID: String?
    /// Where files that were found lie in their project, by their ids.
    private var paths: [String: String] = [:]

    /// - Parameters:
    ///   - request: the ready request of an assistant, as ``ResponsesRequest/body`` makes it.
    ///   - isStored: whether the answers stay on the account, where the server keeps them for a time of its own.
    ///   - saying: what was said before, elsewhere.
    ///   - bounds: of every answer; nil for none but the server's.
    ///   - showsPassages: whether what file search finds is asked for, and where it lies in the project.
    package init(
        client: any OpenAIClient,
        request: JSONValue,
        isStored: Bool = false,
        saying messages: [SaidMessage] = [],
        bounds: AnswerBounds? = nil,
        showsPassages: Bool = false
    ) {
        self.client = client
        self.request = request
        self.isStored = isStored
        self.bounds = bounds
        self.showsPassages = showsPassages
        history = messages.map { ["role": .string($0.role.rawValue), "content": .string($0.text)] }
    }

    package func ask(
        _ question: String,
        calling functions: any FunctionRunner,
        show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> Answer {
        var turn = Turn(items: history, previousID: previousID)
        turn.say(["role": "user", "content": .string(question)])
        var tally = AnswerTally()
        for round in 0...(bounds?.functionRounds ?? FunctionRounds.maximum) {
            let (response, isRefused) = try await answer(turn, tally, show)
            tally.add(response, within: bounds)
            var answer = Answer(ending: .complete, usage: tally.usage, json: response.json)
            answer.usages = tally.usages
            answer.toolCalls = tally.toolCalls
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
            let isLast = bounds.map { round == $0.functionRounds || !tally.mayWriteMore(within: $0) } ?? false
            guard !isLast, let outputs = try await functions.outputs(of: response.functionCalls, show: show) else {
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
        _ tally: AnswerTally,
        _ show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> (ResponseObject, isRefused: Bool) {
        var isRefused = false
        do throws(APIError) {
            for try await event in try await client.streamResponse(body(turn, tally), patience: bounds?.patience) {
                switch event {
                case .textDelta(let text): show(.text(text))
                case .refusalDelta(let text):
                    isRefused = true
                    show(.refusal(text))
                case .citation(let citation):
                    var source = AnswerSource(citation)
                    source.path = source.fileID.flatMap { paths[$0] }
                    show(.citation(source))
                case .codeInterpreterCall(let call): show(.codeInterpreterCall(call))
                case .toolStarted(let start): show(.toolStarted(start))
                case .fileSearchCall(let call):
                    for passage in call.results where showsPassages {
                        guard case .string(let path)? = passage.attributes[ProjectFile.pathAttribute] else { continue }
                        paths[passage.fileID] = path
                    }
                    show(.fileSearchCall(call))
                case .completed(let response), .incomplete(let response): return (response, isRefused)
                case .created, .functionCall, .other: continue
                }
            }
            throw APIError(.truncatedAnswer, "the stream ended before the answer was complete")
        } catch {
            throw ConversationError(error)
        }
    }

    private func body(_ turn: Turn, _ tally: AnswerTally) -> JSONValue {
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
        if showsPassages, hasTool("file_search") { add("file_search_call.results") }
        if let bounds { bound(&body, by: bounds, tally) }
        if !include.isEmpty { body["include"] = .array(include) }
        body["store"] = .bool(isStored)
        return .object(body)
    }

    /// What is left of the bounds after the requests before this one.
    private func bound(_ body: inout JSONObject, by bounds: AnswerBounds, _ tally: AnswerTally) {
        body["max_output_tokens"] = .integer(tally.nextOutput(within: bounds))
        guard (body["tools"]?.arrayValue ?? []).contains(where: { $0["type"] != "function" }) else { return }
        let left = bounds.toolCalls - tally.toolCalls.values.reduce(0, +)
        if left > 0 {
            body["max_tool_calls"] = .integer(left)
        } else {
            // There is no zero for that field: without the tools nothing can be called.
            body["tools"] = .array((body["tools"]?.arrayValue ?? []).filter { $0["type"] == "function" })
        }
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

/// What the requests of one answer used so far.
private struct AnswerTally {
    /// Servers take no smaller limit of output (docs/openai-api.md, 9.20).
    static let leastOutput = 16

    private(set) var usage: TokenUsage?
    private(set) var usages: [TokenUsage]? = []
    private(set) var toolCalls: [String: Int] = [:]
    /// Tokens that may have been written within the bounds.
    private var written = 0

    mutating func add(_ response: ResponseObject, within bounds: AnswerBounds?) {
        // A request without usage may have written all that it was allowed to.
        if let bounds {
            let told = response.usage.map { min(max(0, Int(clamping: $0.output)), bounds.outputTokens) }
            written += told ?? nextOutput(within: bounds)
        }
        usage = response.usage.map { used in usage.map { $0 + used } ?? used } ?? usage
        usages = response.usage.flatMap { used in usages.map { $0 + [used] } }
        for item in response.output {
            guard let type = item["type"]?.stringValue, type.hasSuffix("_call"), type != "function_call" else {
                continue
            }
            toolCalls[String(type.dropLast("_call".count)), default: 0] += 1
        }
    }

    /// Whether there is as much left for a further request as a server takes as a limit.
    func mayWriteMore(within bounds: AnswerBounds) -> Bool { bounds.outputTokens - written >= Self.leastOutput }

    /// Tokens that the next request may write.
    func nextOutput(within bounds: AnswerBounds) -> Int {
        max(Self.leastOutput, min(bounds.requestOutputTokens, bounds.outputTokens - written))
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

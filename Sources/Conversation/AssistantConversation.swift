import OpenAIAPI
import OrderedJSON

/// What happens while an assistant answers, alike for every api.
package enum AnswerEvent: Sendable, Equatable {
    /// More text, without marks of citations.
    case text(String)
    /// More of the words in which the model refuses.
    case refusal(String)
    /// The text so far comes from there.
    case citation(AnswerSource)
    /// The server ran code.
    case codeInterpreterCall(CodeInterpreterCall)
    /// A function was called for the model, and gave this back.
    case functionCall(FunctionCall, output: String)
    /// A tool begins to work.
    case toolStarted(ToolStart)
    /// Files were searched.
    case fileSearchCall(FileSearchCall)
}

/// What bounds one answer, for somebody who pays for it.
package struct AnswerBounds: Sendable, Hashable {
    /// Over all requests of the answer.
    package var outputTokens: Int
    /// Of one of its requests, where that can be bounded: models refuse more than they can write.
    package var requestOutputTokens: Int
    /// Of hosted tools, over all requests of the answer.
    package var toolCalls: Int
    /// How often functions may be called before the model has to answer.
    package var functionRounds: Int
    /// Tokens that the model may read, over all of a run: what bounds hosted tools where their calls cannot be.
    package var readTokens: Int64
    /// How long after the first try a refused request may be sent again.
    package var patience: Duration

    /// - Parameter requestOutputTokens: nil for as many as the answer may have.
    package init(
        outputTokens: Int,
        requestOutputTokens: Int? = nil,
        toolCalls: Int,
        functionRounds: Int,
        readTokens: Int64,
        patience: Duration
    ) {
        self.outputTokens = outputTokens
        self.requestOutputTokens = requestOutputTokens ?? outputTokens
        self.toolCalls = toolCalls
        self.functionRounds = functionRounds
        self.readTokens = readTokens
        self.patience = patience
    }
}

/// What somebody said in a conversation, as text alone.
package struct SaidMessage: Sendable, Hashable {
    package enum Role: String, Sendable, Hashable {
        case user
        case assistant
    }

    package var role: Role
    package var text: String

    package init(role: Role, text: String) {
        self.role = role
        self.text = text
    }
}

/// Where a passage of an answer comes from.
package struct AnswerSource: Sendable, Hashable {
    package var fileID: String?
    /// A file's name or a page's title; nil where the server does not tell it.
    package var name: String?
    /// Of a file in its project; nil where passages are not asked for, and for a file of nobody's project.
    package var path: String?
    /// Of a page.
    package var url: String?

    package init(fileID: String? = nil, name: String? = nil, path: String? = nil, url: String? = nil) {
        self.fileID = fileID
        self.name = name
        self.path = path
        self.url = url
    }
}

/// How the answer to one question ended.
package struct Answer: Sendable, Equatable {
    package enum Ending: Sendable, Equatable {
        case complete
        /// Cut, for the server's reason, such as `max_output_tokens`.
        case incomplete(reason: String?)
        /// The model refused to answer.
        case refused
        /// The model waits for functions that nobody runs.
        case openCalls([FunctionCall])
    }

    package var ending: Ending
    /// Of all requests that the answer took; nil where the server did not tell.
    package var usage: TokenUsage?
    /// Of each request that the answer took, in order; nil where the server did not tell it of every one.
    package var usages: [TokenUsage]?
    /// Calls of the server's own tools, by type, such as `file_search`.
    package var toolCalls: [String: Int] = [:]
    /// The last object as the server sent it: a response, or a run with its `messages`.
    package var json: JSONValue
    /// The object that holds it on the account, where it was asked to stay: a response or a thread.
    package var storedID: String?

    package init(ending: Ending, usage: TokenUsage? = nil, json: JSONValue, storedID: String? = nil) {
        self.ending = ending
        self.usage = usage
        self.json = json
        self.storedID = storedID
    }
}

/// Runs functions for a model.
package protocol FunctionRunner: Sendable {
    /// Whether there is something to run for this function, and somebody still wants it.
    func runs(_ name: String) -> Bool

    /// Whether all of these calls, which the model makes at once, can be run.
    func runs(all calls: [FunctionCall]) -> Bool

    /// What the function gives back for the arguments of the call.
    func output(of call: FunctionCall) async throws(ConversationError) -> String
}

/// Questions and answers with one deployed assistant, each with all before it in mind.
///
/// A question whose answer failed or was left open is forgotten as far as the api lets it.
package protocol AssistantConversation: Sendable {
    /// Asks and shows the answer while it comes.
    ///
    /// - Throws: ``ConversationError``, also for an answer that ends before it is complete.
    func ask(
        _ question: String,
        calling functions: any FunctionRunner,
        show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> Answer

    /// Removes from the account what is not to stay there.
    func end() async throws(ConversationError)
}

/// How often a model may ask for functions before it has to answer.
package enum FunctionRounds {
    package static let maximum = 20

    static var exceeded: ConversationError {
        ConversationError(
            .endlessCalls,
            "the model asked for functions \(maximum) times without an answer: see whether their outputs help it."
        )
    }
}

extension FunctionRunner {
    package func runs(all calls: [FunctionCall]) -> Bool { calls.allSatisfy { runs($0.name) } }

    /// The outputs of all calls, with which the next request goes; nil when something is missing to run one of them, and
    /// then none is run, and when nobody wants them any more.
    func outputs(
        of calls: [FunctionCall],
        show: @Sendable (AnswerEvent) -> Void
    ) async throws(ConversationError) -> [ToolOutput]? {
        guard runs(all: calls) else { return nil }
        var outputs: [ToolOutput] = []
        for call in calls {
            guard runs(call.name) else { return nil }
            let output = try await output(of: call)
            show(.functionCall(call, output: output))
            outputs.append(ToolOutput(callID: call.callID, output: output))
        }
        return calls.allSatisfy({ runs($0.name) }) ? outputs : nil
    }
}

/// Why a question got no answer. Nothing on the account was changed but what the conversation itself left.
package struct ConversationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Open: a switch over it needs a default.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The account refused or failed a request: ``ConversationError/underlying`` says which and why.
        package static let request = Code(rawValue: "request")
        /// A command that runs a function failed.
        package static let functionFailed = Code(rawValue: "function-failed")
        /// The model goes on and on asking for functions.
        package static let endlessCalls = Code(rawValue: "endless-calls")
    }

    package var code: Code
    /// One or two sentences: what happened, and what to do next.
    package var message: String
    package var underlying: APIError?

    package init(_ code: Code, _ message: String, underlying: APIError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// A failed request.
    init(_ error: APIError) {
        self.init(.request, error.description, underlying: error)
    }

    package var description: String { message }
}

extension ConversationError {
    /// Whether the request that failed certainly cost nothing: the account refused it, or it never got there. What was
    /// asked before it for the same answer may have cost something.
    package var costsNothing: Bool {
        guard let underlying, !underlying.mayHaveBeenCarriedOut else { return false }
        guard let answer = underlying.answer else { return underlying.neverLeft }
        return (400..<500).contains(answer.status) && answer.status != 408 && answer.status != 409
    }
}

extension APIError {
    /// Whether a request without an answer found no way to the account, or no turn before its time was up.
    fileprivate var neverLeft: Bool {
        let codes: Set<Code> = [
            .nameResolution, .tls, .configuration, .unusableKey, .proxyRefused, .unreachable, .proxyUnreachable,
            .rateLimited, .timeout,
        ]
        return codes.contains(code)
    }
}

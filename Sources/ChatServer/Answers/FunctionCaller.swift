import AssistantModel
import AsyncHTTPClient
import Conversation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import OpenAIAPI
import OrderedJSON
import SchemaValidation
import Synchronization

/// Answers the functions of one answer at their addresses, once each, within limits.
///
/// What goes wrong is told to the model in few words, so that it can say so; the visitor sees none of it.
final class FunctionCaller: FunctionRunner {
    private let assistant: ServedAssistant
    private let settings: ServeSettings
    private let tokens: [String: String]
    private let isEmbedded: Bool
    private let client: HTTPClient
    private let running: RunningAnswer
    private let log: RareLog
    /// Bytes that functions may give back yet.
    private let left = Mutex(ChatConfiguration.Limits.functionOutput)
    private let calls = Mutex(0)
    /// How often functions may be called; how often the model may ask for some at a time has a bound of its own.
    private var mostCalls: Int { max(ChatConfiguration.Limits.functionCalls, settings.answer.functionRounds) }

    init(
        _ assistant: ServedAssistant,
        _ configuration: ChatConfiguration,
        client: HTTPClient,
        for running: RunningAnswer,
        log: RareLog
    ) {
        self.assistant = assistant
        settings = configuration.settings
        tokens = configuration.functionTokens
        isEmbedded = configuration.isEmbedded
        self.client = client
        self.running = running
        self.log = log
    }

    /// Whether the model was answered once: then there was more than one request.
    var hasCalled: Bool { calls.withLock { $0 > 0 } }

    /// An answer that was stopped asks for nothing more.
    func runs(_ name: String) -> Bool {
        !running.isStopped && assistant.functions[name] != nil && (isEmbedded || settings.functions[name] != nil)
    }

    func output(of call: FunctionCall) async throws(ConversationError) -> String {
        let number = calls.withLock { calls in
            calls += 1
            return calls
        }
        guard number <= mostCalls else { return Self.failure("no more functions can be called for this answer") }
        let output = await running.whileWorking { await answer(to: call) }
        return left.withLock { left in
            guard output.utf8.count <= left else { return Self.failure("the functions gave back too much") }
            left -= output.utf8.count
            return output
        }
    }

    private func answer(to call: FunctionCall) async -> String {
        guard let schema = assistant.functions[call.name] else { return Self.failure("there is no such function") }
        let arguments: JSONValue
        do {
            arguments = try JSONReader().value(from: call.arguments.isEmpty ? "{}" : call.arguments)
        } catch {
            return Self.failure("the arguments are not JSON")
        }
        do {
            if let violation = try JSONSchema(schema).violations(of: arguments).first {
                return Self.failure("the arguments do not fit: \(violation)")
            }
        } catch {
            return Self.failure("the function's schema cannot be read")
        }
        if let address = settings.functions[call.name] { return await ask(address, call.name, arguments) }
        let sample: JSONValue = [
            "sample": true, "note": "A sample: `serve` has no URL for this function.", "function": .string(call.name),
            "arguments": arguments,
        ]
        return sample.text
    }

    private func ask(_ address: ServeSettings.FunctionAddress, _ name: String, _ arguments: JSONValue) async -> String {
        var request = HTTPClientRequest(url: address.url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json, text/plain")
        request.headers.add(name: "x-function-name", value: name)
        if let token = tokens[name] { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        request.body = .bytes(ByteBuffer(string: arguments.text))
        do {
            let sent = request
            // The deadline of a request ends with the head of its answer; this one holds for all of it.
            return try await withThrowingTaskGroup(of: String.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await self.text(of: sent, name, within: .seconds(Int64(address.timeoutSeconds))) }
                group.addTask {
                    try await Task.sleep(for: .seconds(address.timeoutSeconds))
                    return self.trouble(of: name, "did not answer in time")
                }
                return try await group.next() ?? ""
            }
        } catch is NIOTooManyBytesError {
            return trouble(of: name, "answered with too much")
        } catch {
            // An answer that ended takes its calls with it, and nothing is wrong with them.
            return Task.isCancelled ? Self.failure("the function did not answer") : trouble(of: name, "did not answer")
        }
    }

    /// What is wrong with a function's address is told to operators as well: they alone can mend it.
    private func trouble(of name: String, _ problem: String) -> String {
        log("function=\(name) problem=\(problem.replacing(" ", with: "-"))")
        return Self.failure("the function \(problem)")
    }

    private func text(
        of request: HTTPClientRequest,
        _ name: String,
        within time: TimeAmount
    ) async throws -> String {
        let response = try await client.execute(request, timeout: time)
        guard (200..<300).contains(response.status.code) else {
            return trouble(of: name, "answered \(response.status.code)")
        }
        let type = (response.headers.first(name: "content-type") ?? "").lowercased()
        guard !type.hasPrefix("text/html") else { return trouble(of: name, "answered with a page") }
        let body = try await response.body.collect(upTo: left.withLock { $0 })
        return String(buffer: body)
    }

    private static func failure(_ reason: String) -> String { (["error": .string(reason)] as JSONValue).text }

    /// A client that follows no redirect and keeps nothing.
    static func makeClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        // Answers under way do not wait for one another's functions.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1000
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}

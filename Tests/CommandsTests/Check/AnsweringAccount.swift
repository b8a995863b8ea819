import OpenAIAPI
import OrderedJSON
import Synchronization

/// An account of both apis that answers each question as a test says, and keeps every request for an answer.
final class AnsweringAccount: OpenAIClient {
    enum Reply: Sendable {
        case text(String, isCounted: Bool = true)
        /// Calls of functions without arguments.
        case calls([String], isCounted: Bool = true)
        case failure(APIError)
    }

    private let reply: @Sendable (_ body: JSONValue, _ number: Int) -> Reply
    private let asked = Mutex<[APIRequest]>([])

    /// - Parameter reply: to a request for an answer, which are counted from 1 on.
    init(_ reply: @escaping @Sendable (_ body: JSONValue, _ number: Int) -> Reply) { self.reply = reply }

    var observed: ObservedAccount { ObservedAccount() }

    /// Those that may be paid for.
    var requests: [APIRequest] { asked.withLock(\.self) }

    var bodies: [JSONValue] {
        requests.map { if case .json(let body) = $0.body { body } else { .null } }
    }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let place = APIError.Place(method: request.method.rawValue, path: "/v1", server: "scripted")
        guard request.content == .events, case .json(let body) = request.body else {
            return APIResponse(body: ["id": "thread_1", "deleted": true], place: place)
        }
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count
        }
        let isRun = request.path.first == "threads"
        let events: [(name: String, data: JSONValue)]
        switch reply(body, number) {
        case .failure(let error): throw error
        case .text(let text, let isCounted):
            events = isRun ? Self.run(text, isCounted) : Self.response(text, calls: [], isCounted)
        case .calls(let names, let isCounted):
            events = Self.response("", calls: names, isCounted)
        }
        var response = APIResponse(body: .null, place: place)
        let writer = JSONWriter()
        response.pieces = Pieces(
            list: events.map { Array("event: \($0.name)\ndata: \(writer.string(from: $0.data))\n\n".utf8) }
        )
        return response
    }

    private static func response(
        _ text: String,
        calls: [String],
        _ isCounted: Bool
    ) -> [(name: String, data: JSONValue)] {
        let output = calls.enumerated().map { number, name -> JSONValue in
            [
                "type": "function_call", "id": .string("fc_\(number)"), "call_id": .string("call_\(number)"),
                "name": .string(name),
                "arguments": "{}",
            ]
        }
        var response: JSONObject = ["id": "resp_1", "status": "completed", "output": .array(output)]
        if isCounted { response["usage"] = ["input_tokens": 100, "output_tokens": 10] }
        return [
            ("response.output_text.delta", ["type": "response.output_text.delta", "delta": .string(text)]),
            ("response.completed", ["type": "response.completed", "response": .object(response)]),
        ]
    }

    private static func run(_ text: String, _ isCounted: Bool) -> [(name: String, data: JSONValue)] {
        var run: JSONObject = ["id": "run_1", "status": "completed"]
        if isCounted { run["usage"] = ["prompt_tokens": 100, "completion_tokens": 10] }
        return [
            ("thread.run.created", ["id": "run_1", "status": "queued"]),
            (
                "thread.message.delta",
                ["delta": ["content": [["index": 0, "type": "text", "text": ["value": .string(text)]]]]]
            ),
            ("thread.run.completed", .object(run)),
        ]
    }

    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        typealias Failure = APIError
        let list: [[UInt8]]

        struct Iterator: AsyncIteratorProtocol {
            var rest: ArraySlice<[UInt8]>
            mutating func next() async throws(APIError) -> [UInt8]? { rest.popFirst() }
        }

        func makeAsyncIterator() -> Iterator { Iterator(rest: list[...]) }
    }
}

extension APIError {
    /// The server broke behind a request that it may have carried out.
    static var lostAnswer: APIError {
        var error = APIError(.server, "the server had an error", answer: APIError.Answer(status: 500))
        error.mayHaveBeenCarriedOut = true
        error.attempts = 1
        return error
    }

    static func refusal(_ status: Int, _ message: String = "no") -> APIError {
        var error = APIError(.unauthorized, message, answer: APIError.Answer(status: status))
        error.attempts = 1
        return error
    }
}

import Conversation
import OpenAIAPI
import OrderedJSON
import Synchronization

/// An account that answers each request with what a script says, streams included, and records what it was asked.
final class StreamingAccount: OpenAIClient {
    enum Step: Sendable {
        case json(JSONValue)
        /// Events as `name` and `data`, and then the connection closes.
        case events([(name: String, data: String)])
        case failure(APIError)
    }

    private let state: Mutex<(steps: [Step], lines: [String])>

    init(steps: [Step]) {
        state = Mutex((steps, []))
    }

    convenience init(_ steps: Step...) {
        self.init(steps: steps)
    }

    var observed: ObservedAccount { ObservedAccount() }

    /// `POST responses {"model":"m"}` for every request.
    var lines: [String] { state.withLock { $0.lines } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        var line = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        if !request.query.isEmpty {
            line += "?" + request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        }
        if case .json(let body) = request.body { line += " " + JSONWriter().string(from: body) }
        let place = APIError.Place(method: request.method.rawValue, path: line, server: "scripted")
        let step = state.withLock { state -> Step? in
            state.lines.append(line)
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        switch step {
        case .json(let body): return APIResponse(body: body, place: place)
        case .failure(let error): throw error
        case .events(let events):
            var response = APIResponse(body: .null, place: place)
            response.pieces = Pieces(
                list: events.map { Array("event: \($0.name)\ndata: \($0.data)\n\n".utf8) }
            )
            return response
        case nil: throw APIError(.server, "the script has no answer to \(line)", place: place)
        }
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

/// Functions that give back what a test says.
struct FixedFunctions: FunctionRunner {
    var outputs: [String: String] = [:]

    func runs(_ name: String) -> Bool { outputs[name] != nil }
    func output(of call: FunctionCall) async throws(ConversationError) -> String { outputs[call.name] ?? "" }
}

/// What a conversation showed, one event after the other.
final class ShownEvents: Sendable {
    private let events = Mutex<[AnswerEvent]>([])

    var all: [AnswerEvent] { events.withLock { $0 } }

    func note(_ event: AnswerEvent) { events.withLock { $0.append(event) } }
}

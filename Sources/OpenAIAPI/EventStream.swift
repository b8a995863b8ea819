import OrderedJSON

/// An event that an answer in pieces is made of.
package protocol StreamedEvent: Sendable {
    /// Whether nothing comes after it.
    var isLast: Bool { get }

    /// - Throws: ``JSONCursorError`` for data that are not JSON, or not what the contract promises for their type.
    static func signal(of event: ServerSentEvent) throws(JSONCursorError) -> StreamSignal<Self>
}

/// What one server-sent event of a stream says.
package enum StreamSignal<Event: StreamedEvent>: Sendable {
    case event(Event)
    case failure(ResponseFailure?)
    /// `[DONE]`, with which some streams end.
    case end
}

/// The events of one answer by Responses.
package typealias ResponseEventStream = EventStream<ResponseEvent>

/// The events of one answer, as they come. Can be read once; who stops reading stops the server.
///
/// Ends after the first event that ``StreamedEvent/isLast``. Throws ``APIError`` when the model
/// fails, and with ``APIError/Code/truncatedAnswer`` when the stream ends before the answer does.
package struct EventStream<Event: StreamedEvent>: AsyncSequence, Sendable {
    package typealias Element = Event
    package typealias Failure = APIError

    private let head: APIResponse
    private let pieces: any AsyncSequence<[UInt8], APIError> & Sendable
    private let mayHaveBeenCarriedOut: Bool

    /// - Parameters:
    ///   - head: what came before the first event, for errors.
    ///   - mayHaveBeenCarriedOut: what errors say.
    init(
        head: APIResponse,
        pieces: any AsyncSequence<[UInt8], APIError> & Sendable,
        mayHaveBeenCarriedOut: Bool
    ) {
        self.head = head
        self.pieces = pieces
        self.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(head: head, pieces: pieces.makeAsyncIterator(), mayHaveBeenCarriedOut: mayHaveBeenCarriedOut)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let head: APIResponse
        private var pieces: (any AsyncIteratorProtocol<[UInt8], APIError>)?
        private let mayHaveBeenCarriedOut: Bool
        private var parser = ServerSentEventParser()
        private var arrived: [ServerSentEvent] = []
        /// How many of the arrived events are read.
        private var read = 0

        fileprivate init(
            head: APIResponse,
            pieces: any AsyncIteratorProtocol<[UInt8], APIError>,
            mayHaveBeenCarriedOut: Bool
        ) {
            self.head = head
            self.pieces = pieces
            self.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
        }

        package mutating func next() async throws(APIError) -> Event? {
            guard pieces != nil else { return nil }
            do throws(APIError) {
                let event = try await nextEvent()
                if event.isLast { pieces = nil }
                return event
            } catch {
                pieces = nil
                var failure = error
                failure.attempts = 1
                failure.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
                var answer = failure.answer ?? APIError.Answer(status: head.status)
                answer.requestID = head.requestID
                failure.answer = answer
                throw failure
            }
        }

        private mutating func nextEvent() async throws(APIError) -> Event {
            while read == arrived.count { try await readOn() }
            defer { read += 1 }
            let signal: StreamSignal<Event>
            do throws(JSONCursorError) {
                signal = try Event.signal(of: arrived[read])
            } catch {
                throw head.error(.decoding, error.inAnswer)
            }
            switch signal {
            case .event(let event): return event
            case .failure(let failure): throw head.error(failure)
            case .end: throw ended()
            }
        }

        private mutating func readOn() async throws(APIError) {
            guard let bytes = try await pieces?.next(isolation: #isolation) else { throw ended() }
            read = 0
            do throws(ServerSentEventParser.TooLarge) {
                arrived = try parser.events(in: bytes)
            } catch {
                throw head.error(.decoding, "an event of the answer is larger than \(error.limit) bytes")
            }
        }

        private func ended() -> APIError {
            if Task.isCancelled { return head.error(.cancelled, "cancelled while the answer came") }
            return head.error(.truncatedAnswer, "the stream ended before the answer was complete")
        }
    }
}

extension OpenAIClient {
    /// Sends a request whose answer comes in pieces. Returns when the server begins to answer.
    func stream<Event: StreamedEvent>(
        _ request: APIRequest,
        of type: Event.Type = Event.self
    ) async throws(APIError) -> EventStream<Event> {
        var request = request
        request.content = .events
        request.answersSlowly = true
        let head = try await send(request)
        let mayHaveBeenCarriedOut = request.repeatability == .onlyIfNotCarriedOut
        guard let pieces = head.pieces else {
            var failure = head.error(.decoding, "the server answered without a stream of events")
            failure.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
            throw failure
        }
        return EventStream(head: head, pieces: pieces, mayHaveBeenCarriedOut: mayHaveBeenCarriedOut)
    }
}

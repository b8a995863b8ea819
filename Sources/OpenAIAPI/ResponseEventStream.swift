/// The events of one answer, as they come. Can be read once; who stops reading stops the server.
///
/// Ends after ``ResponseEvent/completed(_:)`` or ``ResponseEvent/incomplete(_:)``. Throws ``APIError`` when the model
/// fails, and with ``APIError/Code/truncatedAnswer`` when the stream ends before the answer does.
package struct ResponseEventStream: AsyncSequence, Sendable {
    package typealias Element = ResponseEvent
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

        package mutating func next() async throws(APIError) -> ResponseEvent? {
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

        private mutating func nextEvent() async throws(APIError) -> ResponseEvent {
            while read == arrived.count { try await readOn() }
            defer { read += 1 }
            let signal: ResponseSignal
            do throws(WireError) {
                signal = try ResponseSignal(arrived[read])
            } catch {
                throw head.error(.decoding, error.description)
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

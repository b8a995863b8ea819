import OpenAIAPI
import Synchronization

/// Makes requests wait for their turn: ``RequestPace`` with a clock.
final class RequestPacer: Sendable {
    private let environment: ClientEnvironment
    private let origin: ContinuousClock.Instant
    private let pace: Mutex<RequestPace>

    /// - Parameter longestWait: a server's count of requests holds none back for longer.
    init(environment: ClientEnvironment, longestWait: Duration) {
        self.environment = environment
        origin = environment.instant()
        pace = Mutex(RequestPace(longestWait: longestWait))
    }

    /// Waits for the request's turn.
    ///
    /// - Parameters:
    ///   - earliest: when it may start as far as the caller is concerned; nil for at once.
    ///   - end: when it is too late to start.
    ///   - reason: why it may not start before `earliest`.
    ///   - onWait: told of every wait, before it begins.
    /// - Returns: nil when there is no turn before `end`.
    /// - Throws: ``WaitEnded``, and what sleeping throws when the task is cancelled.
    func turn(
        for request: APIRequest,
        notBefore earliest: ContinuousClock.Instant,
        until end: ContinuousClock.Instant?,
        at start: ContinuousClock.Instant,
        because reason: RequestWait.Reason?,
        onWait: (RequestWait) -> Void
    ) async throws -> RequestPace.Ticket? {
        let subject = RequestPace.Subject(request)
        var now = start
        while true {
            let ticket = pace.withLock { [now] pace in
                pace.reserve(subject, notBefore: earliest - origin, at: now - origin)
            }
            let wait = origin + ticket.start - now
            if let end, wait > .zero, origin + ticket.start >= end {
                pace.withLock { $0.giveUp(ticket) }
                return nil
            }
            if wait > .zero {
                if let reason = ticket.reason ?? reason { onWait(RequestWait(reason: reason, duration: wait)) }
                let place = RequestPlace.current
                do {
                    place?.onPause(true)
                    defer { place?.onPause(false) }
                    try await sleep(wait)
                } catch {
                    pace.withLock { $0.giveUp(ticket) }
                    throw error
                }
            }
            if pace.withLock({ $0.begin(ticket) }) { return ticket }
            now = environment.instant()
        }
    }

    private func sleep(_ wait: Duration) async throws {
        let environment = environment
        guard let end = WaitEnd.current else { return try await environment.sleep(wait) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await environment.sleep(wait)
                return true
            }
            group.addTask {
                await end.arrival()
                return false
            }
            if try await group.next() == true { return }
            try Task.checkCancellation()
            throw WaitEnded()
        }
    }

    /// The request whose turn it is will not start.
    func giveUp(_ ticket: RequestPace.Ticket) { pace.withLock { $0.giveUp(ticket) } }

    /// What became of the request, so that the others wait as they should.
    func ended(
        _ ticket: RequestPace.Ticket,
        _ outcome: RequestPace.Outcome,
        news: RateLimitHeaders?,
        at now: ContinuousClock.Instant
    ) {
        pace.withLock { $0.ended(ticket, outcome, news: news, at: now - origin) }
    }
}

/// A wait was cut short by ``WaitEnd``.
struct WaitEnded: Error {}

extension RequestPace.Subject {
    init(_ request: APIRequest) {
        family = request.path.first ?? ""
        isUrgent = request.isUrgent
        // `vector_stores/ID/files` and `vector_stores/ID/file_batches`: 300 a minute for each store
        // (docs/openai-api.md, 7.9).
        if request.method == .post, request.path.count == 3, request.path[0] == "vector_stores",
            ["files", "file_batches"].contains(request.path[2])
        {
            attachedStore = request.path[1]
        }
    }
}

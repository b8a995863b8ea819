import Synchronization

/// A request that is under way, for whoever wants to know whether anything happens on it.
package final class RequestActivity: Sendable {
    /// `POST /v1/files`, without the query.
    package let title: String
    private let state: Mutex<(lastMove: ContinuousClock.Instant, isOver: Bool)>

    init(title: String, at now: ContinuousClock.Instant) {
        self.title = title
        state = Mutex((now, false))
    }

    /// How long neither a byte of a file went out nor an answer came; nil when the request is over.
    package func silence(at now: ContinuousClock.Instant) -> Duration? {
        state.withLock { $0.isOver ? nil : now - $0.lastMove }
    }

    /// Bytes of a file were handed to the connection.
    func move(at now: ContinuousClock.Instant) { state.withLock { $0.lastMove = now } }

    func end() { state.withLock { $0.isOver = true } }
}

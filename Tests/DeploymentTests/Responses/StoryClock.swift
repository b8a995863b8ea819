import Deployment
import Synchronization

/// Time that passes only when everybody waits for it: then it goes to the next moment that somebody waits for.
///
/// For runs that do several things at once: a clock that every sleeper moves on by himself would run away.
final class StoryClock: RunClock {
    private struct State {
        var now = Duration.zero
        var sleepers: [Int: Duration] = [:]
        var count = 0
        /// Changes whenever something happens.
        var activity = 0
    }

    /// So many turns without anything happening mean that everybody waits.
    private static let quietTurns = 40

    private let state = Mutex(State())

    func now() -> Duration { state.withLock { $0.now } }

    /// Somebody does something.
    func touch() { state.withLock { $0.activity += 1 } }

    func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    func sleep(for duration: Duration) async {
        let (id, end) = state.withLock { state in
            state.count += 1
            state.activity += 1
            state.sleepers[state.count] = state.now + duration
            return (state.count, state.now + duration)
        }
        defer { state.withLock { _ = $0.sleepers.removeValue(forKey: id) } }
        var (quiet, seen) = (0, 0)
        while !Task.isCancelled {
            await Task.yield()
            let isOver = state.withLock { state in
                if state.now >= end { return true }
                quiet = state.activity == seen ? quiet + 1 : 0
                seen = state.activity
                guard quiet >= Self.quietTurns, state.sleepers.values.min() == end else { return false }
                state.now = end
                state.activity += 1
                return true
            }
            if isOver { return }
        }
    }
}

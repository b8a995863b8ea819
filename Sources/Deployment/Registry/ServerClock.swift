import Synchronization

/// The server's time, as far as its answers tell it: by the `Date` of answers and the `created_at` of what was made.
///
/// Each such word lies between the sending of its request and the arrival of the answer, which bounds the difference
/// between the server's clock and the one of this machine. The machine's clock has to go on while the machine sleeps.
final class ServerClock: Sendable {
    /// Server's time less local time.
    private struct Difference {
        /// Inclusive.
        var lowest: Duration
        /// Exclusive.
        var highest: Duration
        var isObserved: Bool
    }

    private let clock: any RunClock
    private let difference: Mutex<Difference>

    /// - Parameter unixTime: this machine's own idea of the time, which counts until the server's is known.
    init(clock: any RunClock, unixTime: Int) {
        self.clock = clock
        let guess = Duration.seconds(unixTime) - clock.now()
        difference = Mutex(Difference(lowest: guess, highest: guess + .seconds(1), isObserved: false))
    }

    /// This machine's time.
    var local: Duration { clock.now() }

    /// - Parameter serverTime: Unix seconds, rounded down.
    func note(_ serverTime: Int64, sent: Duration, received: Duration) {
        let lowest = Duration.seconds(serverTime) - received
        let highest = Duration.seconds(serverTime + 1) - sent
        difference.withLock { difference in
            let inner = (max(difference.lowest, lowest), min(difference.highest, highest))
            if !difference.isObserved {
                difference = Difference(lowest: lowest, highest: highest, isObserved: true)
            } else if inner.0 < inner.1 {
                (difference.lowest, difference.highest) = inner
            } else {
                // Several servers whose clocks differ, or a clock that was set: either may be right.
                difference.lowest = min(difference.lowest, lowest)
                difference.highest = max(difference.highest, highest)
            }
        }
    }

    /// As `note`, for the `created_at` of an object that was just made: only where no answer carries a `Date`, because the
    /// server may take the two from different clocks.
    func noteCreation(at createdAt: Int64, sent: Duration, received: Duration) {
        guard !difference.withLock({ $0.isObserved }) else { return }
        note(createdAt, sent: sent, received: received)
        difference.withLock { $0.isObserved = false }
    }

    /// Unix seconds: the server's clock showed this or more at the given local time.
    func earliest(at local: Duration) -> Int {
        Int((local + difference.withLock { $0.lowest }).components.seconds)
    }

    /// Unix seconds: the server's clock shows this or less now.
    func latest() -> Int {
        let end = (local + difference.withLock { $0.highest }).components
        return Int(end.attoseconds > 0 ? end.seconds : end.seconds - 1)
    }

    /// Waits until the server's time is past the given one, in Unix seconds, by the latest estimate.
    func sleep(until time: Int) async {
        let missing = time - latest()
        if missing > 0 { await clock.sleep(for: .seconds(missing)) }
    }
}

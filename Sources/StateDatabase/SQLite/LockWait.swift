import Foundation
import Synchronization

/// How long a connection waits for a lock that another program has.
final class LockWait: Sendable {
    /// Between two looks, in microseconds.
    private static let pause: UInt32 = 10_000
    /// Of who does not write, such as who opens the file: about ten seconds.
    private static let looks = 1000

    /// One writes at a time, so there is one end to it; nil while nobody writes.
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Somebody's turn to write begins, and with it their waiting.
    func begin(until end: ContinuousClock.Instant) { self.end.withLock { $0 = end } }

    func finish() { end.withLock { $0 = nil } }

    /// Waits a moment, in SQLite's own call.
    ///
    /// - Returns: whether to look again.
    func goesOn(after looks: Int) -> Bool {
        let end = end.withLock { $0 }
        guard end.map({ ContinuousClock.now < $0 }) ?? (looks < Self.looks) else { return false }
        usleep(Self.pause)
        return true
    }
}

import Synchronization

/// Lines that could come with every question: each is written once a minute at most, so that nobody fills a log.
final class RareLog: Sendable {
    private static let pause = Duration.seconds(60)
    /// Different lines that are remembered: there are few, as they hold nothing of what people wrote.
    private static let most = 1000

    private let log: @Sendable (String) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant
    private let written = Mutex<[String: ContinuousClock.Instant]>([:])

    init(
        _ log: @escaping @Sendable (String) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.log = log
        self.now = now
    }

    func callAsFunction(_ line: String) {
        let now = now()
        let isDue = written.withLock { written in
            if let last = written[line], now - last < Self.pause { return false }
            if written.count >= Self.most { written = [:] }
            written[line] = now
            return true
        }
        if isDue { log(line) }
    }
}

/// Time as a run needs it: passed in, so that tests wait for nothing.
package protocol RunClock: Sendable {
    /// Time since any fixed moment; never goes back.
    func now() -> Duration
    /// Returns early when the task is cancelled.
    func sleep(for duration: Duration) async
}

/// The machine's own monotonic clock.
package struct SystemRunClock: RunClock {
    private let start: ContinuousClock.Instant

    package init() {
        start = ContinuousClock.now
    }

    package func now() -> Duration { ContinuousClock.now - start }

    package func sleep(for duration: Duration) async {
        // Only cancellation ends a sleep early, and whoever sleeps looks at that next.
        try? await Task.sleep(for: duration)
    }
}

extension RunClock {
    /// Sleeps; returns early when the user wants to stop, and when the task is cancelled.
    package func sleep(for interval: Duration, unless interrupt: InterruptSignal) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sleep(for: interval) }
            group.addTask { await interrupt.wait() }
            await group.next()
            group.cancelAll()
        }
    }
}

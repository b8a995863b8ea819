/// Work that SIGINT or SIGTERM cancels, so that what comes behind it can still tidy up. A second one ends the process.
enum UntilInterrupted {
    /// - Returns: what the work returns; nil when it was interrupted.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result? {
        let signals = TerminationSignals()
        defer { signals.stop() }
        let events = signals.events
        return await withTaskGroup(of: Result?.self) { group in
            group.addTask { await work() }
            group.addTask {
                for await _ in events { break }
                return nil
            }
            // The first to end decides; the other is stopped, and waited for.
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

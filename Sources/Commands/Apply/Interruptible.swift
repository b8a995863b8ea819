import Deployment
import Foundation

/// Interrupts of a run. SIGINT and SIGTERM: once, no new work starts and what is in flight ends; twice, the run stops
/// now. `timeout` signals a process and then its group: what follows within a quarter of a second is no second wish.
/// A terminal that closes (SIGHUP) counts as the first: nobody is left to see a second, which shells send on top.
enum Interruptible {
    static func run<Result: Sendable>(
        _ console: Console,
        _ work: @escaping @Sendable (InterruptSignal) async throws -> Result
    ) async throws -> Result {
        let interrupt = InterruptSignal()
        let signals = TerminationSignals(hangup: true)
        defer { signals.stop() }
        let events = signals.events
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work(interrupt) }
            group.addTask {
                var first: ContinuousClock.Instant?
                for await event in events {
                    if let first {
                        if event == .hangup || ContinuousClock.now - first < .milliseconds(250) { continue }
                        console.endProgress()
                        console.message(
                            "Stopped. The next run goes on from what is on the account; where there are releases, when "
                                + "this run's lock has run out, or with --takeover, which waits until this run would have seen it."
                        )
                        // Without the handlers of `exit`: tasks are still under way, and nothing is buffered.
                        _exit(ExitStatus.partway.rawValue)
                    }
                    first = ContinuousClock.now
                    console.message(
                        event == .hangup
                            ? "The terminal closed: what is in flight ends, nothing new starts."
                            : "Interrupted: what is in flight ends, nothing new starts. Again to stop now."
                    )
                    interrupt.interrupt()
                }
                return nil
            }
            while let ended = try await group.next() {
                if let result = ended { return result }
            }
            throw CancellationError()
        }
    }
}

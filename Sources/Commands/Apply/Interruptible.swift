import Deployment
import Foundation

/// Interrupts by SIGINT and SIGTERM: once, no new work starts and what is in flight ends; twice, the run stops now.
enum Interruptible {
    /// - Parameter say: shows a line to the user; progress may be on the screen.
    static func run<Result: Sendable>(
        say: @escaping @Sendable (String) -> Void,
        _ work: @escaping @Sendable (InterruptSignal) async throws -> Result
    ) async throws -> Result {
        let interrupt = InterruptSignal()
        let signals = TerminationSignals()
        defer { signals.stop() }
        let events = signals.events
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work(interrupt) }
            group.addTask {
                var count = 0
                for await _ in events {
                    count += 1
                    guard count == 1 else {
                        say("Stopped. The next apply goes on from what is on the account.")
                        exit(ExitStatus.partway.rawValue)
                    }
                    say("Interrupted: what is in flight ends, nothing new starts. Again to stop now.")
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

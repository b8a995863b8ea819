import Dispatch
import Foundation

/// Work that SIGINT or SIGTERM cancels, so that what comes behind it can still tidy up. A second one ends the process.
enum UntilInterrupted {
    /// - Returns: what the work returns; nil when it was interrupted.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result? {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return (number, source)
        }
        let result = await withTaskGroup(of: Result?.self) { group in
            group.addTask { await work() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            // The first to end decides; the other is stopped, and waited for.
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        for (number, source) in sources {
            source.cancel()
            signal(number, SIG_DFL)
        }
        continuation.finish()
        return result
    }
}

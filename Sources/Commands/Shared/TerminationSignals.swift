import Dispatch
import Foundation

/// SIGINT and SIGTERM as events, and SIGHUP where it is asked for, as long as somebody listens; else they end the process
/// as usual.
struct TerminationSignals {
    /// What was sent.
    enum Event: Sendable {
        /// Somebody wants the process to end.
        case interrupt
        /// The terminal is gone.
        case hangup
    }

    /// An element for each signal. Ends with ``stop()``.
    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let sources: [(number: Int32, source: any DispatchSourceSignal)]

    /// - Parameter hangup: whether to listen to SIGHUP. Where it is ignored from the start, as by `nohup`, it stays so.
    init(hangup: Bool = false) {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        (self.events, self.continuation) = (events, continuation)
        var numbers = [SIGINT, SIGTERM]
        if hangup, !Self.isIgnored(SIGHUP) { numbers.append(SIGHUP) }
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(number == SIGHUP ? .hangup : .interrupt) }
            source.resume()
            return (number, source)
        }
    }

    func stop() {
        for (number, source) in sources {
            source.cancel()
            signal(number, SIG_DFL)
        }
        continuation.finish()
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

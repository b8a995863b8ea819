import Dispatch
import Foundation

/// SIGINT and SIGTERM as events, for as long as somebody listens; else they end the process as usual.
struct TerminationSignals {
    /// An element for each signal. Ends with ``stop()``.
    let events: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let sources: [(number: Int32, source: any DispatchSourceSignal)]

    init() {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self)
        (self.events, self.continuation) = (events, continuation)
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
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
}

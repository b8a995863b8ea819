import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM as events, and SIGHUP where it is asked for, as long as somebody listens; else they end the process
/// as usual. None is lost, from the first moment on: they go through a pipe. One listener at a time.
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
    private let numbers: [Int32]
    private let source: any DispatchSourceRead

    /// Where the handler, which knows nothing else, writes the numbers of signals; -1 while nobody listens. Set before
    /// the handler is: a handler must not be the first to touch it.
    private static let entrance = Atomic<Int32>(-1)

    /// - Parameter hangup: whether to listen to SIGHUP. Where it is ignored from the start, as by `nohup`, it stays so.
    init(hangup: Bool = false) {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        (self.events, self.continuation) = (events, continuation)
        let pipe = Pipe()
        let exit = pipe.fileHandleForReading.fileDescriptor
        source = DispatchSource.makeReadSource(fileDescriptor: exit)
        source.setEventHandler {
            var number: UInt8 = 0
            guard read(exit, &number, 1) == 1 else { return }
            continuation.yield(Int32(number) == SIGHUP ? .hangup : .interrupt)
        }
        // The pipe lives as long as the source.
        source.setCancelHandler { try? pipe.fileHandleForReading.close() }
        source.resume()
        Self.entrance.store(pipe.fileHandleForWriting.fileDescriptor, ordering: .sequentiallyConsistent)
        var numbers = [SIGINT, SIGTERM]
        if hangup, !Self.isIgnored(SIGHUP) { numbers.append(SIGHUP) }
        self.numbers = numbers
        for number in numbers { signal(number, Self.tell) }
    }

    func stop() {
        for number in numbers { signal(number, SIG_DFL) }
        Self.entrance.store(-1, ordering: .sequentiallyConsistent)
        source.cancel()
        continuation.finish()
    }

    /// Runs between any two instructions: it may write to a pipe, and little else.
    private static let tell: @convention(c) (Int32) -> Void = { number in
        let failure = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(TerminationSignals.entrance.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = failure
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

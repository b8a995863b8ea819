/// The user's wish to stop: a run that hears it starts no new work and ends what is in flight.
package struct InterruptSignal: Sendable {
    let events: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// May be called from a signal handler's queue, and more than once.
    package func interrupt() {
        continuation.yield()
    }
}

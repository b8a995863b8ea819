/// Ends the waits of requests early: for a rate limit, and before a repetition. What was sent already goes on.
package struct WaitEnd: Sendable {
    /// That of the requests of a task and its child tasks; nil waits for as long as it takes.
    @TaskLocal package static var current: WaitEnd?

    /// Returns when nothing is to be waited for any more, or when the task is cancelled.
    package var arrival: @Sendable () async -> Void

    package init(_ arrival: @escaping @Sendable () async -> Void) {
        self.arrival = arrival
    }
}

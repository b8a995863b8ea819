/// Who else may use the place of a request among those on the wire: of the requests of a task and its child tasks.
package struct RequestPlace: Sendable {
    /// Nil where nobody asks.
    @TaskLocal package static var current: RequestPlace?

    /// Told when a request begins to sleep, before it is sent or between two tries of it, and when it goes on: others
    /// may go meanwhile.
    package var onPause: @Sendable (_ isPaused: Bool) -> Void
    /// Returns when the request may go beside all others, or when the task is cancelled; nil where it never may.
    package var priority: (@Sendable () async -> Void)?

    package init(
        onPause: @escaping @Sendable (_ isPaused: Bool) -> Void,
        priority: (@Sendable () async -> Void)? = nil
    ) {
        self.onPause = onPause
        self.priority = priority
    }
}

/// What the client takes from its surroundings: waiting, the time, and chance. Tests bring their own and never wait.
package struct ClientEnvironment: Sendable {
    /// Waits; ends early with an error when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// The time in Unix seconds, for `Retry-After` dates of servers that do not tell their own.
    package var unixTime: @Sendable () -> Int64
    /// A clock that never goes back, for measuring requests.
    package var instant: @Sendable () -> ContinuousClock.Instant
    /// 64 random bits: spreads waits and makes boundaries.
    package var random: @Sendable () -> UInt64

    package init(
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        unixTime: @escaping @Sendable () -> Int64,
        instant: @escaping @Sendable () -> ContinuousClock.Instant,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.sleep = sleep
        self.unixTime = unixTime
        self.instant = instant
        self.random = random
    }

    /// A number from 0 to 1.
    var chance: Double { Double(random() >> 11) / Double(1 << 53) }

    /// A multipart boundary that no content holds by accident.
    var boundary: String {
        "assistantctl-" + String(random(), radix: 16) + String(random(), radix: 16)
    }
}

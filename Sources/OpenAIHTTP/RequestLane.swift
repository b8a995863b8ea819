/// How fast requests may follow each other where a server refuses some of them: fewer after a refusal, slowly more
/// after successes (additive increase, multiplicative decrease, as TCP does it).
struct RequestLane: Sendable {
    /// Starts per second; nil while nothing was refused.
    private(set) var perSecond: Double?
    /// Refusals begin a new one: what was reserved before has to queue again.
    private(set) var epoch = 0
    private var pausedUntil: Duration = .zero
    private var nextSlot: Duration = .zero
    private var epochStart: Duration?
    private var successes = 0

    /// Requests of an epoch that are granted without proof: one refusal among few requests says little.
    private static let benefitOfDoubt = 4
    private static let decrease = 0.8
    /// The share that a success adds; the more often the server refused, the smaller.
    private static let firstIncrease = 0.08
    private static let lastIncrease = 0.01
    private static let slowest = 1.0 / 60
    /// Faster than any client here: no limit.
    private static let fastest = 1000.0

    /// When one more request may start.
    func nextStart(at now: Duration) -> Duration { max(now, pausedUntil, perSecond == nil ? now : nextSlot) }

    mutating func reserve(_ start: Duration) {
        if epochStart == nil { epochStart = start }
        if let perSecond { nextSlot = max(nextSlot, start) + .seconds(1 / perSecond) }
    }

    /// A reserved start is not used: who queues next need not wait for it.
    mutating func giveBack() {
        if let perSecond { nextSlot -= .seconds(1 / perSecond) }
    }

    mutating func accepted() {
        successes += 1
        guard let rate = perSecond else { return }
        let faster = rate * (1 + max(Self.lastIncrease, Self.firstIncrease / Double(max(epoch, 1))))
        perSecond = faster < Self.fastest ? faster : nil
    }

    /// - Parameters:
    ///   - epoch: in which the request started: one refusal slows the lane down once, however many requests it meets.
    ///   - pause: for which the server, or else the policy for repetitions, wants no request.
    mutating func refused(startedIn epoch: Int, pause: Duration, at now: Duration) {
        pausedUntil = max(pausedUntil, now + pause)
        guard epoch == self.epoch else { return }
        let elapsed = max((now + pause - (epochStart ?? now)) / .seconds(1), 0.001)
        let seen = Double(successes + Self.benefitOfDoubt) / elapsed
        perSecond = max(Self.slowest, min(perSecond ?? .infinity, seen) * Self.decrease)
        self.epoch += 1
        epochStart = now
        successes = 0
        nextSlot = pausedUntil
    }
}

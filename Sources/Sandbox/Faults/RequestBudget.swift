/// How many requests are left of so many a minute: a bucket that is full at first and fills evenly.
struct RequestBudget: Sendable, Equatable {
    private static let secondsPerMinute = 60.0

    let perMinute: Int
    private var left: Double
    private var countedAt: Double

    init(perMinute: Int, now: Double) {
        self.perMinute = perMinute
        left = Double(perMinute)
        countedAt = now
    }

    /// Whole requests that are left.
    var remaining: Int { Int(left) }

    /// Until all are there again, in seconds.
    var secondsUntilFull: Double { (Double(perMinute) - left) / perSecond }

    /// Takes one request.
    /// - Returns: nil, or in how many seconds there is one again.
    mutating func take(at now: Double) -> Double? {
        left = min(Double(perMinute), left + max(0, now - countedAt) * perSecond)
        countedAt = now
        // What filling in steps loses to rounding never costs a request.
        guard left >= 1 - 1e-6 else { return (1 - left) / perSecond }
        left = max(0, left - 1)
        return nil
    }

    private var perSecond: Double { Double(perMinute) / Self.secondsPerMinute }
}

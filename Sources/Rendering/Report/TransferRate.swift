/// How fast bytes went over the wire in the last seconds.
struct TransferRate: Sendable {
    private var samples: [(seconds: Double, bytes: Int)] = []
    /// When the number of bytes last grew.
    private var lastGrowth = 0.0

    /// Seconds that count: short enough to follow a change of speed, long enough to be steady.
    private static let window = 10.0
    private static let interval = 0.5
    /// A rate seen for less time is a guess.
    private static let least = 2.0

    /// - Parameter bytes: Sent since the run began; fewer than before when an upload starts again.
    mutating func add(_ bytes: Int, at seconds: Double) {
        if bytes > samples.last?.bytes ?? 0 { lastGrowth = seconds }
        if let last = samples.last, seconds - last.seconds < Self.interval {
            if samples.count > 1 { samples[samples.count - 1].bytes = bytes }
            return
        }
        samples.append((seconds, bytes))
        samples.removeAll { seconds - $0.seconds > Self.window }
    }

    /// Nil while too little is known; 0 when nothing was sent for a whole window.
    func bytesPerSecond(at seconds: Double) -> Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        if silence(at: seconds) > Self.window { return 0 }
        let elapsed = max(last.seconds, seconds) - first.seconds
        guard samples.count > 1, elapsed >= Self.least, last.bytes >= first.bytes else { return nil }
        return Double(last.bytes - first.bytes) / elapsed
    }

    /// Seconds since the last byte.
    func silence(at seconds: Double) -> Double { max(0, seconds - lastGrowth) }
}

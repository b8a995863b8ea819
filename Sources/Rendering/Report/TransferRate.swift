/// How fast bytes went over the wire in the last seconds.
struct TransferRate: Sendable {
    private var samples: [(seconds: Double, bytes: Int)] = []

    /// Seconds that count: short enough to follow a change of speed, long enough to be steady.
    private static let window = 10.0
    private static let interval = 0.5

    /// - Parameter bytes: Sent since the run began; fewer than before when an upload starts again.
    mutating func add(_ bytes: Int, at seconds: Double) {
        if let last = samples.last, seconds - last.seconds < Self.interval {
            if samples.count > 1 { samples[samples.count - 1].bytes = bytes }
            return
        }
        samples.append((seconds, bytes))
        samples.removeAll { seconds - $0.seconds > Self.window }
    }

    /// Nil while too little is known.
    func bytesPerSecond(at seconds: Double) -> Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let elapsed = max(last.seconds, seconds) - first.seconds
        guard elapsed >= 1, last.bytes >= first.bytes else { return nil }
        return Double(last.bytes - first.bytes) / elapsed
    }
}

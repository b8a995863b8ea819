/// Stretches of time as people read them.
enum DurationText {
    /// Such as `4 s`, `3 min 12 s` or `1 h 5 min`.
    static func text(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up).clamped(to: 0...8_640_000))
        let (minutes, hours) = (whole / 60 % 60, whole / 3600)
        if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
        if minutes > 0 { return whole % 60 > 0 ? "\(minutes) min \(whole % 60) s" : "\(minutes) min" }
        return "\(whole) s"
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

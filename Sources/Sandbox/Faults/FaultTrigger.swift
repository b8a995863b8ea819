/// When, among what a fault could strike, it does: after the first `skip`, at most `times`, each with `probability`.
/// Decided by counting and by numbers that follow from the seed alone.
struct FaultTrigger: Sendable, Equatable {
    static let options = ["skip", "times", "probability", "seed"]

    var skip = 0
    /// Nil for always.
    var times: Int?
    /// Above 0, at most 1.
    var probability = 1.0
    var seed: UInt64 = 0
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededNumbers: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// At least 0 and below 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) / Double(1 << 53)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(fraction() * Double(range.count))
    }
}

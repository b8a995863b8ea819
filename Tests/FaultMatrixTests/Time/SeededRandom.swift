import Synchronization

/// Numbers that look random and, once a seed was set, are the same for the same seed (SplitMix64).
final class SeededRandom: Sendable {
    private let state: Mutex<UInt64?>

    /// - Parameter seed: nil for numbers of the system's, until one is set.
    init(seed: UInt64?) {
        state = Mutex(seed)
    }

    func begin(seed: UInt64) { state.withLock { $0 = seed } }

    func next() -> UInt64 {
        state.withLock { state in
            guard let last = state else { return .random(in: .min ... .max) }
            let next = last &+ 0x9E37_79B9_7F4A_7C15
            state = next
            var mixed = next
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}

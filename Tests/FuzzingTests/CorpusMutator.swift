import TestSupport

/// Makes inputs out of others by cutting, repeating, splicing and overwriting. Equal seeds make equal inputs.
struct CorpusMutator {
    private let inputs: [[UInt8]]
    private var random: SplitMix

    /// - Parameter inputs: at least one.
    init(_ inputs: [[UInt8]], seed: UInt64) {
        self.inputs = inputs
        random = SplitMix(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = anyInput()
        for _ in 0...pick(4) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let start = pick(bytes.count + 1)
        let end = min(bytes.count, start + pick(16))
        switch pick(7) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: pick(bytes.count + 1))
        case 2: if start < bytes.count { bytes[start] = UInt8(pick(256)) }
        case 3: if start < bytes.count { bytes[start] ^= 1 << UInt8(pick(8)) }
        case 4: bytes.removeSubrange(start...)
        case 5:
            let other = anyInput()
            bytes = Array(bytes[..<start]) + other[pick(other.count + 1)...]
        default:
            let other = anyInput()
            let from = pick(other.count + 1)
            bytes.replaceSubrange(start..<end, with: other[from..<min(other.count, from + pick(24))])
        }
    }

    private mutating func anyInput() -> [UInt8] { inputs[pick(inputs.count)] }

    private mutating func pick(_ count: Int) -> Int { random.next(below: count) }
}

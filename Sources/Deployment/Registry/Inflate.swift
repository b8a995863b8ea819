/// Decompresses DEFLATE data (RFC 1951): the input comes from the network, so that every bit is doubted.
///
/// The output never grows past the size that is asked for, whatever the data promises.
struct Inflate {
    struct Failure: Error, Hashable {
        var reason: String
    }

    private let input: ArraySlice<UInt8>
    private var position: Int
    /// Bits that were taken from the input and not used yet, the next one lowest.
    private var reservoir: UInt32 = 0
    private var reservoirCount: UInt32 = 0
    private var output: [UInt8] = []
    private let size: Int

    /// - Parameter size: how many bytes come out; more or fewer are a failure.
    static func decompress(_ input: ArraySlice<UInt8>, size: Int) throws(Failure) -> [UInt8] {
        var inflate = Inflate(input: input, size: size)
        while try !inflate.decompressBlock() {}
        guard inflate.output.count == size else { throw Failure(reason: "the compressed data ends early") }
        return inflate.output
    }

    private init(input: ArraySlice<UInt8>, size: Int) {
        self.input = input
        position = input.startIndex
        self.size = size
        // One byte of input makes at most 1,032 of output: a false size reserves no memory.
        output.reserveCapacity(min(size, input.count * 1032))
    }

    /// - Returns: whether the block was the last one.
    private mutating func decompressBlock() throws(Failure) -> Bool {
        let isLast = try bits(1) == 1
        switch try bits(2) {
        case 0: try copyStored()
        case 1: try decompress(literals: HuffmanCode.fixedLiterals, distances: HuffmanCode.fixedDistances)
        case 2:
            let (literals, distances) = try readCodes()
            try decompress(literals: literals, distances: distances)
        default: throw Failure(reason: "an unknown kind of block")
        }
        return isLast
    }

    private mutating func bits(_ count: Int) throws(Failure) -> Int {
        while reservoirCount < count {
            guard position < input.endIndex else { throw Failure(reason: "the compressed data ends early") }
            reservoir |= UInt32(input[position]) << reservoirCount
            reservoirCount += 8
            position += 1
        }
        let value = reservoir & (1 << UInt32(count) - 1)
        reservoir >>= UInt32(count)
        reservoirCount -= UInt32(count)
        return Int(value)
    }

    private mutating func symbol(_ code: HuffmanCode) throws(Failure) -> Int {
        var reading = HuffmanCode.Reading()
        while true {
            switch code.continue(&reading, with: try bits(1)) {
            case .symbol(let symbol): return symbol
            case .more: continue
            case .invalid: throw Failure(reason: "an unknown code")
            }
        }
    }

    private mutating func copyStored() throws(Failure) {
        reservoir = 0
        reservoirCount = 0
        let length = try bits(16)
        guard try bits(16) == ~length & 0xFFFF else { throw Failure(reason: "a damaged block") }
        guard length <= input.endIndex - position else { throw Failure(reason: "the compressed data ends early") }
        try checkRoom(for: length)
        output += input[position..<position + length]
        position += length
    }

    private func checkRoom(for count: Int) throws(Failure) {
        guard count <= size - output.count else { throw Failure(reason: "it unpacks to more than \(size) bytes") }
    }

    private mutating func decompress(literals: HuffmanCode, distances: HuffmanCode) throws(Failure) {
        while true {
            let literal = try symbol(literals)
            switch literal {
            case ..<256:
                try checkRoom(for: 1)
                output.append(UInt8(literal))
            case 256: return
            default:
                guard Self.lengths.indices.contains(literal - 257) else { throw Failure(reason: "an unknown length") }
                let length = Self.lengths[literal - 257]
                let count = length.base + (try bits(length.extraBits))
                let distanceSymbol = try symbol(distances)
                guard Self.distances.indices.contains(distanceSymbol) else {
                    throw Failure(reason: "an unknown distance")
                }
                let distance = Self.distances[distanceSymbol]
                try copy(count, from: distance.base + (try bits(distance.extraBits)))
            }
        }
    }

    /// Copies from what is out already; the copy may overlap itself.
    private mutating func copy(_ count: Int, from distance: Int) throws(Failure) {
        guard distance <= output.count else { throw Failure(reason: "a distance before the beginning") }
        try checkRoom(for: count)
        for _ in 0..<count { output.append(output[output.count - distance]) }
    }

    private mutating func readCodes() throws(Failure) -> (literals: HuffmanCode, distances: HuffmanCode) {
        let literalCount = try bits(5) + 257
        let distanceCount = try bits(5) + 1
        let codeCount = try bits(4) + 4
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[Self.codeLengthOrder[index]] = try bits(3) }
        let code = try HuffmanCode(lengths: codeLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try symbol(code)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw Failure(reason: "a repetition of nothing") }
                lengths += [Int](repeating: last, count: 3 + (try bits(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try bits(3)))
            case 18: lengths += [Int](repeating: 0, count: 11 + (try bits(7)))
            default: lengths.append(symbol)
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0 else {
            throw Failure(reason: "a damaged table of codes")
        }
        return (
            try HuffmanCode(lengths: Array(lengths[..<literalCount])),
            try HuffmanCode(lengths: Array(lengths[literalCount...]))
        )
    }
}

extension Inflate {
    /// The order in which a block tells the lengths of the code for its code lengths.
    private static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// RFC 1951, 3.2.5: the shortest length of each symbol from 257 on, and the bits that are added to it.
    private static let lengths: [(base: Int, extraBits: Int)] = Array(
        zip(
            [
                3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
                227, 258,
            ] as [Int],
            [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0] as [Int]
        )
    ).map { (base: $0.0, extraBits: $0.1) }

    /// The same of distances.
    private static let distances: [(base: Int, extraBits: Int)] = Array(
        zip(
            [
                1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
                4097, 6145, 8193, 12289, 16385, 24577,
            ] as [Int],
            [
                0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
            ] as [Int]
        )
    ).map { (base: $0.0, extraBits: $0.1) }
}

/// A canonical Huffman code, read bit by bit.
struct HuffmanCode: Sendable {
    private static let maximumLength = 15

    /// How many codes have each length, and the symbols in the order of their codes.
    private var counts = [Int](repeating: 0, count: maximumLength + 1)
    private var symbols: [Int] = []

    /// - Throws: for lengths that give two symbols the same code.
    init(lengths: [Int]) throws(Inflate.Failure) {
        for length in lengths where length > 0 { counts[length] += 1 }
        var free = 1
        for length in 1...Self.maximumLength {
            free = free << 1 - counts[length]
            guard free >= 0 else { throw Inflate.Failure(reason: "a damaged table of codes") }
            symbols += lengths.indices.filter { lengths[$0] == length }
        }
    }

    private init(fixed lengths: [Int]) {
        for length in lengths { counts[length] += 1 }
        for length in 1...Self.maximumLength { symbols += lengths.indices.filter { lengths[$0] == length } }
    }

    static let fixedLiterals = HuffmanCode(
        fixed: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
    )
    static let fixedDistances = HuffmanCode(fixed: [Int](repeating: 5, count: 30))

    /// Where the reading of one symbol stands.
    struct Reading {
        fileprivate var code = 0
        fileprivate var first = 0
        fileprivate var index = 0
        fileprivate var length = 0
    }

    enum Progress {
        case symbol(Int), more, invalid
    }

    func `continue`(_ reading: inout Reading, with bit: Int) -> Progress {
        reading.length += 1
        guard reading.length <= Self.maximumLength else { return .invalid }
        reading.code |= bit
        let count = counts[reading.length]
        if reading.code - reading.first < count {
            return .symbol(symbols[reading.index + reading.code - reading.first])
        }
        reading.index += count
        reading.first = (reading.first + count) << 1
        reading.code <<= 1
        return .more
    }
}

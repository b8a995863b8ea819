/// Decompresses DEFLATE data (RFC 1951).
struct Inflate {
    struct Failure: Error, Equatable {
        let reason: String
    }

    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    /// The order in which a dynamic block sends the lengths of its length codes.
    private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private let input: ArraySlice<UInt8>
    private var position: Int
    private var bitBuffer = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let limit: Int

    /// - Parameter expectedSize: what the archive says; more output than that is refused.
    static func decompress(_ input: ArraySlice<UInt8>, expectedSize: Int) throws(Failure) -> [UInt8] {
        var inflate = Inflate(input, limit: expectedSize)
        while try inflate.block() {}
        guard inflate.output.count == expectedSize else { throw Failure(reason: "the compressed data ends early") }
        return inflate.output
    }

    private init(_ input: ArraySlice<UInt8>, limit: Int) {
        self.input = input
        position = input.startIndex
        self.limit = limit
    }

    /// - Returns: whether another block follows.
    private mutating func block() throws(Failure) -> Bool {
        let isLast = try bits(1) == 1
        switch try bits(2) {
        case 0: try stored()
        case 1: try compressed(Self.fixedLiterals, Self.fixedDistances)
        case 2:
            let tables = try dynamicTables()
            try compressed(tables.literals, tables.distances)
        default: throw Failure(reason: "an unknown block type")
        }
        return !isLast
    }

    private mutating func bits(_ count: Int) throws(Failure) -> Int {
        while bitCount < count {
            guard position < input.endIndex else { throw Failure(reason: "the compressed data ends early") }
            bitBuffer |= Int(input[position]) << bitCount
            position += 1
            bitCount += 8
        }
        let value = bitBuffer & ((1 << count) - 1)
        bitBuffer >>= count
        bitCount -= count
        return value
    }

    private mutating func emit(_ byte: UInt8) throws(Failure) {
        guard output.count < limit else { throw Failure(reason: "more data than the archive says") }
        output.append(byte)
    }

    private mutating func stored() throws(Failure) {
        bitBuffer = 0
        bitCount = 0
        let length = try bits(16)
        let complement = try bits(16)
        guard length == ~complement & 0xFFFF else { throw Failure(reason: "a damaged stored block") }
        for _ in 0..<length { try emit(UInt8(try bits(8))) }
    }

    private mutating func compressed(_ literals: HuffmanTable, _ distances: HuffmanTable) throws(Failure) {
        while true {
            let symbol = try decode(literals)
            if symbol < 256 {
                try emit(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                try copy(lengthSymbol: symbol - 257, distances)
            }
        }
    }

    private mutating func copy(lengthSymbol: Int, _ distances: HuffmanTable) throws(Failure) {
        guard lengthSymbol < Self.lengthBase.count else { throw Failure(reason: "an unknown length") }
        let length = Self.lengthBase[lengthSymbol] + (try bits(Self.lengthBits[lengthSymbol]))
        let symbol = try decode(distances)
        guard symbol < Self.distanceBase.count else { throw Failure(reason: "an unknown distance") }
        let distance = Self.distanceBase[symbol] + (try bits(Self.distanceBits[symbol]))
        guard distance <= output.count else { throw Failure(reason: "a distance before the beginning") }
        for _ in 0..<length { try emit(output[output.count - distance]) }
    }

    private mutating func decode(_ table: HuffmanTable) throws(Failure) -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...HuffmanTable.maximumLength {
            code |= try bits(1)
            let count = table.counts[length]
            if code - first < count { return table.symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw Failure(reason: "an unknown code")
    }

    private mutating func dynamicTables() throws(Failure) -> (literals: HuffmanTable, distances: HuffmanTable) {
        let literalCount = try bits(5) + 257
        let distanceCount = try bits(5) + 1
        let codeCount = try bits(4) + 4
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = try bits(3) }
        let codes = HuffmanTable(codeLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try decode(codes)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw Failure(reason: "a repetition of nothing") }
                lengths += [Int](repeating: last, count: 3 + (try bits(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try bits(3)))
            case 18: lengths += [Int](repeating: 0, count: 11 + (try bits(7)))
            default: lengths.append(symbol)
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw Failure(reason: "too many code lengths") }
        return (HuffmanTable(lengths[..<literalCount]), HuffmanTable(lengths[literalCount...]))
    }

    private static let fixedLiterals = HuffmanTable(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
    )
    private static let fixedDistances = HuffmanTable([Int](repeating: 5, count: 30))
}

/// A canonical Huffman code: how many codes of each length, and the symbols in the order of their codes.
struct HuffmanTable: Sendable {
    static let maximumLength = 15

    private(set) var counts = [Int](repeating: 0, count: maximumLength + 1)
    private(set) var symbols: [Int] = []

    init(_ lengths: some Collection<Int>) {
        for length in lengths where length > 0 { counts[length] += 1 }
        for length in 1...Self.maximumLength {
            for (symbol, value) in lengths.enumerated() where value == length { symbols.append(symbol) }
        }
    }
}

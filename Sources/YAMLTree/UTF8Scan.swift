/// Decodes UTF-8 one scalar at a time and says which byte broke it.
enum UTF8Scan {
    enum Step: Equatable {
        /// A scalar and the number of bytes it took.
        case scalar(UInt32, length: Int)
        /// The byte at the index can not begin, or its neighbours can not continue, a character.
        case invalid
    }

    /// The scalar that begins at `index`, after table 3-7 of the Unicode standard: no overlong forms, no surrogates.
    static func step(_ bytes: [UInt8], at index: Int) -> Step {
        let lead = bytes[index]
        if lead < 0x80 { return .scalar(UInt32(lead), length: 1) }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return .invalid
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return .invalid }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for position in index + 1..<index + length {
            guard bytes[position] & 0xC0 == 0x80 else { return .invalid }
            scalar = scalar << 6 | UInt32(bytes[position] & 0x3F)
        }
        return .scalar(scalar, length: length)
    }
}

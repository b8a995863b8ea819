extension JSONParser {
    /// Reads a string from its opening to its closing quote, with escapes and surrogate pairs resolved.
    mutating func parseString() throws(JSONError) -> String {
        let opening = index
        index += 1
        var runStart = index
        var text: [UInt8] = []
        while true {
            guard index < bytes.count else { throw failure("a string without its closing quote", at: opening) }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                text += bytes[runStart..<index]
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("a string that is not UTF-8", at: opening)
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[runStart..<index]
                try parseEscape(into: &text)
                runStart = index
            case 0..<0x20:
                throw failure("a control character inside a string")
            default:
                index += 1
            }
        }
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        let backslash = index
        guard index + 1 < bytes.count else { throw failure("a string without its closing quote") }
        let byte = bytes[index + 1]
        index += 2
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += String(try parseUnicodeEscape()).utf8
        default: throw failure("an unknown escape", at: backslash)
        }
    }

    /// A lone half of a surrogate pair becomes U+FFFD: servers send them, and they have no other text form.
    private mutating func parseUnicodeEscape() throws(JSONError) -> Character {
        let place = index - 2
        let first = try parseHexDigits()
        if (0xD800..<0xDC00).contains(first), bytes[index...].starts(with: "\\u".utf8) {
            let afterFirst = index
            index += 2
            let second = try parseHexDigits()
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return Character(scalar)
            }
            index = afterFirst
        }
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        if options.isStrict { throw failure("half of a surrogate pair", at: place) }
        return "\u{FFFD}"
    }

    private mutating func parseHexDigits() throws(JSONError) -> UInt32 {
        guard index + 4 <= bytes.count,
            let digits = String(validating: bytes[index..<index + 4], as: UTF8.self),
            digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        index += 4
        return number
    }
}

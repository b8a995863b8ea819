/// Reads JSON text strictly (RFC 8259): no comments, no trailing commas, no duplicate members, bounded depth.
struct JSONParser {
    struct Failure: Error, Equatable {
        let reason: String
        /// Bytes from the start of the text.
        let offset: Int
    }

    private static let maximumDepth = 256

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    static func parse(_ text: String) throws(Failure) -> JSON {
        try parse(Array(text.utf8))
    }

    static func parse(_ bytes: [UInt8]) throws(Failure) -> JSON {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.failure("text after the value") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: offset) }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    private mutating func value() throws(Failure) -> JSON {
        skipSpace()
        guard let byte = current else { throw failure("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(Failure) -> JSON
    ) throws(Failure) -> JSON {
        guard depth < Self.maximumDepth else { throw failure("nested too deeply") }
        depth += 1
        offset += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Failure) -> JSON {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if accept(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("a member name is missing") }
            let name = try string()
            guard names.insert(name).inserted else { throw failure("the member \"\(name)\" stands twice") }
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
            members.append(JSON.Member(name: name, value: try value()))
            skipSpace()
            if accept(UInt8(ascii: ",")) { continue }
            guard accept(UInt8(ascii: "}")) else { throw failure("a closing brace is missing") }
            return .object(members)
        }
    }

    private mutating func array() throws(Failure) -> JSON {
        var values: [JSON] = []
        skipSpace()
        if accept(UInt8(ascii: "]")) { return .array([]) }
        while true {
            values.append(try value())
            skipSpace()
            if accept(UInt8(ascii: ",")) { continue }
            guard accept(UInt8(ascii: "]")) else { throw failure("a closing bracket is missing") }
            return .array(values)
        }
    }

    private mutating func word(_ text: String, _ value: JSON) throws(Failure) -> JSON {
        guard bytes[offset...].starts(with: text.utf8) else { throw failure("not a JSON value") }
        offset += text.utf8.count
        return value
    }

    private mutating func digits() -> Bool {
        let start = offset
        while let byte = current, (0x30...0x39).contains(byte) { offset += 1 }
        return offset > start
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = offset
        var whole = true
        _ = accept(UInt8(ascii: "-"))
        let firstDigit = current
        let digitsStart = offset
        guard digits() else { throw failure("not a JSON value") }
        guard firstDigit != 0x30 || offset == digitsStart + 1 else { throw failure("a number with a leading zero") }
        if accept(UInt8(ascii: ".")) {
            whole = false
            guard digits() else { throw failure("a number without digits after its point") }
        }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            whole = false
            _ = accept(UInt8(ascii: "+")) || accept(UInt8(ascii: "-"))
            guard digits() else { throw failure("a number without digits in its exponent") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if whole, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure("a number out of range") }
        return .decimal(value)
    }

    private mutating func string() throws(Failure) -> String {
        offset += 1
        var content: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw failure("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                offset += 1
                content.append(contentsOf: try escape())
            case 0..<0x20:
                throw failure("a control character inside a string")
            default:
                content.append(byte)
                offset += 1
            }
        }
        throw failure("a string without its closing quote")
    }

    private mutating func escape() throws(Failure) -> [UInt8] {
        guard let byte = current else { throw failure("the text ends inside an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func unicodeScalar() throws(Failure) -> Character {
        let unit = try codeUnit()
        if (0xD800..<0xDC00).contains(unit) {
            guard accept(UInt8(ascii: "\\")), accept(UInt8(ascii: "u")) else { throw failure("half a surrogate pair") }
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw failure("half a surrogate pair") }
            return Character(scalar)
        }
        guard let scalar = Unicode.Scalar(unit) else { throw failure("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        guard offset + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw failure("an escape without four hexadecimal digits") }
        offset += 4
        return unit
    }
}

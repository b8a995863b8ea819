/// A recursive-descent parser over bytes.
struct JSONParser {
    let bytes: [UInt8]
    let options: JSONReader
    var index: Int
    /// Where the text begins: behind a byte order mark, which is no part of it.
    private let start: Int
    /// Values that began so far.
    private var count = 0
    private var duplicates: [(key: String, index: Int)] = []

    init(bytes: [UInt8], options: JSONReader) {
        self.bytes = bytes
        self.options = options
        start = !options.isStrict && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        index = start
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipWhiteSpace()
        if index < bytes.count { throw failure("unexpected text after the value") }
        return value
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        guard index < bytes.count else { throw failure("unexpected end of the text") }
        guard depth < options.maximumDepth else { throw failure("nested more than \(options.maximumDepth) deep") }
        guard count < options.maximumValues else { throw failure("more than \(options.maximumValues) values") }
        count += 1
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("unexpected character")
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSONObject {
        index += 1
        var members = JSONObject()
        skipWhiteSpace()
        if take("}") { return members }
        while true {
            skipWhiteSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw failure("expected a key in quotes")
            }
            let keyStart = index
            let key = try parseString()
            if members[key] != nil {
                if options.isStrict { throw failure("a key that its object already has", at: keyStart) }
                duplicates.append((key, keyStart))
            }
            skipWhiteSpace()
            guard take(":") else { throw failure("expected a colon") }
            members[key] = try parseValue(depth: depth + 1)
            skipWhiteSpace()
            if take("}") { return members }
            guard take(",") else { throw failure("expected a comma or a closing brace") }
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
        index += 1
        var elements: [JSONValue] = []
        skipWhiteSpace()
        if take("]") { return elements }
        while true {
            elements.append(try parseValue(depth: depth + 1))
            skipWhiteSpace()
            if take("]") { return elements }
            guard take(",") else { throw failure("expected a comma or a closing bracket") }
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = String(describing: word).utf8
        guard bytes[index...].starts(with: expected) else { throw failure("unexpected character") }
        index += expected.count
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = index
        _ = take("-")
        guard skipDigits() > 0 else { throw failure("expected a digit") }
        let integerDigits = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        if bytes[integerDigits] == UInt8(ascii: "0"), index - integerDigits > 1 {
            throw failure("a number starts with 0", at: integerDigits)
        }
        var isIntegral = true
        if take(".") {
            isIntegral = false
            guard skipDigits() > 0 else { throw failure("expected a digit") }
        }
        if take("e") || take("E") {
            isIntegral = false
            if !take("+") { _ = take("-") }
            guard skipDigits() > 0 else { throw failure("expected a digit") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isIntegral, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw failure("a number out of range", at: start) }
        // Digits that did not fit 64 bits were rounded: they are no integer even where the double is a whole number.
        if !isIntegral, !options.keepsFractions, let integer = Int64(exactly: number) { return .integer(integer) }
        return .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        return index - start
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    /// - Parameter place: the index to point at, when it is not where the parser stands.
    func failure(_ message: String, at place: Int? = nil) -> JSONError {
        var counter = PlaceCounter(bytes: bytes, start: start)
        let (line, column) = counter.advance(to: place ?? index)
        return JSONError(message: message, line: line, column: column)
    }

    /// The keys that stood a second time in their object, found in one more pass over the text.
    func duplicateKeys() -> [JSONDuplicateKey] {
        var counter = PlaceCounter(bytes: bytes, start: start)
        return duplicates.map { key, index in
            let (line, column) = counter.advance(to: index)
            return JSONDuplicateKey(key: key, line: line, column: column)
        }
    }
}

/// Counts lines (by LF, CRLF and a lone CR), and columns in Unicode scalars, up to ever later indices.
private struct PlaceCounter {
    let bytes: [UInt8]
    private var index: Int
    private var line = 1
    private var column = 1

    init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        index = start
    }

    mutating func advance(to end: Int) -> (line: Int, column: Int) {
        while index < min(end, bytes.count) {
            let isLoneReturn =
                bytes[index] == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
            if bytes[index] == 0x0A || isLoneReturn {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
            index += 1
        }
        return (line, column)
    }
}

/// What YAML parsers make of a plain scalar, 1.1 and 1.2 together: where they disagree, or where people are surprised,
/// a manifest must say what it means.
package enum ScalarMeaning: Equatable, Sendable {
    case string
    /// An empty scalar, `~` or a spelling of `null`.
    case null
    /// `true` or `false`, exactly.
    case boolean(Bool)
    /// Another spelling of a boolean: `yes`, `off`, `True`.
    case looseBoolean(Bool)
    /// Decimal digits that fit 64 bits.
    case integer(Int64)
    /// Decimal digits with a fraction.
    case decimal(Double)
    /// A number in another notation, with its value where that is easily said: `1e3`, `0x1F`, `1_000`, `.5`.
    case looseNumber(Double?)
    /// `12:30` is 750 in YAML 1.1.
    case sexagesimal
    /// `2026-01-31`, with or without a time.
    case date

    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        case "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": self = .looseBoolean(true)
        case "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": self = .looseBoolean(false)
        default: self = Self.number(text) ?? .string
        }
    }

    /// How a message names it.
    package var noun: String {
        switch self {
        case .string: "a string"
        case .null: "nothing"
        case .boolean, .looseBoolean: "a boolean"
        case .integer, .decimal, .looseNumber: "a number"
        case .sexagesimal: "a number in base 60"
        case .date: "a date"
        }
    }

    private static func number(_ text: String) -> ScalarMeaning? {
        // Everything but a string starts with a digit, a sign or a dot.
        guard let first = text.utf8.first, (0x2B...0x39).contains(first), first != UInt8(ascii: "/") else { return nil }
        let unsigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        if unsigned.isEmpty { return nil }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(unsigned) { return .looseNumber(nil) }
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let isPlainInteger =
            parts.count == 1 && isDigits(unsigned)
            && (unsigned.utf8.first != UInt8(ascii: "0") || unsigned == "0")
        if isPlainInteger, first != UInt8(ascii: "+"), let value = Int64(text) { return .integer(value) }
        if parts.count == 2, isDigits(parts[0]), isDigits(parts[1]), first != UInt8(ascii: "+"),
            parts[0] == "0" || parts[0].first != "0", let value = Double(text)
        {
            return .decimal(value)
        }
        return looseNumber(text, unsigned: unsigned)
    }

    private static func looseNumber(_ text: String, unsigned: Substring) -> ScalarMeaning? {
        if let radix = ["0x": 16, "0o": 8, "0b": 2][unsigned.prefix(2)] {
            let digits = unsigned.dropFirst(2).filter { $0 != "_" }
            return Int64(digits, radix: radix).map { .looseNumber(Double($0)) }
        }
        if unsigned.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "_") }), unsigned.first != "_" {
            let digits = unsigned.filter { $0 != "_" }
            return .looseNumber(digits.first == "0" ? nil : Double(digits))
        }
        if isDate(unsigned) { return .date }
        let hours = unsigned.split(separator: ":", omittingEmptySubsequences: false)
        if hours.count > 1, isDigits(hours[0]), hours.dropFirst().allSatisfy({ isDigits($0) && $0.count <= 2 }) {
            return .sexagesimal
        }
        let plain = unsigned.filter { $0 != "_" }
        let isExponential =
            plain.allSatisfy { $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }
            && plain.contains(where: \.isNumber)
        if isExponential, let value = Double(plain.hasPrefix(".") ? "0\(plain)" : plain) { return .looseNumber(value) }
        return nil
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isDate(_ text: Substring) -> Bool {
        let day = text.prefix { $0 != "T" && $0 != "t" && $0 != " " }
        let parts = day.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy(isDigits), parts[0].count == 4,
            (1...2).contains(parts[1].count), (1...2).contains(parts[2].count)
        else { return false }
        let time = text.dropFirst(day.count + 1)
        return time.allSatisfy { $0.isASCII && ($0.isNumber || ":.+-Z ".contains($0)) }
    }
}

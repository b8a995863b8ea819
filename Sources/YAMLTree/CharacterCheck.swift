import SourceDiagnostics

/// What a text may be made of. libyaml allows the same, but says where only in bytes.
package enum CharacterCheck {
    /// YAML 1.1's printable characters, as libyaml's reader has them.
    package static func isAllowed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        default: scalar >= 0x10000
        }
    }

    static func forbidden(_ scalar: UInt32, place: SourcePosition, file: String) -> Failure {
        let location = oneColumn(at: place, file: file)
        if scalar == 0xFEFF {
            return Failure(
                "control-character",
                "a byte order mark stands inside the text",
                at: location,
                hint: "remove it"
            )
        }
        let digits = String(scalar, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return Failure(
            "control-character",
            "the control character U+\(padded) is not allowed in YAML",
            at: location,
            hint: scalar == 0
                ? "remove it; if the whole file looks odd, it is not a text file"
                : "remove it, or write it as \"\\u\(padded)\" in double quotes"
        )
    }

    /// - Parameter index: of a byte that no UTF-8 character can begin with, or whose character breaks off.
    static func invalidByte(_ bytes: [UInt8], at index: Int, place: SourcePosition, file: String) -> Failure {
        let byte = bytes[index]
        let name = "0x" + String(byte, radix: 16, uppercase: true)
        var hint = "save the file as UTF-8"
        if byte >= 0xA0 { hint += "; in Latin-1 this byte would be \"\(Unicode.Scalar(byte))\"" }
        return Failure(
            "invalid-utf8",
            "the byte \(name) is not UTF-8 here",
            at: oneColumn(at: place, file: file),
            hint: hint
        )
    }

    private static func oneColumn(at place: SourcePosition, file: String) -> SourceLocation {
        let end = SourcePosition(line: place.line, column: place.column + 1)
        return SourceLocation(file: file, range: SourceRange(start: place, end: end))
    }
}

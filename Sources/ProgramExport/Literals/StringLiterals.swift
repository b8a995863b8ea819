import SourceDiagnostics

/// Texts as literals of four languages: each evaluates to the text itself, scalar for scalar.
enum PythonLiteral {
    /// In double quotes, on one line.
    static func string(_ text: String) -> String { "\"" + text.escapingScalars { escape($0) ?? quoted($0) } + "\"" }

    /// Between triple quotes, with the lines of the text as lines.
    static func lines(_ text: String) -> String {
        var quotes = 0
        var rest = text.unicodeScalars.count
        let body = text.escapingScalars { scalar in
            rest -= 1
            quotes = scalar == "\"" ? quotes + 1 : 0
            // Three would end the literal, and so would one in front of the three that do.
            if quotes == 3 || quotes > 0 && rest == 0 {
                quotes = 0
                return "\\\""
            }
            return scalar == "\t" ? "\\t" : escape(scalar)
        }
        return "\"\"\"\\\n" + body + "\"\"\""
    }

    private static func quoted(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\n": "\\n"
        case "\t": "\\t"
        default: nil
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\\": return "\\\\"
        case "\r": return "\\r"
        case "\n", "\t": return nil
        default: break
        }
        guard !SourceScalar.isPlain(scalar) else { return nil }
        if scalar.value < 0x100 { return "\\x" + SourceScalar.hexadecimal(scalar.value, digits: 2) }
        if scalar.value < 0x10000 { return "\\u" + SourceScalar.hexadecimal(scalar.value, digits: 4) }
        return "\\U" + SourceScalar.hexadecimal(scalar.value, digits: 8)
    }
}

enum JavaScriptLiteral {
    /// In double quotes, on one line.
    static func string(_ text: String) -> String {
        "\""
            + text.escapingScalars { scalar in
                switch scalar {
                case "\"": "\\\""
                case "\n": "\\n"
                case "\t": "\\t"
                default: escape(scalar)
                }
            } + "\""
    }

    /// A template, with the lines of the text as lines.
    static func lines(_ text: String) -> String {
        var isAfterDollar = false
        let body = text.escapingScalars { scalar in
            defer { isAfterDollar = scalar == "$" }
            switch scalar {
            case "`": return "\\`"
            case "{" where isAfterDollar: return "\\{"
            case "\t": return "\\t"
            case "\n": return nil
            default: return escape(scalar)
            }
        }
        return "`\\\n" + body + "`"
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\\": return "\\\\"
        case "\r": return "\\r"
        default: break
        }
        guard !SourceScalar.isPlain(scalar) else { return nil }
        return "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}

enum SwiftLiteral {
    /// In double quotes, on one line.
    static func string(_ text: String) -> String {
        "\""
            + text.escapingScalars { scalar in
                switch scalar {
                case "\"": "\\\""
                case "\n": "\\n"
                default: escape(scalar)
                }
            } + "\""
    }

    /// Between triple quotes, with the lines of the text as lines.
    static func lines(_ text: String) -> String {
        var quotes = 0
        let body = text.escapingScalars { scalar in
            quotes = scalar == "\"" ? quotes + 1 : 0
            if quotes == 3 {
                quotes = 0
                return "\\\""
            }
            return scalar == "\n" ? nil : escape(scalar)
        }
        return "\"\"\"\n" + body + "\n\"\"\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\\": return "\\\\"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        guard !SourceScalar.isPlain(scalar) else { return nil }
        return "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}

enum JSONLiteral {
    /// A JSON string on one line (RFC 8259, 7).
    static func string(_ text: String) -> String {
        "\""
            + text.escapingScalars { scalar in
                switch scalar {
                case "\"": return "\\\""
                case "\\": return "\\\\"
                case "\n": return "\\n"
                case "\r": return "\\r"
                case "\t": return "\\t"
                default: break
                }
                guard !SourceScalar.isPlain(scalar) else { return nil }
                return String(Character(scalar)).utf16.map { unit in
                    "\\u" + SourceScalar.hexadecimal(UInt32(unit), digits: 4)
                }.joined()
            } + "\""
    }
}

enum ShellLiteral {
    /// In single quotes, unless every character is harmless.
    static func string(_ text: String) -> String { ShellText.quoted(text) }

    /// A here-document that a command reads: behind the command's line, the text and the delimiter.
    ///
    /// The delimiter is quoted, so that nothing of the text is expanded, and is no line of the text. What is read has a
    /// line end more than the text.
    static func hereDocument(_ text: String, delimiter: String) -> (redirection: String, body: String) {
        let lines = Set(text.linesByLineFeed.map { Array($0.utf8) })
        var word = delimiter
        var number = 1
        while lines.contains(Array(word.utf8)) {
            number += 1
            word = "\(delimiter)_\(number)"
        }
        return ("<<'\(word)'", text + "\n" + word)
    }

    /// Whether a here-document shows the text as it is.
    static func isReadable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || SourceScalar.isPlain($0) }
    }
}

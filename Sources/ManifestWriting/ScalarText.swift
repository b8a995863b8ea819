import YAMLTree

/// How a string is written as a scalar, so that reading it gives the same string.
package enum ScalarText {
    /// Where a scalar stands.
    package enum Place: Sendable {
        /// On a line of its own or behind a key: texts of several lines become a block.
        case block
        /// Between brackets, or as a key.
        case flow
    }

    /// A string on one line: plain where every parser reads it back as that string, else in double quotes.
    package static func inline(_ text: String, in place: Place = .block) -> String {
        isPlain(text, in: place) ? text : quoted(text)
    }

    /// A text of several lines as a literal block, from its `|` on: to the letter.
    ///
    /// - Parameters:
    ///   - indentation: the blanks in front of every line.
    ///   - step: how many of them are more than in front of what holds the block: 1 to 9.
    ///   - isFollowed: whether other lines may stand behind the block: where a text ends with blank lines, those would
    ///     become part of it.
    /// - Returns: nil for a text of one line, and for one that no block can hold: with other line breaks than LF,
    ///   control characters, or nothing but white space.
    package static func literal(_ text: String, indentation: Int, step: Int = 2, isFollowed: Bool = false) -> String? {
        guard (1...9).contains(step), text.utf8.contains(UInt8(ascii: "\n")), !text.allSatisfy(\.isWhitespace),
            text.unicodeScalars.allSatisfy({ $0 == "\n" || isShown($0) || $0 == "\t" })
        else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let breaks = text.utf8.reversed().prefix { $0 == UInt8(ascii: "\n") }.count
        guard breaks < 2 || !isFollowed else { return nil }
        let chomping = breaks == 0 ? "-" : breaks == 1 ? "" : "+"
        if breaks > 0 { lines.removeLast() }
        // Parsers take the blanks of the first line with text for the block's own, unless it says how many it has.
        let first = lines.first { !$0.isEmpty }
        let needsIndicator = first.map { [0x20, 0x09].contains($0.utf8.first) } ?? false
        let blanks = String(repeating: " ", count: indentation)
        return "|" + (needsIndicator ? "\(step)" : "") + chomping
            + lines.map { $0.isEmpty ? "\n" : "\n\(blanks)\($0)" }.joined()
    }

    /// A string in double quotes.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where isShown(scalar): result.unicodeScalars.append(scalar)
            case let scalar where scalar.value <= 0xFF: result += "\\x" + hexadecimal(scalar, digits: 2)
            case let scalar where scalar.value <= 0xFFFF: result += "\\u" + hexadecimal(scalar, digits: 4)
            case let scalar: result += "\\U" + hexadecimal(scalar, digits: 8)
            }
        }
        return result + "\""
    }

    /// Whether a string can stand without quotes and stay a string.
    package static func isPlain(_ text: String, in place: Place) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            ScalarMeaning(plain: text) == .string, text.unicodeScalars.allSatisfy(isShown),
            first != " ", last != " ", last != ":", !"!\"#%&'*,:>?@[]`{|}=".unicodeScalars.contains(first),
            !["-", "<<"].contains(text), !["- ", "---", "..."].contains(where: { text.utf8.starts(with: $0.utf8) })
        else { return false }
        // By scalars: a blank with a combining sign behind it is one character.
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "#", previous == " " { return false }
            if scalar == " ", previous == ":" { return false }
            // A question mark within is allowed, and PyYAML takes it for a key all the same.
            if place == .flow, ",[]{}:?".unicodeScalars.contains(scalar) { return false }
            previous = scalar
        }
        return true
    }

    /// Whether a character can be written as it is and is seen as what it is. A no-break space is, as in texts.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF: false
        default: CharacterCheck.isAllowed(scalar.value)
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

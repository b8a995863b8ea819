/// Makes text of others safe and honest on a terminal.
///
/// Prompts, file names and server messages may hold escape sequences that move the cursor or rewrite the screen, and
/// marks that reverse the direction of writing. A reviewer has to see them, and the terminal must not.
package enum VisibleText {
    /// The text as one line: every control and direction character shown by a picture (`␛`, `␍`) or its number
    /// (`<U+202E>`).
    package static func line(_ text: String) -> String { visible(text, keepsTabs: false) }

    /// A line of a text that people write, where tabs are no surprise: as ``line(_:)``, and tabs stay.
    static func prose(_ text: String) -> String { visible(text, keepsTabs: true) }

    private static func visible(_ text: String, keepsTabs: Bool) -> String {
        guard text.unicodeScalars.contains(where: { replacement(for: $0) != nil }) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if let replacement = replacement(for: scalar), !(keepsTabs && scalar == "\t") {
                visible += replacement
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// The text with a number for everything that is not printable ASCII and `·` for blanks: texts that look alike are
    /// told apart.
    static func exact(_ text: String) -> String {
        var visible = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ": visible += "·"
            case "\t": visible += "⇥"
            case _ where scalar.value >= 0x7F: visible += "<U+\(hexadecimal(scalar.value))>"
            default: visible += replacement(for: scalar) ?? String(Character(scalar))
            }
        }
        return visible
    }

    /// A changed piece of prose: as ``prose(_:)``, and spaces that are none of the keyboard's stand as their numbers.
    static func changedProse(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value > 0x7F && $0.properties.isWhitespace }) else {
            return prose(text)
        }
        return text.unicodeScalars.map { scalar in
            scalar.value > 0x7F && scalar.properties.isWhitespace
                ? "<U+\(hexadecimal(scalar.value))>" : prose(String(Character(scalar)))
        }.joined()
    }

    /// What is printed instead of a character; nil for one that is printed as it is.
    static func replacement(for scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x00...0x1F: return String(UnicodeScalar(0x2400 + scalar.value).map(Character.init) ?? "\u{FFFD}")
        case 0x7F: return "\u{2421}"
        case 0x80...0x9F, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF,
            0xE0000...0xE007F, 0xFFF9...0xFFFB, 0x200B, 0x2060, 0x00AD:
            return "<U+\(hexadecimal(scalar.value))>"
        default: return nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

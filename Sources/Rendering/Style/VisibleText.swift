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
        text.replacingScalars { keepsTabs && $0 == "\t" ? nil : replacement(for: $0) }
    }

    /// The text with a number for everything that is not printable ASCII and `·` for blanks: texts that look alike are
    /// told apart.
    static func exact(_ text: String) -> String {
        text.replacingScalars { scalar in
            switch scalar {
            case " ": "·"
            case "\t": "⇥"
            case _ where scalar.value >= 0x7F: "<U+\(hexadecimal(scalar.value))>"
            default: replacement(for: scalar)
            }
        }
    }

    /// A changed piece of prose: as ``prose(_:)``, and spaces that are none of the keyboard's stand as their numbers.
    static func changedProse(_ text: String) -> String {
        text.replacingScalars { scalar in
            if scalar.value > 0x7F && scalar.properties.isWhitespace { return "<U+\(hexadecimal(scalar.value))>" }
            return scalar == "\t" ? nil : replacement(for: scalar)
        }
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

extension String {
    /// The text with other text for those scalars that have some.
    func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        guard unicodeScalars.contains(where: { replacement($0) != nil }) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result += text
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

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
        // Nearly every text is nothing but printable ASCII.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        return text.replacingScalars { keepsTabs && $0.scalar == "\t" ? nil : replacement(for: $0) }
    }

    /// The text with a number for everything that is not printable ASCII and `·` for blanks: texts that look alike are
    /// told apart.
    static func exact(_ text: String) -> String {
        text.replacingScalars { place in
            switch place.scalar {
            case " ": "·"
            case "\t": "⇥"
            case let scalar where scalar.value >= 0x7F: "<U+\(hexadecimal(scalar.value))>"
            default: replacement(for: place)
            }
        }
    }

    /// A changed piece of prose: as ``prose(_:)``, and spaces that are none of the keyboard's stand as their numbers.
    static func changedProse(_ text: String) -> String {
        text.replacingScalars { place in
            let scalar = place.scalar
            if scalar.value > 0x7F && scalar.properties.isWhitespace { return "<U+\(hexadecimal(scalar.value))>" }
            return scalar == "\t" ? nil : replacement(for: place)
        }
    }

    /// What is printed instead of a character; nil for one that is printed as it is.
    static func replacement(for place: ScalarPlace) -> String? {
        let value = place.scalar.value
        switch value {
        case 0x20...0x7E: return nil
        case 0x00...0x1F: return String(UnicodeScalar(0x2400 + value).map(Character.init) ?? "\u{FFFD}")
        case 0x7F: return "\u{2421}"
        case 0x80...0x9F, 0x2028, 0x2029, 0xFFF9...0xFFFB: return "<U+\(hexadecimal(value))>"
        default: return place.isHidden ? "<U+\(hexadecimal(value))>" : nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension String {
    /// The text with other text for those characters that have some.
    func replacingScalars(_ replacement: (ScalarPlace) -> String?) -> String {
        var result = ""
        var isChanged = false
        ScalarPlace.forEach(in: unicodeScalars) { place in
            if let text = replacement(place) {
                result += text
                isChanged = true
            } else {
                result.unicodeScalars.append(place.scalar)
            }
        }
        return isChanged ? result : self
    }
}

/// How many columns of a terminal text takes.
///
/// East Asian wide characters and emoji take two, combining marks none (Unicode Standard Annex 11). Terminals differ
/// in rare sequences; what stands here is what most of them do.
package enum DisplayWidth {
    /// The columns of a text without control characters.
    package static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return widths(of: text.unicodeScalars).reduce(0, +)
    }

    /// The columns that each scalar adds; the parts of one emoji sequence add up to its two columns.
    static func widths(of scalars: some Sequence<Unicode.Scalar>) -> [Int] {
        var widths: [Int] = []
        var previous: Unicode.Scalar?
        var isPairOpen = false
        for scalar in scalars {
            let isRegional = isRegionalIndicator(scalar)
            defer {
                previous = scalar
                isPairOpen = isRegional && !isPairOpen
            }
            if previous?.value == 0x200D || (isRegional && isPairOpen) {
                widths.append(0)
            } else if scalar.value == 0xFE0F, let previous, previous.properties.isEmoji, widths.last == 1 {
                widths.append(1)
            } else if scalar.properties.isEmojiModifier, previous?.properties.isEmojiModifierBase == true {
                widths.append(0)
            } else {
                widths.append(width(of: scalar))
            }
        }
        return widths
    }

    /// The start of a text that takes at most this many columns; `…` stands for the rest.
    static func prefix(of text: String, columns: Int) -> String {
        guard of(text) > columns else { return text }
        guard columns > 0 else { return "" }
        var used = 0
        var kept = String.UnicodeScalarView()
        for (scalar, width) in zip(text.unicodeScalars, widths(of: text.unicodeScalars)) {
            guard used + width <= columns - 1 else { break }
            used += width
            kept.append(scalar)
        }
        return String(kept) + "…"
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1160...0x11FF: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

import Foundation

/// The form in which texts and queries are compared: what people type finds what a document holds, whatever characters its
/// program wrote. What is shown stays as it was written.
///
/// - Compatibility forms are their plain characters: ligatures, full-width letters, half-width kana (NFKC).
/// - Soft hyphens go, with a line break behind them, and so do other characters that show nothing. `ß` is `ss`.
/// - Scripts that put no blanks between words (and Korean, which joins particles to them) are cut into pairs of letters.
///   Vowel signs above and below letters are left out there.
enum SearchForm {
    /// A text as it is indexed; nil where that is the text itself.
    static func indexed(_ text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        let form = cut(folded(text), endingRuns: true)
        return form == text ? nil : form
    }

    /// A query as it is looked for.
    static func query(_ text: String) -> String { cut(folded(text), endingRuns: false) }

    /// A text in plain characters, its words uncut.
    static func folded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        var isBehindSoftHyphen = false
        // In two steps: Foundation leaves the voiced marks of half-width kana apart in one.
        let plain = text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        for scalar in plain.unicodeScalars {
            if isBehindSoftHyphen, scalar.properties.isWhitespace { continue }
            isBehindSoftHyphen = scalar == "\u{AD}"
            switch scalar {
            case "ß", "ẞ": result.append(contentsOf: "ss".unicodeScalars)
            // The blank that nobody sees ends words.
            case "\u{200B}": result.append(" ")
            case _ where scalar.value >= 0xAD && scalar.properties.isDefaultIgnorableCodePoint: break
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a word is one letter of a script that is cut into pairs: pairs that begin with it are meant, too.
    static func isLoneLetter(_ word: String) -> Bool {
        word.unicodeScalars.count == 1 && word.unicodeScalars.allSatisfy(hasNoBlanks)
    }

    /// - Parameter endingRuns: adds the last letter of each run by itself, for queries of that letter alone.
    private static func cut(_ text: String, endingRuns: Bool) -> String {
        guard text.unicodeScalars.contains(where: hasNoBlanks) else { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        var isPair = false
        func endRun() {
            if let last = previous {
                if endingRuns || !isPair { result.append(last) }
                result.append(" ")
            }
            (previous, isPair) = (nil, false)
        }
        for scalar in text.unicodeScalars {
            guard hasNoBlanks(scalar) else {
                if previous != nil, isVowelSign(scalar) { continue }
                endRun()
                result.append(scalar)
                continue
            }
            if let previous {
                result.append(contentsOf: [previous, scalar, " "])
                isPair = true
            } else {
                result.append(" ")
            }
            previous = scalar
        }
        endRun()
        return String(result)
    }

    private static func isVowelSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    /// Letters of Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese.
    private static func hasNoBlanks(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x0E00, scalar.properties.isAlphabetic, !isVowelSign(scalar) else { return false }
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1100...0x11FF, 0x3005...0x3007, 0x3040...0x318F,
            0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            return true
        default: return false
        }
    }
}

/// How many tokens a text has, roughly: the vocabularies of tokenizers are not part of this program.
///
/// A rule of thumb for the tokenizers of OpenAI's models, by kind of character, not validated against one. Expect an
/// error of a fifth on prose in English, and more on other languages and on code:
///
/// | characters | tokens |
/// | --- | --- |
/// | a word in Latin letters, with the space before it | 1 for each 7 letters begun |
/// | a word in Cyrillic, Greek, Arabic or Hebrew letters | 1 for each 4 letters begun |
/// | Chinese, Japanese and Korean characters | 4 for 5 |
/// | letters of other scripts | 2 for 5 |
/// | digits | 1 for each 3 begun |
/// | a run of punctuation, as in code | 1 for each 2 begun |
/// | a run of spaces, as at the start of a line of code | 1 for each 16 begun; a single space belongs to its word |
/// | a run of line ends | 1 |
/// | everything else, such as emoji | 2 |
package enum TokenEstimate {
    /// The estimate for a text.
    package static func tokens(in text: String) -> Int {
        var fifths = 0
        var run = 0
        var kind = Kind.space
        for scalar in text.unicodeScalars {
            let next = Kind(scalar)
            if next != kind {
                fifths += kind.fifths(run)
                (kind, run) = (next, 0)
            }
            run += 1
        }
        return (fifths + kind.fifths(run) + 4) / 5
    }

    private enum Kind {
        case latin, alphabet, ideograph, otherLetter, digit, punctuation, space, lineEnd, other

        init(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x0A, 0x0D: self = .lineEnd
            case 0x20, 0x09, 0xA0: self = .space
            case 0x30...0x39: self = .digit
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x1E00...0x1EFF:
                self = .latin
            case 0x21...0x7E: self = .punctuation
            case 0x370...0x6FF, 0x1F00...0x1FFF: self = .alphabet
            case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
                self = .ideograph
            case 0x2010...0x203A: self = .punctuation
            default: self = scalar.properties.isAlphabetic ? .otherLetter : .other
            }
        }

        /// Of a token, for a run of characters of this kind.
        func fifths(_ count: Int) -> Int {
            func begun(_ size: Int) -> Int { (count + size - 1) / size * 5 }
            return switch self {
            case .latin: begun(7)
            case .alphabet: begun(4)
            case .ideograph: count * 4
            case .otherLetter: count * 2
            case .digit: begun(3)
            case .punctuation: begun(2)
            case .space: count <= 1 ? 0 : begun(16)
            case .lineEnd: 5
            case .other: count * 10
            }
        }
    }
}

/// A character of a text with those beside it, which tell the parts of an emoji from marks that hide something.
struct ScalarPlace {
    let scalar: Unicode.Scalar
    let previous: Unicode.Scalar?
    let next: Unicode.Scalar?

    /// Those of a text, in its order.
    static func all(in scalars: some Collection<Unicode.Scalar>) -> [ScalarPlace] {
        var places: [ScalarPlace] = []
        places.reserveCapacity(scalars.count)
        forEach(in: scalars) { places.append($0) }
        return places
    }

    /// Goes through those of a text in its order.
    static func forEach(in scalars: some Sequence<Unicode.Scalar>, _ body: (ScalarPlace) -> Void) {
        var iterator = scalars.makeIterator()
        var previous: Unicode.Scalar?
        var current = iterator.next()
        while let scalar = current {
            let next = iterator.next()
            body(ScalarPlace(scalar: scalar, previous: previous, next: next))
            (previous, current) = (scalar, next)
        }
    }

    /// Whether the character shows nothing of its own (the property Default_Ignorable_Code_Point of Unicode) and does
    /// not belong to what it stands beside. Such characters hide words from readers that models read.
    ///
    /// Emoji have U+FE0F behind them and U+200D between them; the joiners of Persian and of Indian scripts stand behind
    /// their letters.
    var isHidden: Bool {
        guard scalar.value >= 0xAD, scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.value {
        case 0xFE0F: return !isEmojiPresentation
        case 0x200D: return !(joinsEmoji || followsJoiningLetter)
        case 0x200C: return !followsJoiningLetter
        default: return true
        }
    }

    /// Behind an emoji. Digits count with a keycap behind them only: `1️⃣`.
    private var isEmojiPresentation: Bool {
        guard let previous, previous.properties.isEmoji else { return false }
        return !previous.isASCII || next?.value == 0x20E3
    }

    private var joinsEmoji: Bool {
        guard let previous, let next else { return false }
        return Self.isPicture(next) && (Self.isPicture(previous) || previous.value == 0xFE0F)
    }

    private var followsJoiningLetter: Bool {
        guard let previous else { return false }
        switch previous.properties.generalCategory {
        case .otherLetter, .nonspacingMark, .spacingMark: return previous.properties.isAlphabetic || isVirama(previous)
        default: return false
        }
    }

    /// The sign that takes the vowel from a letter; joiners say whether it fuses with the next.
    private func isVirama(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass.rawValue == 9
    }

    private static func isPicture(_ scalar: Unicode.Scalar) -> Bool { !scalar.isASCII && scalar.properties.isEmoji }
}

/// Two texts that differ and look the same, or nearly so: what a reviewer has to be told.
enum LookAlike: String {
    /// `é` as one scalar and as two.
    case unicodeForm = "Unicode form only"
    case whiteSpace = "white space only"
    case invisible = "invisible characters only"

    /// Nil for texts that differ in more, and for equal ones.
    init?(_ old: String, _ new: String) {
        guard !old.utf8.elementsEqual(new.utf8) else { return nil }
        // Swift compares by canonical equivalence.
        if old == new {
            self = .unicodeForm
        } else if Self.isEqual(old, new, without: \.properties.isWhitespace) {
            self = .whiteSpace
        } else if Self.isEqual(old, new, without: { $0.properties.isWhitespace || Self.isInvisible($0) }) {
            self = .invisible
        } else {
            return nil
        }
    }

    private static func isEqual(_ old: String, _ new: String, without isLeftOut: (Unicode.Scalar) -> Bool) -> Bool {
        var others = new.unicodeScalars.makeIterator()
        func nextOther() -> Unicode.Scalar? {
            while let scalar = others.next() {
                if !isLeftOut(scalar) { return scalar }
            }
            return nil
        }
        for scalar in old.unicodeScalars where !isLeftOut(scalar) {
            guard nextOther() == scalar else { return false }
        }
        return nextOther() == nil
    }

    /// What takes no space and is no white space, such as a zero width space.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F && scalar.properties.isDefaultIgnorableCodePoint
    }
}

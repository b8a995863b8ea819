/// Two texts that differ and look the same, or nearly so: what a reviewer has to be told.
enum LookAlike: String {
    /// `é` as one scalar and as two.
    case unicodeForm = "Unicode form only"
    case whiteSpace = "white space only"
    case toLineFeeds = "line endings CRLF → LF"
    case toCarriageReturns = "line endings LF → CRLF"

    /// Nil for texts that differ in more, and for equal ones.
    init?(_ old: String, _ new: String) {
        guard !old.utf8.elementsEqual(new.utf8) else { return nil }
        // Swift compares by canonical equivalence.
        if old == new {
            self = .unicodeForm
        } else if old.replacing("\r\n", with: "\n").utf8.elementsEqual(new.utf8) {
            self = .toLineFeeds
        } else if new.replacing("\r\n", with: "\n").utf8.elementsEqual(old.utf8) {
            self = .toCarriageReturns
        } else if Self.withoutSpace(old) == Self.withoutSpace(new) {
            self = .whiteSpace
        } else {
            return nil
        }
    }

    private static func withoutSpace(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace }
    }
}

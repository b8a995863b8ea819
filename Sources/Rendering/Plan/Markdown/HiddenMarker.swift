/// The comment that nobody sees and by which a pipeline finds its own comment again, to update it in place.
package enum HiddenMarker {
    /// Such as `<!-- assistantctl project=velo-lindqvist environment=production -->`.
    ///
    /// Names are letters, digits and single hyphens; anything else is percent-encoded, so that no name ends the comment.
    package static func text(project: String, environment: String) -> String {
        "<!-- assistantctl project=\(encoded(project)) environment=\(encoded(environment)) -->"
    }

    private static func encoded(_ name: String) -> String {
        var encoded = ""
        for byte in name.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || character == "_")
            if isPlain || (character == "-" && encoded.last != "-") {
                encoded.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

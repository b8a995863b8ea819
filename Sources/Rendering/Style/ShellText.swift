/// Texts as words of a shell.
package enum ShellText {
    /// The text as a shell reads it back: in single quotes, unless every character is harmless.
    package static func quoted(_ text: String) -> String {
        let isHarmless =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_-./:@".unicodeScalars.contains(scalar))
            }
        return isHarmless ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

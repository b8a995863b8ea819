/// Texts as words of a shell.
package enum ShellText {
    /// The text as a shell reads it back: in single quotes, unless every character is harmless.
    package static func quoted(_ text: String) -> String {
        let isHarmless =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_-./:@".unicodeScalars.contains(scalar))
            }
        if isHarmless { return text }
        // By scalars: with an accent behind it a quote is no `Character` of its own, and still ends the word.
        let parts = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.map(String.init).joined(separator: "'\\''") + "'"
    }
}

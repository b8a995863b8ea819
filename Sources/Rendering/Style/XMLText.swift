/// Text of others inside of XML.
enum XMLText {
    /// Attributes with a space in front of each.
    static func attributes(_ members: [(String, String)]) -> String {
        members.map { " \($0)=\"\(escaped(VisibleText.line($1)))\"" }.joined()
    }

    /// XML 1.0 has no way to write U+FFFE and U+FFFF, nor control characters: those are visible already.
    static func escaped(_ text: String) -> String {
        MarkdownText.html(text).replacingScalars {
            $0.scalar == "\u{FFFE}" || $0.scalar == "\u{FFFF}" ? "\u{FFFD}" : nil
        }
    }
}

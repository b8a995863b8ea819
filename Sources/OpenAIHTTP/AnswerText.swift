/// Text that comes from a server, made fit for a terminal.
enum AnswerText {
    /// On one line, without control characters, at most so many characters.
    static func shortened(_ text: String, to limit: Int) -> String {
        var cleaned = ""
        var pendingSpace = false
        for character in text {
            if character.isWhitespace {
                pendingSpace = !cleaned.isEmpty
            } else if !character.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                if pendingSpace { cleaned += " " }
                pendingSpace = false
                cleaned.append(character)
            }
        }
        return cleaned.count > limit ? cleaned.prefix(limit) + "…" : cleaned
    }
}

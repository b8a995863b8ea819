import OrderedJSON

/// Texts that some servers show without the white space around them (docs/openai-api.md, 13.17).
enum TrimmedText {
    private static let fields: Set<String> = ["instructions", "description"]

    /// Whether what is shown of a field is what such a server makes of what was sent.
    static func isShown(_ live: JSONValue?, of desired: JSONValue?, at path: String) -> Bool {
        guard fields.contains(path), let text = desired?.stringValue, let shown = live.map(\.stringValue) ?? "" else {
            return false
        }
        let start = text.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex
        return start[..<end] == shown
    }
}

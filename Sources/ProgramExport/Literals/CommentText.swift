/// Texts of others in comments: whatever they hold, no line of them is anything but a comment.
enum CommentText {
    private static let width = 100

    /// Lines that begin with the mark of a comment, broken between words.
    ///
    /// - Parameters:
    ///   - mark: such as `#`.
    ///   - indent: spaces in front of it.
    static func lines(_ text: String, mark: String, indent: Int = 0) -> [String] {
        let start = String(repeating: " ", count: indent) + mark
        // Every character that ends a line in some language separates paragraphs.
        let paragraphs = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            "\n\r\u{B}\u{C}\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
        }
        return paragraphs.flatMap { paragraph -> [String] in
            var lines: [String] = []
            var line = ""
            for word in paragraph.split(separator: " ").map({ String($0).escapingScalars(unseen) }) {
                if !line.isEmpty,
                    start.utf8.count + 1 + line.unicodeScalars.count + 1 + word.unicodeScalars.count > width
                {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? word : " " + word
            }
            lines.append(line)
            return lines
        }.map { $0.isEmpty ? start : start + " " + $0 }
    }

    static func text(_ text: String, mark: String, indent: Int = 0) -> String {
        lines(text, mark: mark, indent: indent).joined(separator: "\n")
    }

    private static func unseen(_ scalar: Unicode.Scalar) -> String? {
        SourceScalar.isPlain(scalar) ? nil : "\u{FFFD}"
    }
}

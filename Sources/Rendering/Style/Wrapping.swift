/// Breaks running text into lines.
enum Wrapping {
    /// The text in one line: each run of white space becomes one space.
    static func collapsed(_ text: String) -> String {
        text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }.joined(separator: " ")
    }

    /// Lines of at most this many columns, broken at spaces. A longer word, or a text in a script without spaces, is
    /// broken anywhere.
    static func lines(_ text: String, columns: Int) -> [String] {
        let columns = max(columns, 10)
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ").flatMap({ pieces(of: $0, columns: columns) }) {
            let width = DisplayWidth.of(word)
            if !line.isEmpty, used + 1 + width > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            used += width + (line.isEmpty ? 0 : 1)
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func pieces(of word: Substring, columns: Int) -> [String] {
        guard DisplayWidth.of(String(word)) > columns else { return [String(word)] }
        var pieces: [String] = []
        var piece = ""
        var used = 0
        for character in word {
            let width = DisplayWidth.of(String(character))
            if used + width > columns {
                pieces.append(piece)
                (piece, used) = ("", 0)
            }
            piece.append(character)
            used += width
        }
        return pieces + [piece]
    }
}

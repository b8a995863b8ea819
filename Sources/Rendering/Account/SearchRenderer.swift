import OrderedJSON

/// A piece of a knowledge file that a search found.
package struct SearchPassage: Equatable, Sendable {
    /// 0 to 1.
    package var score: Double
    /// Of the file object: what citations show.
    package var filename: String
    /// Of the file object.
    package var fileID: String
    /// The file's path in the project; nil for a file that somebody attached by hand.
    package var path: String?
    /// As it was indexed.
    package var text: String

    /// A passage as the server gave it.
    package init(score: Double, filename: String, fileID: String, path: String?, text: String) {
        self.score = score
        self.filename = filename
        self.fileID = fileID
        self.path = path
        self.text = text
    }
}

/// Passages for people, in the order they come: the best first.
package struct SearchRenderer: Sendable {
    private let style: TerminalStyle

    /// Lines of a passage that are shown.
    private static let shownLines = 6

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// The passages with their scores and places, long ones cut.
    package func text(_ passages: [SearchPassage], query: String) -> String {
        guard !passages.isEmpty else { return "Nothing found for \"\(VisibleText.line(query))\".\n" }
        return passages.enumerated().map { index, passage in
            let place = VisibleText.line(passage.path ?? "\(passage.filename) (\(passage.fileID), attached by hand)")
            let score = style.paint(Self.scoreText(passage.score), .dim)
            let columns = min(style.width ?? 100, 100) - 3
            var excerpt = Wrapping.lines(VisibleText.line(Wrapping.collapsed(passage.text)), columns: columns)
            if excerpt.count > Self.shownLines {
                excerpt = Array(excerpt.prefix(Self.shownLines))
                excerpt[Self.shownLines - 1] += " …"
            }
            return Wording.output(["\(index + 1). \(style.paint(place, .bold))  \(score)"] + excerpt.map { "   " + $0 })
        }.joined(separator: "\n")
    }

    /// Two decimals: `0.83`.
    private static func scoreText(_ score: Double) -> String {
        let hundredths = Int((min(max(score.isNaN ? 0 : score, 0), 1000) * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

/// Passages for programs: `format_version` (`1.0`), `query`, and `passages[]` with `score`, `filename`, `file_id`, `path`
/// (or null) and `text`.
package enum SearchJSON {
    /// The passages as pretty JSON.
    package static func text(_ passages: [SearchPassage], query: String) -> String {
        JSONText.output(
            [
                "format_version": "1.0",
                "query": .string(query),
                "passages": .array(
                    passages.map { passage in
                        [
                            "score": .number(passage.score),
                            "filename": .string(passage.filename),
                            "file_id": .string(passage.fileID),
                            "path": JSONValue(passage.path),
                            "text": .string(passage.text),
                        ]
                    }
                ),
            ]
        )
    }
}

import SourceDiagnostics

/// The instructions of one assistant, cut into lines for the lints: each of them looks at every line once.
struct Prompt {
    /// A line of a part.
    struct Line {
        /// The index of the part.
        var passage: Int
        /// From 0, in the part.
        var number: Int
        /// In UTF-8, without the line end.
        var bytes: ArraySlice<UInt8>
        /// Whether it stands in a fenced block of code, or is one of its fences.
        var isCode: Bool
        /// Whether it holds nothing but blanks.
        var isBlank: Bool
    }

    /// The assistant's key, for messages.
    let assistant: String
    let passages: [PromptPassage]
    let lines: [Line]

    init(_ passages: [PromptPassage], of assistant: String) {
        self.assistant = assistant
        self.passages = passages
        var lines: [Line] = []
        for (index, passage) in passages.enumerated() {
            let bytes = Array(passage.text.utf8)
            var fence: ArraySlice<UInt8>?
            for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
                let text = line.drop { $0 == 0x20 || $0 == 0x09 }
                var isCode = fence != nil
                if let open = fence {
                    if text.starts(with: open), text.drop(while: { $0 == open.first }).allSatisfy({ $0 == 0x20 }) {
                        fence = nil
                    }
                } else if let opening = Self.fence(text) {
                    fence = opening
                    isCode = true
                }
                lines.append(
                    Line(passage: index, number: number, bytes: line, isCode: isCode, isBlank: text.isEmpty)
                )
            }
        }
        self.lines = lines
    }

    /// The backticks or tildes that open a block of code.
    private static func fence(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = text.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else { return nil }
        let marks = text.prefix { $0 == first }
        return marks.count >= 3 ? marks : nil
    }

    /// The place of a stretch of one line.
    func place(_ range: Range<Int>, of line: Line) -> SourceLocation {
        passages[line.passage].place(
            from: (line.number, column(of: range.lowerBound, in: line)),
            to: (line.number, column(of: range.upperBound, in: line))
        )
    }

    /// The place from the first character of one line to the end of another of the same part.
    func place(from first: Line, to last: Line) -> SourceLocation {
        let start = first.bytes.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? first.bytes.startIndex
        return passages[first.passage].place(
            from: (first.number, column(of: start, in: first)),
            to: (last.number, column(of: last.bytes.endIndex, in: last))
        )
    }

    private func column(of index: Int, in line: Line) -> Int {
        line.bytes[..<index].count { $0 & 0xC0 != 0x80 }
    }
}

/// How two texts differ, by line and, inside of changed lines, by word.
///
/// Bounded: time grows with the length of the texts even where they have nothing in common.
package struct ProseDiff: Equatable, Sendable {
    /// A stretch of changed lines with unchanged ones around it.
    package struct Hunk: Equatable, Sendable {
        /// The number of the first old line, from 1; of the line before where the hunk has no old line.
        package var oldStart: Int
        /// Removed lines and unchanged ones.
        package var oldCount: Int
        /// The number of the first new line, from 1; of the line before where the hunk has no new line.
        package var newStart: Int
        /// Added lines and unchanged ones.
        package var newCount: Int
        /// In order; of lines that changed together all removed ones, then all added ones.
        package var lines: [Line]
    }

    /// A line of a hunk.
    package struct Line: Equatable, Sendable {
        /// What became of the line.
        package enum Kind: Equatable, Sendable {
            case context, removed, added
        }

        /// What became of the line.
        package var kind: Kind
        /// From 1; nil for an added line.
        package var oldNumber: Int?
        /// From 1; nil for a removed line.
        package var newNumber: Int?
        /// The line without its line end, in pieces; no two neighbours are of one kind, and an empty line has none.
        package var spans: [Span]
        /// Whether the line belongs to a change of nothing but white space.
        package var isWhitespaceOnly: Bool
        /// False only for a last line that no line end follows.
        package var endsWithNewline: Bool
        /// Where the other text has the line, for one that belongs to a paragraph that moved.
        package var move: Move?

        /// The line without its line end.
        package var text: String { spans.map(\.text).joined() }
    }

    /// Where a line that moved stands in the other text.
    package struct Move: Equatable, Sendable {
        /// From 1; of the new text for a removed line, of the old one for an added line.
        package var line: Int
        /// Whether the line is the first of those that moved together.
        package var isStart: Bool
    }

    /// A piece of a line.
    package struct Span: Equatable, Sendable {
        /// Whether the other text has the piece as well.
        package enum Kind: Equatable, Sendable {
            case equal, removed, added
        }

        /// In a removed line `equal` or `removed`, in an added one `equal` or `added`.
        package var kind: Kind
        /// Never empty; control characters are as they stand in the text.
        package var text: String

        /// A piece of a kind.
        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// Lines that changed together. Indices count from 0.
    struct Group: Equatable, Sendable {
        var old: Range<Int>
        var new: Range<Int>
        var isWhitespaceOnly: Bool
        /// The removed lines, then the added ones.
        var lines: [Line]
    }

    private let groups: [Group]
    /// The new text's lines without line ends: what stands between the groups is equal in both texts.
    private let newLines: [String]
    private let newEndsWithNewline: Bool

    /// Compares two texts.
    package init(old: String, new: String) {
        let tokens = TextTokens(old: old, new: new)
        let oldLines = tokens.lines(in: tokens.old)
        let newLines = tokens.lines(in: tokens.new)
        let ranges = LineGroups(tokens: tokens, old: oldLines, new: newLines).ranges
        let moved = MovedLines(tokens: tokens, old: oldLines, new: newLines, groups: ranges)
        groups = ranges.map { old, new in
            let words = WordDiff(tokens: tokens, oldLines: Array(oldLines[old]), newLines: Array(newLines[new]))
            return Group(
                old: old,
                new: new,
                isWhitespaceOnly: words.isWhitespaceOnly,
                lines: moved.marking(words.lines(oldStart: old.lowerBound + 1, newStart: new.lowerBound + 1))
            )
        }
        self.newLines = newLines.map { tokens.text(tokens.withoutLineEnd($0)) }
        newEndsWithNewline = newLines.last.map { tokens.endsWithNewline($0) } ?? true
    }

    /// Whether the texts are equal, byte for byte.
    package var isEmpty: Bool { groups.isEmpty }

    /// Whether the texts differ, and in nothing but white space; line ends are white space.
    package var isWhitespaceOnly: Bool { !isEmpty && groups.allSatisfy(\.isWhitespaceOnly) }

    /// The changes, in order, each with up to `context` unchanged lines before and after it; hunks that would touch or
    /// overlap are one.
    package func hunks(context: Int) -> [Hunk] {
        let context = max(0, context)
        var hunks: [Hunk] = []
        var end = 0
        for (index, group) in groups.enumerated() {
            let start = max(end, group.new.lowerBound - context)
            let continues = index > 0 && start == end && group.new.lowerBound - end <= context
            if !continues {
                hunks.append(Hunk(oldStart: 0, oldCount: 0, newStart: 0, newCount: 0, lines: []))
            }
            let shift = group.old.lowerBound - group.new.lowerBound
            hunks[hunks.count - 1].lines += contextLines(start..<group.new.lowerBound, oldShift: shift)
            hunks[hunks.count - 1].lines += group.lines
            let next = index + 1 < groups.count ? groups[index + 1].new.lowerBound : newLines.count
            end = min(group.new.upperBound + context, next)
            let shiftAfter = group.old.upperBound - group.new.upperBound
            hunks[hunks.count - 1].lines += contextLines(group.new.upperBound..<end, oldShift: shiftAfter)
            if !continues {
                hunks[hunks.count - 1].oldStart = start + shift
                hunks[hunks.count - 1].newStart = start
            }
        }
        return hunks.map(counted)
    }

    /// The hunk with its counts, and its starts, so far indices, as line numbers.
    private func counted(_ hunk: Hunk) -> Hunk {
        var hunk = hunk
        hunk.oldCount = hunk.lines.count { $0.kind != .added }
        hunk.newCount = hunk.lines.count { $0.kind != .removed }
        if hunk.oldCount > 0 { hunk.oldStart += 1 }
        if hunk.newCount > 0 { hunk.newStart += 1 }
        return hunk
    }

    private func contextLines(_ range: Range<Int>, oldShift: Int) -> [Line] {
        range.map { index in
            Line(
                kind: .context,
                oldNumber: index + oldShift + 1,
                newNumber: index + 1,
                spans: newLines[index].isEmpty ? [] : [Span(.equal, newLines[index])],
                isWhitespaceOnly: false,
                endsWithNewline: index + 1 < newLines.count || newEndsWithNewline
            )
        }
    }
}

extension TextTokens {
    func endsWithNewline(_ line: Range<Int>) -> Bool { bytes[line.upperBound - 1] == UInt8(ascii: "\n") }

    func withoutLineEnd(_ line: Range<Int>) -> Range<Int> {
        endsWithNewline(line) ? line.lowerBound..<line.upperBound - 1 : line
    }
}

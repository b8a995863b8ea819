import Planning

/// A diff of prose as lines: `-` and `+` before changed lines, `[-…-]` and `{+…+}` around changed words.
///
/// The marks are there with and without colour: a plan is pasted into messages and read by people who do not see the
/// difference between red and green.
struct ProseDiffText {
    let style: TerminalStyle
    let context: DiffContext
    /// Whether changed pieces look alike as they are.
    var isExact = false
    /// Characters that a changed piece of a long line may have before its middle is cut.
    var piece = Int.max

    /// Unchanged text in a long line that is kept on each side of a change.
    private static let keptAround = 60
    /// Lines with more characters are cut, unless everything is to be shown.
    private static let longLine = 240

    /// - Parameter namesLines: Whether each hunk starts with the number of its first changed line.
    func lines(of diff: ProseDiff, namesLines: Bool) -> [FieldDisplay.Line] {
        diff.hunks(context: context.lineCount).flatMap { hunk -> [FieldDisplay.Line] in
            let header = style.paint("@@ line \(Self.firstChangedLine(of: hunk)) @@", .cyan)
            return (namesLines ? [.init(header)] : []) + hunk.lines.flatMap(lines)
        }
    }

    /// The line as the new text counts it; of lines that only went, where they were in the old one.
    private static func firstChangedLine(of hunk: ProseDiff.Hunk) -> Int {
        let changed = hunk.lines.filter { $0.kind != .context }
        return changed.lazy.compactMap(\.newNumber).first ?? changed.lazy.compactMap(\.oldNumber).first ?? hunk.newStart
    }

    private func lines(of line: ProseDiff.Line) -> [FieldDisplay.Line] {
        let (prefix, colors) = (line.kind.prefix, line.kind.colors)
        let isWhole = !line.spans.contains { $0.kind == .equal }
        let pieces = shortened(line.spans).map { span -> String in
            switch span.kind {
            case .equal: return style.paint(VisibleText.prose(span.text), colors)
            case .removed, .added:
                let text = visible(span.text, showsBlanks: line.isWhitespaceOnly)
                if isWhole { return style.paint(text, colors) }
                return style.paint(span.kind == .removed ? "[-\(text)-]" : "{+\(text)+}", colors + [.bold])
            }
        }
        let text = pieces.joined()
        let isEmptyContext = text.isEmpty && line.kind == .context
        var lines: [FieldDisplay.Line] = []
        if let move = line.move, move.isStart {
            let direction = line.kind == .removed ? "moved to" : "moved from"
            lines.append(.init(style.paint("\\ \(direction) line \(move.line):", .dim)))
        }
        let mark = style.paint(text.isEmpty ? String(prefix.prefix(1)) : prefix, colors)
        lines.append(.init(isEmptyContext ? "" : mark + text, line.kind))
        if line.kind != .context, line.isWhitespaceOnly, !line.endsWithNewline {
            lines.append(.init(style.paint("\\ no line end here", .dim)))
        }
        return lines
    }

    private func visible(_ text: String, showsBlanks: Bool) -> String {
        if isExact { return VisibleText.exact(text) }
        let isBlank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        return showsBlanks || isBlank ? VisibleText.exact(text) : VisibleText.changedProse(text)
    }

    /// The spans without most of the unchanged text of a long line.
    private func shortened(_ spans: [ProseDiff.Span]) -> [ProseDiff.Span] {
        guard context != .full else { return spans }
        return LongLine.shortened(spans, limit: Self.longLine, keptAround: Self.keptAround, piece: piece)
    }
}

extension ProseDiff.Line.Kind {
    /// What stands in front of such a line.
    var prefix: String {
        switch self {
        case .context: "  "
        case .removed: "- "
        case .added: "+ "
        }
    }

    var colors: [TerminalColor] {
        switch self {
        case .context: []
        case .removed: [.red]
        case .added: [.green]
        }
    }
}

/// How much of what stays the same is shown around a change of prose.
package enum DiffContext: Equatable, Sendable {
    /// So many unchanged lines on each side; long lines and the texts of new objects are cut.
    case lines(Int)
    /// Everything; nothing is cut or folded.
    case full

    /// What `--context` takes: `full`, or a number of lines from 0.
    package init?(argument: String) {
        if argument == "full" {
            self = .full
        } else if let lines = Int(argument), lines >= 0 {
            self = .lines(lines)
        } else {
            return nil
        }
    }

    /// The number for a diff.
    var lineCount: Int {
        switch self {
        case .lines(let count): count
        case .full: .max / 4
        }
    }
}

/// A long line without most of what did not change in it.
enum LongLine {
    /// - Parameters:
    ///   - limit: Characters that a line may have before it is cut.
    ///   - keptAround: Characters that are kept beside a cut.
    ///   - piece: Characters that a changed piece may have before its middle is cut.
    static func shortened(
        _ spans: [ProseDiff.Span],
        limit: Int,
        keptAround: Int,
        piece: Int = .max
    ) -> [ProseDiff.Span] {
        guard spans.reduce(0, { $0 + $1.text.utf8.count }) > limit,
            spans.reduce(0, { $0 + $1.text.count }) > limit
        else { return spans }
        return spans.enumerated().map { index, span in
            var span = span
            guard span.kind == .equal else {
                if piece < .max { span.text = cut(span.text, head: piece / 2, tail: piece / 2) }
                return span
            }
            let head = spans.count == 1 ? limit : index == 0 ? 0 : keptAround
            let tail = index == spans.count - 1 ? 0 : keptAround
            span.text = cut(span.text, head: head, tail: tail)
            return span
        }
    }

    private static func cut(_ text: String, head: Int, tail: Int) -> String {
        guard text.utf8.count > head + tail + 1, text.count > head + tail + 1 else { return text }
        return text.prefix(head) + "…" + text.suffix(tail)
    }
}

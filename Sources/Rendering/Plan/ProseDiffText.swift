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

    /// Unchanged text in a long line that is kept on each side of a change.
    private static let keptAround = 60
    /// Lines with more characters are cut, unless everything is to be shown.
    private static let longLine = 240

    /// - Parameter namesLines: Whether each hunk starts with the number of its first changed line.
    func lines(of diff: ProseDiff, namesLines: Bool) -> [String] {
        diff.hunks(context: context.lineCount).flatMap { hunk in
            let header = namesLines ? [style.paint("@@ line \(Self.firstChangedLine(of: hunk)) @@", .cyan)] : []
            return header + hunk.lines.flatMap(lines)
        }
    }

    /// The line as the new text counts it; of lines that only went, where they were in the old one.
    private static func firstChangedLine(of hunk: ProseDiff.Hunk) -> Int {
        let changed = hunk.lines.filter { $0.kind != .context }
        return changed.lazy.compactMap(\.newNumber).first ?? changed.lazy.compactMap(\.oldNumber).first ?? hunk.newStart
    }

    private func lines(of line: ProseDiff.Line) -> [String] {
        let (prefix, colors): (String, [TerminalColor]) =
            switch line.kind {
            case .context: ("  ", [])
            case .removed: ("- ", [.red])
            case .added: ("+ ", [.green])
            }
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
        var lines: [String] = []
        if let move = line.move, move.isStart {
            let direction = line.kind == .removed ? "moved to" : "moved from"
            lines.append(style.paint("\\ \(direction) line \(move.line):", .dim))
        }
        lines.append(isEmptyContext ? "" : style.paint(text.isEmpty ? String(prefix.prefix(1)) : prefix, colors) + text)
        if line.kind != .context, line.isWhitespaceOnly, !line.endsWithNewline {
            lines.append(style.paint("\\ no line end here", .dim))
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
        return LongLine.shortened(spans, limit: Self.longLine, keptAround: Self.keptAround)
    }
}

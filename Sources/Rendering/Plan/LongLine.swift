import Planning

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

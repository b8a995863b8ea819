import OrderedJSON

/// A long value of one side: its first lines, and the rest to unfold.
struct TextBlock {
    let context: DiffContext

    /// Lines that are shown before the fold.
    private static let shownLines = 12
    /// Characters of one value in a page.
    private static let limit = 300_000

    /// - Parameter mark: Whether the text is marked as inserted (`ins`) or deleted (`del`).
    func html(of value: JSONValue, budget: inout PageBudget, mark: String? = nil) -> HTML {
        let lines = ValueText.lines(ValueText.text(value))
        let bytes = lines.reduce(lines.count) { $0 + $1.utf8.count }
        guard context == .full || bytes <= Self.limit, budget.takesChanged(bytes) else {
            let text = "\(Wording.count(lines.count, "line")) of \(ByteCount.text(bytes)), not in this page"
            return HTML("p", ["class": "rest"], .words(text + "; --context full shows all"))
        }
        guard context != .full, lines.count > Self.shownLines + 4 else { return block(lines, mark) }
        let rest = Wording.count(lines.count - Self.shownLines, "more line")
        return block(Array(lines.prefix(Self.shownLines)), mark)
            + HTML(
                "details",
                ["class": "fold"],
                HTML("summary", [:], .words(rest)),
                block(Array(lines.dropFirst(Self.shownLines)), mark)
            )
    }

    private func block(_ lines: [String], _ mark: String?) -> HTML {
        let text = HTML(Array(lines.map { [HTML.prose($0)] }.joined(separator: [.literal("\n")])))
        switch mark {
        case "ins": return HTML("pre", ["class": "add"], HTML("ins", [:], text))
        case "del": return HTML("pre", ["class": "del"], HTML("del", [:], text))
        default: return HTML("pre", [:], text)
        }
    }
}

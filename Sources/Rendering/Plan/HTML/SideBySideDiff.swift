import Planning

/// A diff in two columns, unchanged stretches folded.
struct SideBySideDiff {
    let context: DiffContext
    /// Whether changed pieces look alike as they are.
    var isExact = false

    /// Rows of one diff; the rest is counted.
    private static let rowLimit = 2_000
    /// Characters of a line before its unchanged stretches are cut.
    private static let longLine = 1_200
    /// Characters that are kept on each side of such a cut.
    private static let keptAround = 160
    /// Characters of a changed piece before it is cut.
    private static let longPiece = 20_000

    /// - Parameter label: What the diff is of, for those who do not see the page.
    func html(of diff: ProseDiff, label: String, budget: inout PageBudget) -> HTML {
        var html: [HTML] = []
        var rows = 0
        var leftOut = 0
        for (index, stretch) in DiffRows(diff, context: context).stretches.enumerated() {
            switch stretch {
            case .shown(let all):
                let room = context == .full ? all.count : max(0, Self.rowLimit - rows)
                let shown = Array(all.prefix(room))
                rows += shown.count
                leftOut += all.count - shown.count
                guard !shown.isEmpty else { continue }
                if budget.takesChanged(Self.size(of: shown)) {
                    html.append(table(shown, label: index == 0 ? label : nil))
                } else {
                    leftOut += shown.count
                }
            case .folded(let all) where leftOut > 0: leftOut += all.count
            case .folded(let all): html.append(fold(all, budget: &budget))
            }
        }
        if leftOut > 0 {
            html.append(.leftOut(leftOut, "more row of this diff", "more rows of this diff"))
        }
        return HTML("div", ["class": "diff"], html)
    }

    private static func size(of rows: [DiffRows.Row]) -> Int {
        rows.reduce(0) { size, row in
            let old = row.old?.spans.reduce(0) { $0 + $1.text.utf8.count } ?? 0
            let new = row.new?.spans.reduce(0) { $0 + $1.text.utf8.count } ?? 0
            return size + old + new + 100
        }
    }

    private func fold(_ rows: [DiffRows.Row], budget: inout PageBudget) -> HTML {
        let lines = Wording.count(rows.count, "unchanged line")
        guard budget.takesUnchanged(Self.size(of: rows)) else {
            return HTML("p", ["class": "rest"], .words("\(lines), not in this page"))
        }
        return HTML("details", ["class": "fold"], HTML("summary", [:], .words(lines)), table(rows, label: nil))
    }

    private func table(_ rows: [DiffRows.Row], label: String?) -> HTML {
        let head = HTML(
            "tr",
            [:],
            HTML("th", ["class": "n", "scope": "col"], HTML("span", ["class": "hidden"], .words("Line before"))),
            HTML("th", ["scope": "col"], .words("Before")),
            HTML("th", ["class": "n", "scope": "col"], HTML("span", ["class": "hidden"], .words("Line after"))),
            HTML("th", ["scope": "col"], .words("After"))
        )
        return HTML(
            "table",
            [:],
            label.map { HTML("caption", ["class": "hidden"], .line($0)) } ?? .empty,
            // A hidden head is out of the table, and gives its columns no width.
            .literal("<colgroup><col class=\"n\"><col><col class=\"n\"><col></colgroup>"),
            HTML("thead", ["class": label == nil ? "hidden" : nil], head),
            HTML("tbody", [:], rows.map(row))
        )
    }

    private func row(_ row: DiffRows.Row) -> HTML {
        if row.isUnchanged, let line = row.old {
            let text = text(of: line)
            return HTML(
                "tr",
                ["class": "same"],
                number(line.oldNumber, ""),
                HTML("td", [:], text),
                number(line.newNumber, ""),
                HTML("td", [:], text)
            )
        }
        return HTML("tr", [:], side(row.old, sign: "−", name: "del") + side(row.new, sign: "+", name: "add"))
    }

    private func number(_ number: Int?, _ sign: String) -> HTML {
        HTML("td", ["class": "n"], .words((number.map(String.init) ?? "") + (sign.isEmpty ? "" : " " + sign)))
    }

    private func side(_ line: ProseDiff.Line?, sign: String, name: String) -> HTML {
        guard let line else { return .literal("<td class=\"n none\"></td><td class=\"none\"></td>") }
        var content = text(of: line)
        if line.isWhitespaceOnly, !line.endsWithNewline {
            content += HTML("span", ["class": "note"], .words(" no line end here"))
        }
        if let move = line.move, move.isStart {
            let words = line.kind == .removed ? "moved to" : "moved from"
            content = HTML("span", ["class": "note moved"], .words("\(words) line \(move.line):")) + content
        }
        let isWhole = !line.spans.contains { $0.kind == .equal }
        return HTML("td", ["class": "n " + name], .words("\(line.oldNumber ?? line.newNumber ?? 0) \(sign)"))
            + HTML("td", ["class": isWhole ? name + " whole" : name], content)
    }

    private func text(of line: ProseDiff.Line) -> HTML {
        let spans =
            context == .full
            ? line.spans
            : LongLine.shortened(line.spans, limit: Self.longLine, keptAround: Self.keptAround, piece: Self.longPiece)
        return HTML(
            spans.map { span in
                switch span.kind {
                case .equal: .prose(span.text)
                case .removed: HTML("del", [:], changed(span.text, in: line))
                case .added: HTML("ins", [:], changed(span.text, in: line))
                }
            }
        )
    }

    private func changed(_ text: String, in line: ProseDiff.Line) -> HTML {
        let isBlank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        return isExact || line.isWhitespaceOnly || isBlank ? .exact(text) : .changedProse(text)
    }
}

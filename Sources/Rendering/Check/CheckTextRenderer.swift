import AssistantModel
import Checks
import SourceDiagnostics

/// A report of checks for people: a table for each assistant, and under each check that did not pass why.
package struct CheckTextRenderer: Sendable {
    private let style: TerminalStyle

    /// Narrower terminals get the figures below the question.
    private static let tableWidth = 100

    package init(style: TerminalStyle) {
        self.style = style
    }

    /// The report with its line ends.
    package func text(_ report: CheckReport) -> String {
        var lines: [String] = []
        var assistants: [String] = []
        for outcome in report.outcomes where !assistants.contains(outcome.assistant) {
            assistants.append(outcome.assistant)
        }
        for assistant in assistants {
            lines.append(style.paint(VisibleText.line(assistant), .bold))
            let outcomes = report.outcomes.filter { $0.assistant == assistant }
            let rows = Rows(outcomes)
            for outcome in outcomes {
                lines += isTable ? row(outcome, rows) : block(outcome)
                lines += details(outcome)
            }
            lines.append("")
        }
        lines += style.fitted([CheckWording.summary(report)] + CheckWording.notes(report))
        return Wording.output(lines)
    }

    private var isTable: Bool { style.width.map { $0 >= Self.tableWidth } ?? true }

    /// The widths of the columns of a table.
    private struct Rows {
        let right: Int
        let share: Int
        let interval: Int

        init(_ outcomes: [CheckOutcome]) {
            func width(_ text: (CheckOutcome) -> String) -> Int {
                outcomes.map { DisplayWidth.of(text($0)) }.max() ?? 0
            }
            right = width(CheckWording.right)
            share = width(CheckWording.share)
            interval = width(CheckWording.namedInterval)
        }
    }

    private static let verdictColumns = 9

    private func row(_ outcome: CheckOutcome, _ rows: Rows) -> [String] {
        let columns = [
            verdict(outcome),
            Wording.padded(CheckWording.right(outcome), to: rows.right),
            Wording.leading(CheckWording.share(outcome), to: rows.share),
            style.paint(Wording.padded(CheckWording.namedInterval(outcome), to: rows.interval), .dim),
        ]
        let head = "  " + columns.joined(separator: "  ") + "  "
        let indent = 2 + Self.verdictColumns + rows.share + rows.right + rows.interval + 8
        return style.fitted(head + question(outcome), hanging: indent)
    }

    private func block(_ outcome: CheckOutcome) -> [String] {
        let indent = String(repeating: " ", count: Self.verdictColumns + 4)
        let figures = [CheckWording.right(outcome), CheckWording.share(outcome), CheckWording.namedInterval(outcome)]
        return style.fitted("  \(verdict(outcome))  \(question(outcome))", hanging: indent.count)
            + [indent + style.paint(figures.joined(separator: "  "), .dim)]
    }

    private func question(_ outcome: CheckOutcome) -> String { CheckWording.question(outcome.check) }

    private func verdict(_ outcome: CheckOutcome) -> String {
        let word = Wording.padded(CheckWording.verdict(outcome.verdict), to: Self.verdictColumns)
        switch outcome.verdict {
        case .passed: return style.paint(word, .green)
        case .failed: return style.paint(word, .red)
        case .undecided: return style.paint(word, .yellow)
        }
    }

    private func painted(_ comparison: String, _ outcome: CheckOutcome) -> String {
        switch outcome.comparison?.finding {
        case .better: style.paint(comparison, .green)
        case .worse: style.paint(comparison, .red)
        case .noDifference, nil: style.paint(comparison, .dim)
        }
    }

    /// How a check compares, and why it did not pass; nothing for one that did, where nothing was compared.
    private func details(_ outcome: CheckOutcome) -> [String] {
        var lines: [String] = []
        if let comparison = CheckWording.comparison(outcome) { lines.append("    " + painted(comparison, outcome)) }
        guard outcome.verdict != .passed else { return style.fitted(lines) }
        if outcome.verdict == .failed, outcome.check.required != .all {
            lines.append("    at least \(CheckWording.required(outcome.check.required)) have to be right")
        }
        if let doubt = CheckWording.doubt(outcome) {
            lines.append("    " + VisibleText.line(Wrapping.collapsed(doubt)))
        }
        for answer in outcome.wrongAnswers {
            lines.append("    \(CheckWording.name(answer)) \(CheckWording.reasons(answer))")
            let excerpt = CheckWording.excerpt(of: answer, to: outcome.check)
            if !excerpt.isEmpty { lines += passage(excerpt) }
        }
        let hidden = CheckWording.hiddenAnswers(outcome)
        if hidden > 0 { lines.append("    and \(Wording.count(hidden, "more wrong answer"))") }
        lines.append("    " + style.paint(VisibleText.line(outcome.check.location.description), .dim))
        return style.fitted(lines)
    }

    private func passage(_ text: String) -> [String] {
        Wrapping.lines(text, columns: min(style.width ?? 100, 120) - 8).map { "      " + style.paint("| ", .dim) + $0 }
    }
}

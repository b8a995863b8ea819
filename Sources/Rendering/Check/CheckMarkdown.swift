import AssistantModel
import Checks
import SourceDiagnostics

/// A report of checks for the comment of a pull request: a table, and what did not pass in folds. As long as a comment may
/// be: first the details go, then the rows at the end.
package enum CheckMarkdown {
    /// The report as GitHub Flavored Markdown.
    ///
    /// - Parameter limit: in characters.
    package static func text(_ report: CheckReport, limit: Int = PlanMarkdownRenderer.commentLimit) -> String {
        let end = "\n" + Wording.output(([CheckWording.summary(report)] + CheckWording.notes(report)).map { $0 + "\n" })
        let head = "### Checks of \(MarkdownText.code(report.project)) in \(MarkdownText.code(report.environment))\n\n"
        guard !report.outcomes.isEmpty else { return head + end }
        var left = limit - head.unicodeScalars.count - end.unicodeScalars.count - 500
        let more = report.comparison == nil ? [] : ["live", ""]
        let names = ["", "assistant", "question", "right", "share", "95 %"] + more
        let columns = line(names) + line(names.map { _ in "---" })
        let table = fitting(ordered(report.outcomes).map(row), &left)
        let details = fitting(report.outcomes.filter { $0.verdict != .passed }.map(fold), &left)
        return head + columns + table.text
            + (table.rest > 0 ? "\n\(Wording.count(table.rest, "more check")) did not fit here.\n" : "")
            + (details.text.isEmpty ? "" : "\n" + details.text)
            + (details.rest > 0
                ? "The answers of \(Wording.count(details.rest, "more check")) did not fit here.\n" : "")
            + end
    }

    /// What did not pass comes first.
    private static func ordered(_ outcomes: [CheckOutcome]) -> [CheckOutcome] {
        let verdicts: [SequentialTest.Verdict] = [.failed, .undecided, .passed]
        return verdicts.flatMap { verdict in outcomes.filter { $0.verdict == verdict } }
    }

    private static func fitting(_ parts: [String], _ left: inout Int) -> (text: String, rest: Int) {
        var text = ""
        for (index, part) in parts.enumerated() {
            let count = part.unicodeScalars.count
            guard count <= left else { return (text, parts.count - index) }
            left -= count
            text += part
        }
        return (text, 0)
    }

    private static func row(_ outcome: CheckOutcome) -> String {
        let mark =
            switch outcome.verdict {
            case .passed: "✅ passed"
            case .failed: "❌ failed"
            case .undecided: "❔ undecided"
            }
        let cells = [
            mark, MarkdownText.code(outcome.assistant), MarkdownText.code(question(outcome)),
            "\(outcome.tally.right) of \(outcome.tally.count)", CheckWording.share(outcome),
            CheckWording.interval(outcome),
        ]
        let comparison = outcome.comparison.map { comparison -> [String] in
            let mark =
                switch comparison.finding {
                case .better: "⬆️ better"
                case .worse: "⬇️ worse"
                case .noDifference: "no difference shown"
                }
            return ["\(comparison.live.right) of \(comparison.live.count)", mark]
        }
        // A bar ends a cell even inside of code.
        return line((cells + (comparison ?? [])).map { $0.replacing("\\|", with: "|").replacing("|", with: "\\|") })
    }

    private static func line(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined() + "\n"
    }

    private static func question(_ outcome: CheckOutcome) -> String {
        let text = Wrapping.collapsed(outcome.check.question)
        return text.count > 200 ? text.prefix(200) + "…" : text
    }

    private static func fold(_ outcome: CheckOutcome) -> String {
        var body: [String] = []
        // Servers and models have a say in reasons: as code nothing in them is a link.
        if let doubt = CheckWording.doubt(outcome) { body += [MarkdownText.code(Wrapping.collapsed(doubt)), ""] }
        for answer in outcome.wrongAnswers {
            let name = CheckWording.name(answer)
            let title = name.prefix(1).uppercased() + name.dropFirst()
            body += ["\(title): \(MarkdownText.code(CheckWording.reasons(answer)))", ""]
            body += MarkdownText.fence([CheckWording.excerpt(of: answer, to: outcome.check)]) + [""]
        }
        body.append(MarkdownText.code(outcome.check.location.description))
        let word = CheckWording.verdict(outcome.verdict)
        return MarkdownText.folded("\(word): \(MarkdownText.htmlCode(question(outcome)))", body) + "\n\n"
    }
}

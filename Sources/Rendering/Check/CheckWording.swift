import AssistantModel
import Checks

/// Words for what checks found.
package enum CheckWording {
    /// Of a passage of a wrong answer.
    static let excerptCharacters = 300

    /// A check that has its verdict, for a log.
    package static func line(_ outcome: CheckOutcome) -> String {
        "\(VisibleText.line(outcome.assistant)): \(verdict(outcome.verdict)), \(right(outcome)): "
            + VisibleText.line(Wrapping.collapsed(outcome.check.question))
    }

    /// Where a run stands.
    package static func progress(decided: Int, of total: Int, answers: Int) -> String {
        "\(decided) of \(Wording.count(total, "check")) decided, \(Wording.count(answers, "answer"))"
    }

    static func verdict(_ verdict: SequentialTest.Verdict) -> String {
        switch verdict {
        case .passed: "passed"
        case .failed: "failed"
        case .undecided: "undecided"
        }
    }

    /// Such as `26 of 26 right`.
    static func right(_ outcome: CheckOutcome) -> String { right(outcome.tally) }

    static func right(_ tally: AnswerTally) -> String { "\(tally.right) of \(tally.count) right" }

    /// Such as `89.9 %`, rounded down.
    static func share(_ outcome: CheckOutcome) -> String { share(outcome.tally) }

    static func share(_ tally: AnswerTally) -> String { tally.thousandths.map { "\(decimal($0)) %" } ?? "-" }

    /// What is asked, in one line.
    static func question(_ check: Check) -> String { VisibleText.line(Wrapping.collapsed(check.question)) }

    /// Such as `95 %: 74.1 to 96.5 %`.
    static func namedInterval(_ outcome: CheckOutcome) -> String {
        let interval = interval(outcome)
        return outcome.tally.interval == nil ? interval : "95 %: \(interval)"
    }

    /// Such as `74.1 to 96.5 %`: rounded outwards.
    static func interval(_ outcome: CheckOutcome) -> String {
        guard let interval = outcome.tally.interval else { return "-" }
        let low = Int((interval.lowerBound * 1000).rounded(.down))
        let high = Int((interval.upperBound * 1000).rounded(.up))
        return "\(decimal(low)) to \(decimal(min(high, 1000))) %"
    }

    /// Such as `90 %`, `97.25 %` or `all`.
    static func required(_ share: RequiredShare) -> String {
        guard share != .all else { return "all" }
        let (whole, rest) = share.tenThousandths.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }

    private static func decimal(_ thousandths: Int) -> String { "\(thousandths / 10).\(thousandths % 10)" }

    /// Why a check is undecided; nil for one that is decided.
    static func doubt(_ outcome: CheckOutcome) -> String? {
        guard outcome.verdict == .undecided else { return nil }
        if let obstacle = outcome.obstacle { return obstacle }
        let fewest = outcome.check.required.fewestRuns
        return outcome.maximumRuns < fewest
            ? "\(Wording.count(outcome.maximumRuns, "run")) cannot decide this: it takes \(fewest) right answers in a row"
            : "all runs are made, and they speak for neither"
    }

    /// How what is live did on the same, and what that shows; nil where nothing was compared.
    static func comparison(_ outcome: CheckOutcome) -> String? {
        outcome.comparison.map { comparison in
            "\(finding(comparison.finding)), \(comparison.live.right) of \(comparison.live.count) right there"
        }
    }

    /// In words that stand alone.
    static func finding(_ finding: PairedComparison.Finding) -> String {
        switch finding {
        case .better: "better than live"
        case .worse: "worse than live"
        case .noDifference: "no difference to live shown"
        }
    }

    /// What is said of the comparison as a whole; nil where nothing was compared.
    static func comparison(_ report: CheckReport) -> String? {
        guard let overall = report.comparison else { return nil }
        let parts = [
            (report.count(.better), "better"), (report.count(.worse), "worse"),
            (report.count(.noDifference), "without a difference shown"),
        ].filter { $0.0 > 0 }.map { "\($0) \($1)" }
        let found = "Compared with live: \(parts.joined(separator: ", "))."
        guard report.outcomes.count >= PairedComparison.fewestQuestions else { return found }
        return "\(found) All together: \(finding(overall))."
    }

    /// How many checks came out how, how many answers they took, and what was paid.
    static func summary(_ report: CheckReport) -> String {
        let verdicts: [(SequentialTest.Verdict, String)] = [
            (.passed, "passed"), (.failed, "failed"), (.undecided, "undecided"),
        ]
        let counts = verdicts.map { (report.count($0), $1) }.filter { $0.0 > 0 }.map { "\($0) \($1)" }
        guard !counts.isEmpty else { return "No checks: nothing was asked." }
        return
            "Checks: \(counts.joined(separator: ", ")), with \(Wording.count(report.answers, "answer"))\(money(report))."
    }

    /// What is to be said of all that was found.
    static func notes(_ report: CheckReport) -> [String] {
        var notes: [String] = []
        if let comparison = comparison(report) { notes.append(comparison) }
        if let asked = asked(report), !report.outcomes.isEmpty { notes.append(asked) }
        if report.isInterrupted { notes.append("Interrupted: this is what was found until then.") }
        if !report.isModelJudged, !report.outcomes.isEmpty {
            notes.append("No model judged: the sandbox runs none, and its answers are extracts of the knowledge.")
        }
        return notes
    }

    /// Who was asked, where that is not what is live.
    private static func asked(_ report: CheckReport) -> String? {
        switch report.against {
        case "live": nil
        case "plan", "live,plan": "Asked as the manifests have them now: nothing was applied."
        case let number: "Asked as they were in release \(number)."
        }
    }

    private static func money(_ report: CheckReport) -> String {
        guard let spent = report.spent else { return "" }
        return " for \(DollarText.text(spent))" + (report.budget.map { " of \(DollarText.text($0))" } ?? "")
    }

    /// The passage of a wrong answer that a reader has to see: around what should not be there, else its beginning.
    static func excerpt(of answer: CheckOutcome.WrongAnswer, to check: Check) -> String {
        let text = VisibleText.line(Wrapping.collapsed(answer.text))
        guard text.count > excerptCharacters else { return text }
        let unwanted = answer.failures.lazy.compactMap { failure -> Range<String.Index>? in
            guard let index = failure.expectation,
                case .text(.contains(let part), isNegated: true) = check.expectations[index].rule
            else { return nil }
            return text.firstRange(of: VisibleText.line(Wrapping.collapsed(part)))
        }.first
        guard let unwanted else { return text.prefix(excerptCharacters) + "…" }
        let before = text[..<unwanted.lowerBound].suffix(excerptCharacters / 2)
        let rest = text[before.startIndex...].prefix(excerptCharacters)
        return (before.startIndex > text.startIndex ? "…" : "") + rest + (rest.endIndex < text.endIndex ? "…" : "")
    }

    /// Such as `answer 3`, and `answer 3 (6 times)` of one that came again.
    static func name(_ answer: CheckOutcome.WrongAnswer) -> String {
        "answer \(answer.run)" + (answer.count > 1 ? " (\(answer.count) times)" : "")
    }

    /// What is wrong with an answer, in one line.
    static func reasons(_ answer: CheckOutcome.WrongAnswer) -> String {
        VisibleText.line(Wrapping.collapsed(answer.failures.map(\.reason).joined(separator: "; ")))
    }

    /// Wrong answers that are not shown.
    static func hiddenAnswers(_ outcome: CheckOutcome) -> Int {
        outcome.tally.wrong - outcome.wrongAnswers.reduce(0) { $0 + $1.count }
    }
}

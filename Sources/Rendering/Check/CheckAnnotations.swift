import AssistantModel
import Checks
import SourceDiagnostics

/// Checks that did not pass as annotations of a GitHub workflow, at the lines where they are written: failed ones as
/// errors, undecided ones as warnings, and ones that did pass and are worse than what is live as warnings, too.
package enum CheckAnnotations {
    /// Of more than a runner keeps, the last annotation says how many there are.
    package static func text(_ report: CheckReport) -> String {
        let errors = report.outcomes.filter { $0.verdict == .failed }
        let warnings =
            report.outcomes.filter { $0.verdict == .undecided }
            + report.outcomes.filter { $0.verdict == .passed && $0.comparison?.finding == .worse }
        return Wording.output((commands(.error, errors) + commands(.warning, warnings)).map(\.line))
    }

    private static func commands(_ level: WorkflowCommand.Level, _ outcomes: [CheckOutcome]) -> [WorkflowCommand] {
        let limit = DiagnosticAnnotations.limit
        let shown = outcomes.count > limit ? outcomes.prefix(limit - 1) : outcomes[...]
        var commands = shown.map { outcome in
            let word = CheckWording.verdict(outcome.verdict)
            let lines =
                ["\(Wrapping.collapsed(outcome.check.question)) \(CheckWording.right(outcome))"]
                + [CheckWording.comparison(outcome), CheckWording.doubt(outcome)].compactMap(\.self)
                + outcome.wrongAnswers.map { "\(CheckWording.name($0)) \(CheckWording.reasons($0))" }
            return WorkflowCommand(
                level,
                title: "\(outcome.assistant): check \(word)",
                lines.joined(separator: "\n"),
                at: outcome.check.location
            )
        }
        let rest = outcomes.count - shown.count
        if rest > 0 {
            commands.append(
                WorkflowCommand(level, "\(Wording.count(rest, "more check")): the log of this step has them all")
            )
        }
        return commands
    }
}

import AssistantModel
import Checks
import OrderedJSON
import SourceDiagnostics

/// A report of checks for programs (docs/reference/formats.md).
package enum CheckJSON {
    /// The report as pretty JSON.
    package static func text(_ report: CheckReport) -> String {
        JSONText.output([
            "format_version": "1.0",
            "project": .string(report.project),
            "environment": .string(report.environment),
            "against": .string(report.against),
            "model_judged": .bool(report.isModelJudged),
            "interrupted": .bool(report.isInterrupted),
            "budget_usd": JSONValue(report.budget.map(DollarText.decimal)),
            "spent_usd": JSONValue(report.spent.map(DollarText.decimal)),
            "summary": [
                "checks": .integer(report.outcomes.count),
                "passed": .integer(report.count(.passed)),
                "failed": .integer(report.count(.failed)),
                "undecided": .integer(report.count(.undecided)),
                "answers": .integer(report.answers),
            ],
            "comparison": report.comparison.map { overall -> JSONValue in
                [
                    "with": "live",
                    "finding": .string(overall.rawValue),
                    "better": .integer(report.count(.better)),
                    "worse": .integer(report.count(.worse)),
                    "no_difference": .integer(report.count(.noDifference)),
                ]
            } ?? .null,
            "checks": .array(report.outcomes.map(value)),
        ])
    }

    static func value(_ outcome: CheckOutcome) -> JSONValue {
        [
            "assistant": .string(outcome.assistant),
            "question": .string(outcome.check.question),
            "verdict": .string(CheckWording.verdict(outcome.verdict)),
            "reason": JSONValue(CheckWording.doubt(outcome)),
            "at_least": .number(Double(outcome.check.required.tenThousandths) / 10_000),
            "runs": .integer(outcome.maximumRuns),
            "right": .integer(outcome.tally.right),
            "wrong": .integer(outcome.tally.wrong),
            "share": share(outcome.tally),
            "interval": interval(outcome.tally),
            "comparison": outcome.comparison.map { comparison -> JSONValue in
                [
                    "finding": .string(comparison.finding.rawValue),
                    "right": .integer(comparison.live.right),
                    "wrong": .integer(comparison.live.wrong),
                    "share": comparison.live.thousandths.map { .number(Double($0) / 1000) } ?? .null,
                    "interval": interval(comparison.live),
                ]
            } ?? .null,
            "location": location(outcome),
            "wrong_answers": .array(outcome.wrongAnswers.map { wrong($0, to: outcome.check) }),
        ]
    }

    /// With three decimals, rounded down.
    static func share(_ tally: AnswerTally) -> JSONValue {
        tally.thousandths.map { .number(Double($0) / 1000) } ?? .null
    }

    /// With six decimals, rounded outwards.
    private static func interval(_ tally: AnswerTally) -> JSONValue {
        guard let interval = tally.interval else { return .null }
        return [
            "low": .number((interval.lowerBound * 1e6).rounded(.down) / 1e6),
            "high": .number(min(1, (interval.upperBound * 1e6).rounded(.up) / 1e6)),
        ]
    }

    private static func location(_ outcome: CheckOutcome) -> JSONValue {
        let start = outcome.check.location.range?.start
        return [
            "file": .string(outcome.check.location.file),
            "line": start.map { .integer($0.line) } ?? .null,
            "column": start.map { .integer($0.column) } ?? .null,
        ]
    }

    private static func wrong(_ answer: CheckOutcome.WrongAnswer, to check: Check) -> JSONValue {
        [
            "answer": .integer(answer.run),
            "count": .integer(answer.count),
            "text": .string(answer.text),
            "failures": .array(
                answer.failures.map { failure in
                    [
                        "expectation": failure.expectation.map { .integer($0) } ?? .null,
                        "reason": .string(failure.reason),
                    ]
                }
            ),
        ]
    }
}

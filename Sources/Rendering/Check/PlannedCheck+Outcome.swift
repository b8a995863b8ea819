import AssistantModel
import Checks
import Planning

/// What checks came to, between the form that plans keep and the one that reports show.
extension PlannedCheck {
    /// A result to be kept with a plan, with the passages of its wrong answers only.
    package init(_ outcome: CheckOutcome, fingerprint: String) {
        self.init(
            assistant: outcome.assistant,
            question: outcome.check.question,
            verdict: Verdict(outcome.verdict),
            right: outcome.tally.right,
            wrong: outcome.tally.wrong,
            required: outcome.check.required.tenThousandths,
            maximumRuns: outcome.maximumRuns,
            obstacle: outcome.obstacle,
            wrongAnswers: outcome.wrongAnswers.map { answer in
                WrongAnswer(
                    run: answer.run,
                    passage: CheckWording.excerpt(of: answer, to: outcome.check),
                    reasons: answer.failures.map(\.reason),
                    count: answer.count == 1 ? nil : answer.count
                )
            },
            location: outcome.check.location,
            fingerprint: fingerprint
        )
    }

    /// As reports show it: of the check they need its name, its place and what it asks for.
    fileprivate var outcome: CheckOutcome {
        CheckOutcome(
            assistant: assistant,
            check: Check(
                question: question,
                expectations: [],
                required: RequiredShare(tenThousandths: required) ?? .all,
                maximumRuns: maximumRuns,
                location: location
            ),
            maximumRuns: maximumRuns,
            tally: AnswerTally(right: right, wrong: wrong),
            verdict: verdict.verdict,
            obstacle: obstacle,
            wrongAnswers: wrongAnswers.map { answer in
                CheckOutcome.WrongAnswer(
                    run: answer.run,
                    text: answer.passage,
                    failures: answer.reasons.map { AnswerJudgement.Failure(expectation: nil, reason: $0) },
                    count: answer.count ?? 1
                )
            }
        )
    }
}

extension PlannedCheck.Verdict {
    fileprivate init(_ verdict: SequentialTest.Verdict) {
        self =
            switch verdict {
            case .passed: .passed
            case .failed: .failed
            case .undecided: .undecided
            }
    }

    fileprivate var verdict: SequentialTest.Verdict {
        switch self {
        case .passed: .passed
        case .failed: .failed
        case .undecided: .undecided
        }
    }
}

extension Plan {
    /// What its checks came to; nil where none were asked.
    var checkReport: CheckReport? {
        checks.map { checks in
            CheckReport(
                project: project,
                environment: environment,
                outcomes: checks.results.map(\.outcome),
                spent: checks.spent.map { Dollars(picodollars: $0) },
                isModelJudged: checks.isModelJudged
            )
        }
    }
}

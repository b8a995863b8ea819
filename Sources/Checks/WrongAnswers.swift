/// The wrong answers to a check, those that are the same as one.
package struct WrongAnswers: Sendable {
    private var answers: [Content: CheckOutcome.WrongAnswer] = [:]

    private struct Content: Hashable {
        let text: String
        let failures: [AnswerJudgement.Failure]
    }

    package init() {}

    /// - Parameter run: which answer of the check it is, from 1 on; no other has that number.
    package mutating func add(_ text: String, _ failures: [AnswerJudgement.Failure], run: Int) {
        let content = Content(text: text, failures: failures)
        if var known = answers[content] {
            known.run = min(known.run, run)
            known.count += 1
            answers[content] = known
        } else {
            answers[content] = CheckOutcome.WrongAnswer(run: run, text: text, failures: failures)
        }
    }

    /// Those that a report shows: the most frequent first, and of equally frequent ones the first.
    package var kept: [CheckOutcome.WrongAnswer] {
        let sorted = answers.values.sorted { left, right in
            left.count != right.count ? left.count > right.count : left.run < right.run
        }
        return Array(sorted.prefix(CheckOutcome.keptAnswers))
    }
}

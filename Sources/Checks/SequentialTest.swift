import AssistantModel

/// Decides whether enough of an assistant's answers are right, with no more answers than that takes.
///
/// Wald's sequential probability ratio test: after each answer, how much more likely are all of them so far if the
/// required share is right than if twice as many answers as allowed are wrong? Twenty times is enough, either way.
/// By Ville's inequality an assistant with twice the allowed failures passes with a probability of at most 0.05
/// (``RequiredShare/errorRate``), and one with just the required share fails with at most that. What lies between may go either way.
///
/// Where every answer has to be right there is nothing to weigh: the first wrong one fails the check.
package struct SequentialTest: Sendable {
    /// How the test came out.
    package enum Verdict: String, Sendable, Equatable {
        case passed
        case failed
        /// All runs are made, and they speak for neither.
        case undecided
    }

    private let maximumRuns: Int
    private let required: RequiredShare

    /// A test for one check.
    ///
    /// - Parameter maximumRuns: 1 or more.
    package init(required: RequiredShare, maximumRuns: Int) {
        self.required = required
        self.maximumRuns = maximumRuns
    }

    /// What so many answers say; nil where one more has to be asked for.
    package func verdict(right: Int, wrong: Int) -> Verdict? {
        let isDone = right + wrong >= maximumRuns
        guard let weights = required.evidence else {
            if wrong > 0 { return .failed }
            return isDone ? .passed : nil
        }
        let evidence = Double(right) * weights.right + Double(wrong) * weights.wrong
        if evidence >= RequiredShare.decisiveEvidence { return .passed }
        if evidence <= -RequiredShare.decisiveEvidence { return .failed }
        return isDone ? .undecided : nil
    }

    /// What a tally says that somebody wrote down; nil where this test is not over with it, or cannot come to it.
    package func verdict(ofTally right: Int, _ wrong: Int) -> Verdict? {
        let counts = 0...maximumRuns
        guard counts.contains(right), counts.contains(wrong), right + wrong <= maximumRuns else { return nil }
        return verdict(right: right, wrong: wrong)
    }

    /// What answers say that were all asked for, whatever the ones before them said: the first verdict counts, as if
    /// nothing had been asked after it.
    package func verdict(inOrder answers: [Bool]) -> Verdict? {
        var (right, wrong) = (0, 0)
        for isRight in answers {
            if isRight { right += 1 } else { wrong += 1 }
            if let verdict = verdict(right: right, wrong: wrong) { return verdict }
        }
        return nil
    }

    /// How many more answers it takes at least until there is a verdict, whatever they say; 0 where there is one. So many
    /// can be asked for at a time, and none of them in vain.
    package func fewestMore(right: Int, wrong: Int) -> Int {
        var count = 0
        while verdict(right: right + count, wrong: wrong) == nil, verdict(right: right, wrong: wrong + count) == nil {
            count += 1
        }
        return count
    }
}

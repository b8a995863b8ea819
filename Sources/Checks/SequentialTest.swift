import AssistantModel
import Foundation

/// Decides whether enough of an assistant's answers are right, with no more answers than that takes.
///
/// Wald's sequential probability ratio test: after each answer, how much more likely are all of them so far if the
/// required share is right than if twice as many answers as allowed are wrong? Twenty times is enough, either way.
/// By Ville's inequality an assistant with twice the allowed failures passes with a probability of at most 0.05, and
/// one with just the required share fails with at most 0.05. What lies between may go either way.
///
/// Where every answer has to be right there is nothing to weigh: the first wrong one fails the check.
package struct SequentialTest: Sendable {
    /// How the test came out.
    package enum Verdict: Sendable, Equatable {
        case passed
        case failed
        /// All runs are made, and they speak for neither.
        case undecided
    }

    /// Of passing what has twice the allowed failures, and of failing what has the required share.
    package static let errorRate = 0.05

    private let maximumRuns: Int
    /// How far a right and a wrong answer move the logarithm of the ratio; nil where all have to be right.
    private let weights: (right: Double, wrong: Double)?

    /// A test for one check.
    ///
    /// - Parameter maximumRuns: 1 or more.
    package init(required: RequiredShare, maximumRuns: Int) {
        self.maximumRuns = maximumRuns
        if required == .all {
            weights = nil
        } else {
            let allowed = Double(10_000 - required.tenThousandths) / 10_000
            weights = (log((1 - allowed) / (1 - 2 * allowed)), log(0.5))
        }
    }

    /// What so many answers say; nil where one more has to be asked for.
    package func verdict(right: Int, wrong: Int) -> Verdict? {
        let isDone = right + wrong >= maximumRuns
        guard let weights else {
            if wrong > 0 { return .failed }
            return isDone ? .passed : nil
        }
        let evidence = Double(right) * weights.right + Double(wrong) * weights.wrong
        let enough = log(1 / Self.errorRate)
        if evidence >= enough { return .passed }
        if evidence <= -enough { return .failed }
        return isDone ? .undecided : nil
    }

    /// How many answers a check needs to pass if every one of them is right: with fewer runs it never can.
    package static func fewestRuns(for required: RequiredShare) -> Int {
        guard let weights = SequentialTest(required: required, maximumRuns: 1).weights else { return 1 }
        return Int((log(1 / errorRate) / weights.right).rounded(.up))
    }
}

import Foundation

/// The share of answers that has to be right, in ten-thousandths: a decimal of a manifest, without rounding.
package struct RequiredShare: Hashable, Sendable, Comparable {
    /// 6,000 to 9,900, or 10,000.
    package let tenThousandths: Int

    /// Nil for a share that no test can hold answers against.
    package init?(tenThousandths: Int) {
        guard tenThousandths == 10_000 || (6_000...9_900).contains(tenThousandths) else { return nil }
        self.tenThousandths = tenThousandths
    }

    private init(all: Void) { tenThousandths = 10_000 }

    /// Every answer.
    package static let all = RequiredShare(all: ())

    /// How often is asked at most where the manifest does not say it.
    package var standardRuns: Int { self == .all ? 1 : 200 }

    package static func < (left: RequiredShare, right: RequiredShare) -> Bool {
        left.tenThousandths < right.tenThousandths
    }
}

/// How many answers it takes to tell whether a share is reached.
extension RequiredShare {
    /// Of passing what has twice the allowed failures, and of failing what has the required share.
    package static let errorRate = 0.05

    /// The logarithm of the ratio of likelihoods that decides, either way.
    package static let decisiveEvidence = log(1 / errorRate)

    /// How far a right and a wrong answer move the logarithm of the ratio between the required share and one with twice
    /// as many wrong answers; nil where all have to be right, for then there is nothing to weigh.
    package var evidence: (right: Double, wrong: Double)? {
        guard self != .all else { return nil }
        let allowed = Double(10_000 - tenThousandths) / 10_000
        return (log((1 - allowed) / (1 - 2 * allowed)), log(0.5))
    }

    /// How many answers it takes to pass if every one of them is right: with fewer runs a check never can.
    package var fewestRuns: Int {
        evidence.map { Int((Self.decisiveEvidence / $0.right).rounded(.up)) } ?? 1
    }
}

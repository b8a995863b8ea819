import Foundation

/// How many answers of a check were right and wrong.
package struct AnswerTally: Sendable, Hashable {
    package var right: Int
    package var wrong: Int

    package init(right: Int = 0, wrong: Int = 0) {
        self.right = right
        self.wrong = wrong
    }

    package var count: Int { right + wrong }

    /// The share of right answers in thousandths, rounded down: 0.8996 is not 90 %. Nil without answers.
    package var thousandths: Int? { count == 0 ? nil : right * 1000 / count }

    /// Wilson's score interval for the share, at 95 %: where it probably is, given these answers alone. Shown beside a
    /// verdict, which does not come from it. Nil without answers.
    package var interval: ClosedRange<Double>? {
        guard count > 0 else { return nil }
        let z = 1.959963984540054
        let total = Double(count)
        let share = Double(right) / total
        let center = share + z * z / (2 * total)
        let spread = z * (share * (1 - share) / total + z * z / (4 * total * total)).squareRoot()
        let scale = 1 + z * z / total
        return max(0, (center - spread) / scale)...min(1, (center + spread) / scale)
    }
}

import Checks
import Testing

@Suite("Comparisons of two definitions")
struct PairedComparisonTests {
    private static let cases: [(differences: [Int], probability: Double)] = [
        ([], 1), ([0, 0], 1), ([3], 1), ([1, 1, 1, 1, 1], 0.0625), ([1, 1, 1, 1, 1, 1], 0.03125),
        // 5 + 3 + 1 = 9 either way, and nothing is farther out.
        ([5, 3, 1], 0.25),
        // |5 + 3 - 1| = 7: of the eight sums ±9, ±7, ±3, ±1, four are at least that far out.
        ([5, 3, -1], 0.5),
        ([1, -1], 1), ([1, 1, 1, 1, 1, 1, 1, -1], 0.0703125),
    ]

    @Test("the probability is that of all ways to flip the signs", arguments: cases)
    func isExact(_ differences: [Int], _ probability: Double) {
        #expect(abs(SignFlipTest.probability(of: differences) - probability) < 1e-12)
    }

    /// As in Holm's own example: the smallest is multiplied by the number of tests, and none falls below one before it.
    @Test("each of several tests pays for the others")
    func corrects() {
        #expect(HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
        #expect(HolmCorrection.adjusted([0.6, 0.9]) == [1, 1])
        #expect(HolmCorrection.adjusted([]) == [])
    }

    private func question(before: Int, after: Int, of runs: Int) -> PairedComparison.Question {
        PairedComparison.Question(
            before: (0..<runs).map { $0 < before },
            after: (0..<runs).map { $0 < after }
        )
    }

    @Test("a definition that mends one question and leaves the others is better there")
    func findsTheQuestion() {
        let comparison = PairedComparison([
            question(before: 2, after: 20, of: 20), question(before: 19, after: 20, of: 20),
            question(before: 20, after: 20, of: 20),
        ])
        #expect(comparison.questions == [.better, .noDifference, .noDifference])
        #expect(comparison.overall == .noDifference, "three questions are too few to speak for all")
    }

    @Test("a definition that loses on all of eight questions is worse")
    func findsTheWhole() {
        let comparison = PairedComparison((0..<8).map { _ in question(before: 5, after: 4, of: 5) })
        #expect(comparison.overall == .worse)
        #expect(comparison.questions.allSatisfy { $0 == .noDifference })
    }

    @Test("of 20,000 comparisons of a definition with itself, at most 5 % show a difference")
    func errsSeldom() {
        var state: UInt64 = 7
        func chance() -> Bool {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % 10 < 8
        }
        var overall = 0
        var single = 0
        for _ in 0..<20_000 {
            let comparison = PairedComparison(
                (0..<10).map { _ in
                    PairedComparison.Question(
                        before: (0..<10).map { _ in chance() },
                        after: (0..<10).map { _ in chance() }
                    )
                }
            )
            if comparison.overall != .noDifference { overall += 1 }
            if comparison.questions.contains(where: { $0 != .noDifference }) { single += 1 }
        }
        #expect(overall <= 1_000 && single <= 1_000, "\(overall) overall and \(single) in single questions")
        #expect(overall > 0)
    }
}

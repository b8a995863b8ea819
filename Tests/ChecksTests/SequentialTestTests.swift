import AssistantModel
import Checks
import Testing

/// The same numbers every time (splitmix64).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// How many of many checks came out how, and how many answers they took.
private struct Outcomes {
    var passed = 0
    var failed = 0
    var undecided = 0
    var answers = 0

    init(of checks: Int, required: RequiredShare, share: Double, maximumRuns: Int, seed: UInt64) {
        let test = SequentialTest(required: required, maximumRuns: maximumRuns)
        let limit = UInt64(share * Double(UInt64.max >> 11))
        var generator = SeededGenerator(state: seed)
        for _ in 0..<checks {
            var right = 0
            var wrong = 0
            var verdict: SequentialTest.Verdict?
            while verdict == nil {
                if generator.next() >> 11 < limit { right += 1 } else { wrong += 1 }
                verdict = test.verdict(right: right, wrong: wrong)
            }
            answers += right + wrong
            switch verdict {
            case .passed: passed += 1
            case .failed: failed += 1
            default: undecided += 1
            }
        }
    }
}

@Suite("The sequential test")
struct SequentialTestTests {
    private static func required(_ tenThousandths: Int) throws -> RequiredShare {
        try #require(RequiredShare(tenThousandths: tenThousandths))
    }

    @Test(
        "of 100,000 checks at each threshold, at most 5 % err",
        arguments: [6_000, 7_000, 8_000, 9_000, 9_500, 9_700, 9_900]
    )
    func errsSeldom(_ tenThousandths: Int) throws {
        let required = try Self.required(tenThousandths)
        let share = Double(tenThousandths) / 10_000
        let good = Outcomes(of: 100_000, required: required, share: share, maximumRuns: 5_000, seed: 1)
        #expect(good.failed <= 5_000, "\(good.failed) of 100,000 assistants with just the required share fail")
        let bad = Outcomes(of: 100_000, required: required, share: 2 * share - 1, maximumRuns: 5_000, seed: 2)
        #expect(bad.passed <= 5_000, "\(bad.passed) of 100,000 assistants with twice the failures pass")
        // A test that never decides would not err either.
        #expect(good.passed >= 94_000 && bad.failed >= 94_000)
    }

    @Test("an assistant that is right in 90 % passes 0.8 and fails 0.97, with few answers")
    func decidesSoon() throws {
        let easy = Outcomes(of: 2_000, required: try Self.required(8_000), share: 0.9, maximumRuns: 200, seed: 3)
        #expect(easy.passed >= 1_900 && easy.answers / 2_000 < 30, "\(easy)")
        let hard = Outcomes(of: 2_000, required: try Self.required(9_700), share: 0.9, maximumRuns: 200, seed: 4)
        #expect(hard.failed >= 1_900 && hard.answers / 2_000 < 100, "\(hard)")
    }

    @Test("a tally that no run can come to has no verdict")
    func impossibleTallies() {
        let test = SequentialTest(required: .all, maximumRuns: 2)
        #expect(test.verdict(ofTally: 2, 0) == .passed)
        #expect(test.verdict(ofTally: 1, 1) == .failed)
        #expect(test.verdict(ofTally: 1, 0) == nil)
        for (right, wrong) in [(3, 0), (2, 1), (-1, 1), (3, -1), (Int.max, Int.max)] {
            #expect(test.verdict(ofTally: right, wrong) == nil)
        }
    }

    @Test("one run less than the fewest cannot pass, and the fewest can")
    func knowsTheFewestRuns() throws {
        for (tenThousandths, fewest) in [(6_000, 3), (8_000, 11), (9_000, 26), (9_700, 96), (9_900, 296)] {
            let required = try Self.required(tenThousandths)
            #expect(required.fewestRuns == fewest)
            let short = SequentialTest(required: required, maximumRuns: fewest - 1)
            #expect(short.verdict(right: fewest - 1, wrong: 0) == .undecided)
            let long = SequentialTest(required: required, maximumRuns: fewest)
            #expect(long.verdict(right: fewest - 1, wrong: 0) == nil)
            #expect(long.verdict(right: fewest, wrong: 0) == .passed)
        }
    }

    @Test("where every answer has to be right, the first wrong one fails and the last right one passes")
    func wantsAll() {
        let test = SequentialTest(required: .all, maximumRuns: 3)
        #expect(test.verdict(right: 2, wrong: 0) == nil)
        #expect(test.verdict(right: 3, wrong: 0) == .passed)
        #expect(test.verdict(right: 2, wrong: 1) == .failed)
        #expect(test.verdict(right: 0, wrong: 1) == .failed)
        #expect(RequiredShare.all.fewestRuns == 1)
    }

    @Test("as many answers as are asked for at a time are needed, whatever they say")
    func asksForNoneInVain() throws {
        let test = SequentialTest(required: try Self.required(9_000), maximumRuns: 200)
        // Five wrong ones fail it, and so many have to be wrong.
        #expect(test.fewestMore(right: 0, wrong: 0) == 5)
        #expect(test.fewestMore(right: 25, wrong: 0) == 1)
        #expect(test.fewestMore(right: 26, wrong: 0) == 0)
        let cut = SequentialTest(required: try Self.required(9_000), maximumRuns: 3)
        #expect(cut.fewestMore(right: 0, wrong: 0) == 3)
        #expect(SequentialTest(required: .all, maximumRuns: 20).fewestMore(right: 4, wrong: 0) == 1)
    }

    @Test("all runs made, and they speak for neither")
    func staysUndecided() throws {
        let test = SequentialTest(required: try Self.required(9_000), maximumRuns: 20)
        #expect(test.verdict(right: 17, wrong: 2) == nil)
        #expect(test.verdict(right: 17, wrong: 3) == .undecided)
    }
}

@Suite("Tallies of answers")
struct AnswerTallyTests {
    @Test("a share is rounded down, never up to what is required")
    func roundsDown() {
        #expect(AnswerTally(right: 8_996, wrong: 1_004).thousandths == 899)
        #expect(AnswerTally(right: 2, wrong: 1).thousandths == 666)
        #expect(AnswerTally(right: 5, wrong: 0).thousandths == 1_000)
        #expect(AnswerTally().thousandths == nil)
    }

    /// Against the values of scipy: `binomtest(right, count).proportion_ci(method="wilson")`.
    @Test(
        "Wilson's interval is that of the textbooks",
        arguments: [
            (10, 0, 0.722467, 1.0), (0, 10, 0.0, 0.277533), (9, 1, 0.595850, 0.982124), (180, 20, 0.850594, 0.934330),
        ]
    )
    func hasTheInterval(_ right: Int, _ wrong: Int, _ low: Double, _ high: Double) throws {
        let interval = try #require(AnswerTally(right: right, wrong: wrong).interval)
        #expect(abs(interval.lowerBound - low) < 1e-5 && abs(interval.upperBound - high) < 1e-5, "\(interval)")
    }

    @Test("answers that were all asked for are judged as if nothing had been asked after the first verdict")
    func inOrder() throws {
        let all = SequentialTest(required: .all, maximumRuns: 3)
        #expect(all.verdict(inOrder: [true, true, true]) == .passed)
        #expect(all.verdict(inOrder: [true, false]) == .failed, "one wrong answer is enough")
        #expect(all.verdict(inOrder: [true, true]) == nil, "one is missing")
        #expect(all.verdict(inOrder: []) == nil)
        let most = SequentialTest(required: try #require(RequiredShare(tenThousandths: 9_000)), maximumRuns: 40)
        let right = [Bool](repeating: true, count: 26)
        #expect(most.verdict(inOrder: right + [false, false, false, false, false]) == .passed)
    }
}

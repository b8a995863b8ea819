import AssistantModel
import Checks
import Testing

@Suite("The schedule of checks")
struct CheckScheduleTests {
    private static func test(_ tenThousandths: Int, _ maximumRuns: Int) throws -> SequentialTest {
        SequentialTest(
            required: try #require(RequiredShare(tenThousandths: tenThousandths)),
            maximumRuns: maximumRuns
        )
    }

    @Test("the check that was asked least is next, and none is asked in vain")
    func takesTurns() throws {
        var schedule = CheckSchedule([try Self.test(10_000, 2), try Self.test(9_000, 200)])
        var asked: [Int] = []
        while let (check, run) = schedule.next() {
            asked.append(check)
            #expect(run == asked.count { $0 == check })
        }
        // The first wrong answer fails the one, and five wrong ones fail the other.
        #expect(asked == [0, 1, 1, 1, 1, 1])
        let isEarly = schedule.answered(0, isRight: true)
        let again = schedule.next()?.check
        let isDecided = schedule.answered(0, isRight: true)
        #expect(!isEarly && again == 0 && isDecided)
        #expect(schedule.verdict(of: 0) == .passed && schedule.decided == 1)
    }

    @Test("whatever the answers are, all that was asked counts in the verdict")
    func wastesNothing() throws {
        for pattern in 1..<60 {
            var schedule = CheckSchedule([try Self.test(8_000, 40)])
            var (started, answered) = (0, 0)
            while schedule.verdict(of: 0) == nil {
                while schedule.next() != nil { started += 1 }
                answered += 1
                schedule.answered(0, isRight: (pattern >> (answered % 6)) & 1 == 1)
            }
            #expect(started == answered && schedule.tally(of: 0).count == answered, "\(pattern)")
        }
    }

    @Test("what could not be asked stops its check, and nothing that is decided")
    func stops() throws {
        var schedule = CheckSchedule([try Self.test(10_000, 1), try Self.test(9_000, 200), try Self.test(9_000, 200)])
        for _ in 0..<3 { _ = schedule.next() }
        schedule.answered(0, isRight: true)
        let stops = ["the account refused it", "once more"].map { schedule.stop(1, because: $0) }
        schedule.stopAll(because: "interrupted")
        let next = schedule.next()
        #expect(stops == [true, false] && next == nil)
        #expect((0..<3).map(schedule.obstacle) == [nil, "the account refused it", "interrupted"])
        #expect(schedule.decided == 3 && schedule.verdict(of: 0) == .passed)
    }
}

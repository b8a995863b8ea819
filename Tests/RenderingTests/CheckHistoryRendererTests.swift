import AssistantModel
import Checks
import Testing

@testable import Rendering

@Suite("The history of checks as people see it")
struct CheckHistoryRendererTests {
    private static let day = 86_400
    /// 2026-11-20.
    private static let start = 20_777 * day

    private func record(
        _ verdict: SequentialTest.Verdict,
        _ right: Int,
        _ wrong: Int,
        _ definition: CheckedDefinition,
        day: Int
    ) -> CheckRecord {
        CheckRecord(
            assistant: "bot",
            check: "",
            definition: definition,
            time: Self.start + day * Self.day,
            verdict: verdict,
            tally: AnswerTally(right: right, wrong: wrong)
        )
    }

    private var history: CheckHistory {
        let luna = CheckedDefinition(model: "gpt-6-luna", fingerprint: "3f2a9c1d04be")
        let sol = CheckedDefinition(model: "gpt-6-sol", fingerprint: "99b1c2d3e4f5")
        return CheckHistory(
            project: "velo",
            environment: "production",
            tracks: [
                .init(
                    assistant: "bot",
                    check: CheckFixtures.check(),
                    stretches: [
                        .init(
                            definition: luna,
                            records: [
                                record(.passed, 26, 0, luna, day: 8), record(.failed, 2, 6, luna, day: 9),
                                record(.passed, 24, 1, luna, day: 10), record(.undecided, 3, 1, luna, day: 10),
                            ]
                        ),
                        .init(
                            definition: sol,
                            records: [record(.passed, 1, 0, sol, day: 0), record(.passed, 1, 0, sol, day: 0)]
                        ),
                    ]
                ),
                .init(assistant: "bot", check: CheckFixtures.check("What does a return cost?"), stretches: []),
                .init(
                    assistant: "helper",
                    check: CheckFixtures.check(CheckFixtures.hostileQuestion),
                    stretches: [.init(definition: sol, records: [record(.failed, 0, 1, sol, day: 3)])]
                ),
            ]
        )
    }

    @Test("a terminal of 160 columns has a line for each definition")
    func wide() {
        let text = CheckHistoryRenderer(style: TerminalStyle(width: 160)).text(history)
        #expect(
            text == """
                bot
                  How many days do I have to send a bike back?
                    2026-11-28 to 2026-11-30  █▂▇▆  55 of 63 right   87.3 %  2 of 2 flicker  gpt-6-luna  3f2a9c1d04be
                    2026-11-20                ██    2 of 2 right    100.0 %  2 runs, steady  gpt-6-sol   99b1c2d3e4f5
                  What does a return cost?
                    no answer so far

                helper
                  Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇
                    2026-11-23                ▁     0 of 1 right      0.0 %  1 run           gpt-6-sol   99b1c2d3e4f5

                A bar is a run, as high as the share of right answers. Runs flicker where they come out otherwise than the one before, though the definition is the same.

                """
        )
    }

    @Test("a terminal of 60 columns has three lines for each, none longer")
    func narrow() {
        let text = CheckHistoryRenderer(style: TerminalStyle(width: 60)).text(history)
        #expect(
            text == """
                bot
                  How many days do I have to send a bike back?
                    2026-11-28 to 2026-11-30  █▂▇▆
                      55 of 63 right  87.3 %  2 of 2 flicker
                      gpt-6-luna  3f2a9c1d04be
                    2026-11-20  ██
                      2 of 2 right  100.0 %  2 runs, steady
                      gpt-6-sol  99b1c2d3e4f5
                  What does a return cost?
                    no answer so far

                helper
                  Is `a|b` <b>bold</b>, @team: #12
                    [x](https://evil.example)?␇
                    2026-11-23  ▁
                      0 of 1 right  0.0 %  1 run
                      gpt-6-sol  99b1c2d3e4f5

                A bar is a run, as high as the share of right answers. Runs
                flicker where they come out otherwise than the one before,
                though the definition is the same.

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
    }

    @Test("of many runs the newest have bars")
    func manyRuns() {
        let luna = CheckedDefinition(model: "gpt-6-luna", fingerprint: "3f2a9c1d04be")
        let records = (0..<30).map {
            record($0 < 10 ? .failed : .passed, $0 < 10 ? 0 : 1, $0 < 10 ? 1 : 0, luna, day: $0)
        }
        let many = CheckHistory(
            project: "velo",
            environment: "production",
            tracks: [
                .init(
                    assistant: "bot",
                    check: CheckFixtures.check(),
                    stretches: [.init(definition: luna, records: records)]
                )
            ]
        )
        let text = CheckHistoryRenderer(style: TerminalStyle(width: 80)).text(many)
        #expect(text.contains("2026-11-20 to 2026-12-19  " + String(repeating: "█", count: 20) + "\n"))
        #expect(text.contains("20 of 30 right  66.6 %  1 of 29 flicker\n"))
    }

    @Test("without runs it says how to make some")
    func empty() {
        let none = CheckHistory(
            project: "velo",
            environment: "production",
            tracks: [.init(assistant: "bot", check: CheckFixtures.check(), stretches: [])]
        )
        #expect(
            CheckHistoryRenderer(style: .plain).text(none)
                == "No runs are kept here: `assistantctl check` makes the first.\n"
        )
        let nothing = CheckHistory(project: "velo", environment: "production", tracks: [])
        #expect(CheckHistoryRenderer(style: .plain).text(nothing) == "No checks.\n")
    }
}

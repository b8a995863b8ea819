import AssistantModel
import Checks
import SourceDiagnostics
import Testing

@Suite("Wrong answers in a report")
struct WrongAnswerTests {
    @Test("those that are the same are one, the most frequent first, whatever order they came in")
    func folded() {
        let texts = ["Two weeks.", "No.", "Maybe.", "No.", "Never.", "Maybe.", "No."]
        let answers = texts.enumerated().map { ($0 + 1, $1) }
        for order in [answers, answers.reversed()] {
            var wrong = WrongAnswers()
            for (run, text) in order { wrong.add(text, [.init(expectation: 0, reason: "is wrong")], run: run) }
            #expect(wrong.kept.map(\.text) == ["No.", "Maybe.", "Two weeks."])
            #expect(wrong.kept.map(\.count) == [3, 2, 1])
            #expect(wrong.kept.map(\.run) == [2, 3, 1])
        }
    }

    @Test("the same text is another answer where something else is wrong with it")
    func reasons() {
        var wrong = WrongAnswers()
        wrong.add("", [.init(expectation: 0, reason: "does not call find")], run: 1)
        wrong.add("", [.init(expectation: 0, reason: "calls lookup instead of find")], run: 2)
        #expect(wrong.kept.map(\.count) == [1, 1])
    }

    @Test("what servers, functions and models quote is without keys, wherever it stands")
    func secrets() {
        let key = "sk-" + "proj-" + String(repeating: "aB3x", count: 12)
        let place = SourceLocation(file: "bot.yaml")
        let outcome = CheckOutcome(
            assistant: "bot",
            check: Check(question: "?", expectations: [], location: place),
            maximumRuns: 1,
            tally: AnswerTally(wrong: 1),
            verdict: .undecided,
            obstacle: "Incorrect API key provided: \(key).",
            wrongAnswers: [
                .init(run: 1, text: "It is \(key).", failures: [.init(expectation: 0, reason: "calls f with \(key)")])
            ]
        )
        #expect(outcome.obstacle == "Incorrect API key provided: <hidden>.")
        #expect(outcome.wrongAnswers.map(\.text) == ["It is <hidden>."])
        #expect(outcome.wrongAnswers.first?.failures.map(\.reason) == ["calls f with <hidden>"])
    }
}

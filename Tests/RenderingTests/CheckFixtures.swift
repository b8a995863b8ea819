import AssistantModel
import Checks
import SourceDiagnostics

/// Reports as they come of checks whose questions and answers are as others wrote them.
enum CheckFixtures {
    /// What a model may have been talked into: marks of Markdown and HTML, a mention, a link, a command of a runner,
    /// characters that turn the direction of writing or move the cursor.
    static let hostileAnswer =
        "\u{202E}gnp.exe\u{1B}[2J | ``` <img src=x onerror=alert(1)> @everyone [click](https://evil.example)\r\n::error::forged 100%0A"
    static let hostileQuestion = "Is `a|b` <b>bold</b>, @team: #12\n[x](https://evil.example)?\u{7}"

    static func place(_ line: Int, file: String = "assistants/bot.yaml") -> SourceDiagnostics.SourceLocation {
        SourceDiagnostics.SourceLocation(
            file: file,
            range: SourceRange(
                start: SourcePosition(line: line, column: 10),
                end: SourcePosition(line: line, column: 20)
            )
        )
    }

    static func check(
        _ question: String = "How many days do I have to send a bike back?",
        _ rule: CheckExpectation.Rule = .text(.contains("30 days"), isNegated: false),
        required: RequiredShare = .all,
        line: Int = 6,
        file: String = "assistants/bot.yaml"
    ) -> Check {
        Check(
            question: question,
            expectations: [CheckExpectation(rule, location: place(line + 1))],
            required: required,
            location: place(line, file: file)
        )
    }

    static func passed(_ check: Check = check(), assistant: String = "bot", right: Int = 1) -> CheckOutcome {
        CheckOutcome(
            assistant: assistant,
            check: check,
            maximumRuns: check.maximumRuns,
            tally: AnswerTally(right: right),
            verdict: .passed
        )
    }

    static func failed(
        _ check: Check = check(),
        assistant: String = "bot",
        tally: AnswerTally = AnswerTally(wrong: 1),
        answer: String = "You have two weeks.",
        reason: String = #"does not contain "30 days""#
    ) -> CheckOutcome {
        CheckOutcome(
            assistant: assistant,
            check: check,
            maximumRuns: check.maximumRuns,
            tally: tally,
            verdict: .failed,
            wrongAnswers: [.init(run: 1, text: answer, failures: [.init(expectation: 0, reason: reason)])]
        )
    }

    static func undecided(_ check: Check = check(), because obstacle: String) -> CheckOutcome {
        CheckOutcome(
            assistant: "bot",
            check: check,
            maximumRuns: check.maximumRuns,
            tally: AnswerTally(),
            verdict: .undecided,
            obstacle: obstacle
        )
    }

    static func report(_ outcomes: CheckOutcome...) -> CheckReport {
        CheckReport(project: "velo", environment: "production", outcomes: outcomes)
    }

    /// One that failed, with everything that could fool a reader in it.
    static var hostileReport: CheckReport {
        report(
            failed(
                check(hostileQuestion, line: 6, file: "assistants/a,b:c%.yaml"),
                assistant: "bot",
                answer: hostileAnswer,
                reason: "does not contain \"\(hostileQuestion)\""
            )
        )
    }
}

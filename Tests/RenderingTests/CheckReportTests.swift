import AssistantModel
import Checks
import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("Reports of checks")
struct CheckReportTests {
    private static let ninety = RequiredShare(tenThousandths: 9000)

    private func mixed() throws -> CheckReport {
        let ninety = try #require(Self.ninety)
        return CheckFixtures.report(
            CheckFixtures.passed(CheckFixtures.check("When is the showroom open?", required: ninety), right: 26),
            CheckFixtures.failed(
                CheckFixtures.check(required: ninety, line: 9),
                tally: AnswerTally(right: 17, wrong: 6),
                answer: "You may send a bike back within two weeks of its delivery."
            ),
            CheckFixtures.undecided(
                CheckFixtures.check("What does the collection of a return cost?", line: 12),
                because: "the budget is spent"
            )
        )
    }

    @Test("a terminal of 160 columns has a table, with what is wrong below")
    func wide() throws {
        let text = CheckTextRenderer(style: TerminalStyle(width: 160)).text(try mixed())
        #expect(
            text == """
                bot
                  passed     26 of 26 right  100.0 %  95 %: 87.1 to 100.0 %  When is the showroom open?
                  failed     17 of 23 right   73.9 %  95 %: 53.5 to 87.5 %   How many days do I have to send a bike back?
                    at least 90 % have to be right
                    answer 1 does not contain "30 days"
                      | You may send a bike back within two weeks of its delivery.
                    and 5 more wrong answers
                    assistants/bot.yaml:9:10
                  undecided  0 of 0 right          -  -                      What does the collection of a return cost?
                    the budget is spent
                    assistants/bot.yaml:12:10

                Checks: 1 passed, 1 failed, 1 undecided, with 49 answers.

                """
        )
    }

    @Test("a terminal of 60 columns has the figures below the question, and no line is longer")
    func narrow() throws {
        let text = CheckTextRenderer(style: TerminalStyle(width: 60)).text(try mixed())
        #expect(
            text == """
                bot
                  passed     When is the showroom open?
                             26 of 26 right  100.0 %  95 %: 87.1 to 100.0 %
                  failed     How many days do I have to send a bike back?
                             17 of 23 right  73.9 %  95 %: 53.5 to 87.5 %
                    at least 90 % have to be right
                    answer 1 does not contain "30 days"
                      | You may send a bike back within two weeks of its
                      | delivery.
                    and 5 more wrong answers
                    assistants/bot.yaml:9:10
                  undecided  What does the collection of a return cost?
                             0 of 0 right  -  -
                    the budget is spent
                    assistants/bot.yaml:12:10

                Checks: 1 passed, 1 failed, 1 undecided, with 49 answers.

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
    }

    @Test("an answer that came again is shown once, with how often it came, and counts as often")
    func repeated() throws {
        let failure = AnswerJudgement.Failure(expectation: 0, reason: "is wrong")
        let outcome = CheckOutcome(
            assistant: "bot",
            check: CheckFixtures.check(),
            maximumRuns: 9,
            tally: AnswerTally(wrong: 9),
            verdict: .failed,
            wrongAnswers: [
                .init(run: 2, text: "No.", failures: [failure], count: 6),
                .init(run: 1, text: "Never.", failures: [failure]),
            ]
        )
        let report = CheckFixtures.report(outcome)
        let text = CheckTextRenderer(style: .plain).text(report)
        #expect(text.contains("answer 2 (6 times) is wrong\n      | No.\n    answer 1 is wrong"))
        #expect(text.contains("and 2 more wrong answers"))
        #expect(CheckMarkdown.text(report).contains("Answer 2 (6 times): `is wrong`"))
        #expect(CheckJUnit.text(report).contains("answer 2 (6 times) is wrong"))
        #expect(CheckAnnotations.text(report).contains("answer 2 (6 times) is wrong"))
        #expect(CheckJSON.text(report).contains("\"count\": 6"))
    }

    @Test("a terminal obeys nothing of an answer")
    func hostileText() {
        let text = CheckTextRenderer(style: .plain).text(CheckFixtures.hostileReport)
        #expect(
            text == """
                bot
                  failed     0 of 1 right  0.0 %  95 %: 0.0 to 79.4 %  Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇
                    answer 1 does not contain "Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇"
                      | <U+202E>gnp.exe␛[2J | ``` <img src=x onerror=alert(1)> @everyone
                      | [click](https://evil.example) ::error::forged 100%0A
                    assistants/a,b:c%.yaml:6:10

                Checks: 1 failed, with 1 answer.

                """
        )
    }

    @Test("a comment shows an answer as it is written: no row, mention, link or tag of its own")
    func hostileMarkdown() {
        let text = CheckMarkdown.text(CheckFixtures.hostileReport)
        #expect(
            text == """
                ### Checks of `velo` in `production`

                | | assistant | question | right | share | 95 % |
                | --- | --- | --- | --- | --- | --- |
                | ❌ failed | `bot` | ``Is `a\\|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇`` | 0 of 1 | 0.0 % | 0.0 to 79.4 % |

                <details><summary>failed: <code>Is `a|b` &lt;b&gt;bold&lt;/b&gt;, @team: #12 [x](https://evil.example)?␇</code></summary>

                Answer 1: ``does not contain "Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇"``

                ````
                <U+202E>gnp.exe␛[2J | ``` <img src=x onerror=alert(1)> @everyone [click](https://evil.example) ::error::forged 100%0A
                ````

                `assistants/a,b:c%.yaml:6:10`

                </details>


                Checks: 1 failed, with 1 answer.


                """
        )
    }

    @Test("what does not fit a comment is counted: rows and answers")
    func longMarkdown() {
        let outcomes = (0..<40).map { CheckFixtures.failed(CheckFixtures.check("Question \($0)?")) }
        let report = CheckReport(project: "velo", environment: "production", outcomes: outcomes)
        let text = CheckMarkdown.text(report, limit: 3_000)
        #expect(text.unicodeScalars.count <= 3_000)
        #expect(
            text.contains("more checks did not fit here.") && text.hasSuffix("Checks: 40 failed, with 40 answers.\n\n")
        )
    }

    @Test("annotations stand at the lines of their checks, and nothing of an answer is a command")
    func hostileAnnotations() {
        #expect(
            CheckAnnotations.text(CheckFixtures.hostileReport)
                == "::error file=assistants/a%2Cb%3Ac%25.yaml,line=6,col=10,endColumn=19,title=bot%3A check failed"
                + "::Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇ 0 of 1 right%0Aanswer 1 does not contain "
                + "\"Is `a|b` <b>bold</b>, @team: #12 [x](https://evil.example)?␇\"\n"
        )
    }

    @Test("undecided checks are warnings, passed ones nothing")
    func annotations() throws {
        let lines = CheckAnnotations.text(try mixed()).split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != " " } } == ["::error", "::warning"])
        #expect(
            lines.last?.hasSuffix("What does the collection of a return cost? 0 of 0 right%0Athe budget is spent")
                == true
        )
    }

    @Test("of more than a runner shows, the last annotation tells how many there are")
    func manyAnnotations() {
        let outcomes = (0..<12).map { CheckFixtures.failed(CheckFixtures.check("Question \($0)?")) }
        let report = CheckReport(project: "velo", environment: "production", outcomes: outcomes)
        let lines = CheckAnnotations.text(report).split(separator: "\n")
        #expect(lines.count == 10 && lines.last == "::error::3 more checks: the log of this step has them all")
    }

    @Test("JUnit has a suite for an assistant and a case for a check, whatever answers hold")
    func hostileJUnit() {
        #expect(
            CheckJUnit.text(CheckFixtures.hostileReport) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="assistantctl check" tests="1" failures="1" errors="0" time="0">
                  <testsuite name="bot" tests="1" failures="1" errors="0" time="0">
                    <testcase name="Is `a|b` &lt;b&gt;bold&lt;/b&gt;, @team: #12 [x](https://evil.example)?␇" classname="bot" time="0">
                      <failure message="0 of 1 right (0.0 %, 95 %: 0.0 to 79.4 %)" type="failed">0 of 1 right (0.0 %, 95 %: 0.0 to 79.4 %)
                assistants/a,b:c%.yaml:6:10
                answer 1 does not contain &quot;Is `a|b` &lt;b&gt;bold&lt;/b&gt;, @team: #12 [x](https://evil.example)?␇&quot;
                  &lt;U+202E&gt;gnp.exe␛[2J | ``` &lt;img src=x onerror=alert(1)&gt; @everyone [click](https://evil.example) ::error::forged 100%0A</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test("JUnit tells undecided from failed, and keeps the money out")
    func jUnit() throws {
        let text = CheckJUnit.text(try mixed())
        #expect(text.contains(#"<testsuites name="assistantctl check" tests="3" failures="1" errors="1" time="0">"#))
        #expect(text.contains(#"<error message="the budget is spent" type="undecided">"#))
        #expect(
            text.contains(
                "<system-out>26 of 26 right (100.0 %, 95 %: 87.1 to 100.0 %)\nassistants/bot.yaml:6:10</system-out>"
            )
        )
    }
}

import AssistantModel
import Checks
import SourceDiagnostics

/// A report of checks as JUnit's XML: an assistant is a suite, a check a test case. A check that failed is a failure, an
/// undecided one an error.
package enum CheckJUnit {
    /// The report as XML.
    package static func text(_ report: CheckReport) -> String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites\(XMLText.attributes([("name", "assistantctl check")] + counts(report.outcomes)))>",
        ]
        var assistants: [String] = []
        for outcome in report.outcomes where !assistants.contains(outcome.assistant) {
            assistants.append(outcome.assistant)
        }
        for assistant in assistants {
            let outcomes = report.outcomes.filter { $0.assistant == assistant }
            lines.append("  <testsuite\(XMLText.attributes([("name", assistant)] + counts(outcomes)))>")
            for outcome in outcomes { lines += testCase(outcome) }
            let notes = CheckWording.notes(report)
            if !notes.isEmpty {
                lines.append("    <system-out>\(XMLText.escaped(notes.joined(separator: "\n")))</system-out>")
            }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return Wording.output(lines)
    }

    private static func counts(_ outcomes: [CheckOutcome]) -> [(String, String)] {
        [
            ("tests", "\(outcomes.count)"), ("failures", "\(outcomes.count { $0.verdict == .failed })"),
            ("errors", "\(outcomes.count { $0.verdict == .undecided })"), ("time", "0"),
        ]
    }

    private static func testCase(_ outcome: CheckOutcome) -> [String] {
        let members = [
            ("name", Wrapping.collapsed(outcome.check.question)), ("classname", outcome.assistant), ("time", "0"),
        ]
        let head = "    <testcase\(XMLText.attributes(members))>"
        let figures =
            "\(CheckWording.right(outcome)) (\(CheckWording.share(outcome)), \(CheckWording.namedInterval(outcome)))"
        let body = XMLText.escaped(([figures] + details(outcome)).joined(separator: "\n"))
        let message = [
            ("message", CheckWording.doubt(outcome) ?? figures), ("type", CheckWording.verdict(outcome.verdict)),
        ]
        switch outcome.verdict {
        case .passed: return [head, "      <system-out>\(body)</system-out>", "    </testcase>"]
        case .failed:
            return [head, "      <failure\(XMLText.attributes(message))>\(body)</failure>", "    </testcase>"]
        case .undecided:
            return [head, "      <error\(XMLText.attributes(message))>\(body)</error>", "    </testcase>"]
        }
    }

    private static func details(_ outcome: CheckOutcome) -> [String] {
        [CheckWording.comparison(outcome), VisibleText.line(outcome.check.location.description)].compactMap(\.self)
            + outcome.wrongAnswers.flatMap { answer in
                [
                    "\(CheckWording.name(answer)) \(CheckWording.reasons(answer))",
                    "  " + CheckWording.excerpt(of: answer, to: outcome.check),
                ]
            }
    }
}

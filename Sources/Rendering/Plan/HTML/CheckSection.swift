import AssistantModel
import Checks
import Planning

/// What the checks of a plan came to, with the answers that were not right.
struct CheckSection {
    let plan: Plan

    /// Empty where none were asked.
    var html: HTML {
        guard let report = plan.checkReport else { return .empty }
        let items = report.outcomes.map { outcome in
            let verdict = HTML("b", [:], .words(CheckWording.verdict(outcome.verdict)))
            let figures = HTML("span", ["class": "muted"], .words(" \(CheckWording.right(outcome)) "))
            let answers = outcome.verdict == .passed ? [] : outcome.wrongAnswers
            let wrong = answers.map { answer in
                HTML("p", [:], .line("\(CheckWording.name(answer)) \(CheckWording.reasons(answer))"))
                    + HTML("blockquote", [:], .line(answer.text))
            }
            let doubt = CheckWording.doubt(outcome).map { HTML("p", [:], .line($0)) } ?? .empty
            return HTML(
                "li",
                [:],
                [
                    verdict, .words(" "), HTML("code", [:], .line(outcome.assistant)), figures,
                    .line(outcome.check.question), doubt,
                ] + wrong
            )
        }
        return HTML(
            "section",
            ["class": "notice", "id": "checks", "aria-labelledby": "checks-title"],
            HTML("h2", ["id": "checks-title"], .words("Checks")),
            HTML("ul", [:], items),
            HTML(([CheckWording.summary(report)] + CheckWording.notes(report)).map { HTML("p", [:], .line($0)) })
        )
    }
}

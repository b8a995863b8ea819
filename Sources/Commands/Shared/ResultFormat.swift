import ArgumentParser
import Planning
import Rendering

/// The forms that results are printed in.
package enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json

    func text(of plan: Plan, context: DiffContext, in session: AccountSession, _ console: Console) -> String {
        switch self {
        case .json: PlanJSON.text(plan)
        case .text:
            PlanTextRenderer(style: console.resultStyle, context: context, folder: session.project.shownFolder).text(
                plan
            )
        }
    }
}

extension DiffContext: ExpressibleByArgument {}

import ArgumentParser
import Planning
import Rendering

/// The forms that results are printed in.
package enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json

    /// - Parameter folder: the manifests' folder as the user named it.
    func text(of plan: Plan, context: DiffContext, folder: String, _ console: Console) -> String {
        switch self {
        case .json: PlanJSON.text(plan)
        case .text: PlanTextRenderer(style: console.resultStyle, context: context, folder: folder).text(plan)
        }
    }
}

extension AccountSession {
    /// A plan for people.
    func text(of plan: Plan, context: DiffContext, style: TerminalStyle) -> String {
        PlanTextRenderer(style: style, context: context, folder: project.shownFolder).text(plan)
    }
}

extension DiffContext: ExpressibleByArgument {
    /// As `--context` takes it.
    package var defaultValueDescription: String {
        switch self {
        case .lines(let count): String(count)
        case .full: "full"
        }
    }
}

import ArgumentParser
import Planning
import Rendering

/// The forms that results are printed in.
package enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json
}

extension AccountSession {
    /// A plan that is about to be carried out, for people.
    func text(of plan: Plan, context: DiffContext, style: TerminalStyle) -> String {
        PlanTextRenderer(style: style, context: context, folder: project.shownFolder, isCarriedOut: true).text(plan)
    }
}

extension DiffContext: ExpressibleByArgument {
    /// Numbers need no help.
    package static var defaultCompletionKind: CompletionKind { .list(["full"]) }

    /// As `--context` takes it.
    package var defaultValueDescription: String {
        switch self {
        case .lines(let count): String(count)
        case .full: "full"
        }
    }
}

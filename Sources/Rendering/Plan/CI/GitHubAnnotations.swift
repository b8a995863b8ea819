import AssistantModel
import Planning
import SourceDiagnostics

/// A plan as annotations of a GitHub workflow: refusals as errors, warnings, and what changes as notices at the lines
/// that are the cause.
///
/// GitHub shows ten annotations of each kind from one step and drops the rest, so what takes most away comes first and
/// the tenth says how many more there are.
package struct GitHubAnnotations {
    /// Of each kind, from one step.
    package static let limit = 10

    private let plan: Plan
    private let path: (String) -> String?

    /// - Parameter path: The path of a file below the root of the repository, from its path as places have it (relative
    ///   to the folder that the command runs in); nil for a file that is not in the repository, whose annotations have
    ///   no place.
    package init(_ plan: Plan, path: @escaping (String) -> String? = { $0 }) {
        self.plan = plan.withoutSecrets
        self.path = path
    }

    /// A line for each annotation; empty for a plan without any.
    package var text: String {
        let commands = Self.limited(refusals) + Self.limited(warnings) + Self.limited(notices)
        return Wording.output(commands.map(\.line))
    }

    private static func limited(_ commands: [WorkflowCommand]) -> [WorkflowCommand] {
        guard commands.count > limit else { return commands }
        var shown = Array(commands.prefix(limit))
        let rest = Wording.count(commands.count - limit, "more \(shown[limit - 1].level.rawValue)")
        shown[limit - 1].message += "\n… and \(rest): the step's summary has all of the plan"
        return shown
    }

    private func inRepository(_ place: SourceLocation?) -> SourceLocation? {
        place.flatMap { place in path(place.file).map { SourceLocation(file: $0, range: place.range) } }
    }

    private var refusals: [WorkflowCommand] {
        plan.refusals.map { refusal in
            let change = plan.changes.first { $0.address.description == refusal.address }
            let place = change?.reasons.lazy.compactMap(\.cause).first
            let title = "\(plan.purpose.title) would refuse this plan (\(refusal.kind.code))"
            return WorkflowCommand(.error, title: title, refusal.message, at: inRepository(place))
        }
    }

    private var warnings: [WorkflowCommand] {
        plan.warnings.map { warning in
            let title = [warning.code, warning.address].compactMap { $0 }.joined(separator: ": ")
            return WorkflowCommand(.warning, title: title, warning.message, at: inRepository(warning.location))
        }
    }

    private var notices: [WorkflowCommand] {
        AnnotatedCause.causes(in: plan).map { cause in
            let message = cause.lines.map(VisibleText.line).joined(separator: "\n")
            let title = "\(plan.environment): \(cause.title)"
            return WorkflowCommand(.notice, title: title, message, at: inRepository(cause.place))
        }
    }
}

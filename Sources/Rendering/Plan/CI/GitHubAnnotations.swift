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
        self.plan = plan.changesWithoutSecrets
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

/// A line of a manifest, or of a file that one includes, with everything that changes because of it. Changes that have no
/// place in git are gathered by action.
struct AnnotatedCause {
    /// Nil for changes without a place in git.
    let place: SourceLocation?
    private var effects: [Effect]

    /// A change, and the reason that has this place.
    private struct Effect {
        var change: ResourceChange
        var reason: ChangeReason
    }

    /// Lines of one annotation: more of them are counted.
    private static let lineLimit = 12

    private init(place: SourceLocation?) {
        self.place = place
        effects = []
    }

    /// All of a plan, what takes most away first.
    static func causes(in plan: Plan) -> [AnnotatedCause] {
        var causes: [AnnotatedCause] = []
        var indices: [Key: Int] = [:]
        for change in plan.changes {
            let placed = change.reasons.filter { $0.cause != nil }
            for reason in placed.isEmpty ? Array(change.reasons.prefix(1)) : placed {
                let key = Key(
                    file: reason.cause?.file,
                    line: reason.cause?.range?.start.line,
                    action: reason.cause == nil ? change.action : nil
                )
                let index = indices[key] ?? causes.count
                if index == causes.count { causes.append(AnnotatedCause(place: reason.cause)) }
                indices[key] = index
                causes[index].effects.append(Effect(change: change, reason: reason))
            }
        }
        for index in causes.indices { causes[index].sortEffects() }
        return causes.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    private struct Key: Hashable {
        var file: String?
        var line: Int?
        var action: ResourceChange.Action?
    }

    /// Of the most dangerous effect.
    private var rank: Int { effects.first.map { Self.rank($0.change) } ?? .max }

    /// What takes most away is first; objects are before files.
    private static func rank(_ change: ResourceChange) -> Int {
        let action = PlanSummary.dangerousFirst.firstIndex(of: change.action) ?? 0
        return action * 2 + (change.address.isFile ? 1 : 0)
    }

    private mutating func sortEffects() {
        effects = effects.enumerated().sorted {
            (Self.rank($0.element.change), $0.offset) < (Self.rank($1.element.change), $1.offset)
        }.map(\.element)
    }

    /// Such as `update assistant.support-bot`, or `70 to create`.
    var title: String {
        if effects.count == 1 { return "\(effects[0].change.action.rawValue) \(effects[0].change.address)" }
        return PlanSummary(effects.map(\.change)).plannedDeletionsFirst
    }

    /// What happens, an object a line; below an assistant or a store its fields.
    var lines: [String] {
        let lines = effects.flatMap(Self.lines)
        guard lines.count > Self.lineLimit else { return lines }
        let shown = lines.prefix(Self.lineLimit - 1)
        return shown + ["… and \(Wording.count(lines.count - shown.count, "more line"))"]
    }

    private static func lines(of effect: Effect) -> [String] {
        let (change, reason) = (effect.change, effect.reason)
        let symbol = ReasonWording.symbol(change.action)
        let size = change.uploadedBytes.map { ", " + ByteCount.text($0) } ?? ""
        let line = "\(symbol) \(change.address): \(ReasonWording.text(reason, of: change.address))\(size)"
        let text = FieldText(style: .plain, context: .lines(0))
        switch reason.kind {
        case .fieldsChanged(let names):
            let fields = change.fields.filter { names.contains($0.path) }
            return [line] + fields.map { "    " + text.line(of: $0, in: change) }
        case .attributesChanged: return [line] + change.fields.map { "    " + text.line(of: $0, in: change) }
        default: return [line]
        }
    }
}

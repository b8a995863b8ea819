import Planning

/// How many objects a plan or a run changes, by action.
struct PlanSummary {
    private let counts: [(action: ResourceChange.Action, count: Int)]
    /// Of those that are deleted: files that leave a store or an assistant, and stay on the account.
    private let detached: Int

    /// The order in which reviewers look: what goes, then what changes, then what comes.
    static let dangerousFirst: [ResourceChange.Action] = [
        .delete, .forget, .replace, .update, .adopt, .rename, .create,
    ]

    init(_ changes: [ResourceChange]) {
        self.init(changes.map(\.action), detached: changes.count(where: \.isOnlyDetached))
    }

    init(_ actions: [ResourceChange.Action], detached: Int = 0) {
        self.detached = detached
        let numbers = actions.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        counts = ResourceChange.Action.inOrder.map { ($0, numbers[$0] ?? 0) }
    }

    /// Such as `1 to create, 2 to delete`; actions that no object has are left out.
    var planned: String {
        text(ResourceChange.Action.inOrder, of: "to detach") { "to \($0.rawValue)" }
    }

    /// The same with what takes most away first: for reviews.
    var plannedDeletionsFirst: String {
        text(Self.dangerousFirst, of: "to detach") { "to \($0.rawValue)" }
    }

    /// Such as `1 created, 2 deleted`.
    var done: String {
        text(ResourceChange.Action.inOrder, of: "detached", ReasonWording.pastTense)
    }

    /// Actions with their numbers, in order: those that are always counted, and what there is of the others.
    var numbers: [(name: String, count: Int)] {
        counts.filter { $0.count > 0 || $0.action.isAlwaysCounted }.map { ($0.action.rawValue, $0.count) }
    }

    /// How many objects an action has.
    func count(of action: ResourceChange.Action) -> Int { counts.first { $0.action == action }?.count ?? 0 }

    private func text(
        _ order: [ResourceChange.Action],
        of detachment: String,
        _ words: (ResourceChange.Action) -> String
    ) -> String {
        order.flatMap { action in
            let detached = action == .delete ? detached : 0
            return [(count(of: action) - detached, words(action)), (detached, detachment)]
        }
        .filter { $0.0 > 0 }.map { "\(Wording.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    }
}

extension ResourceChange.Action {
    /// The order in which actions are counted out.
    static let inOrder: [ResourceChange.Action] = [
        .create, .adopt, .update, .replace, .rename, .delete, .forget,
    ]

    /// Whether documents for programs have its number where there is none of it, too.
    var isAlwaysCounted: Bool {
        switch self {
        case .create, .update, .replace, .rename, .delete: true
        case .forget, .adopt: false
        }
    }
}

/// What a plan without changes means.
enum EmptyPlanWording {
    /// Such as `7 objects on the account match assistants/.`
    ///
    /// - Parameter folder: the manifests' folder as the user names it.
    static func state(_ plan: Plan, folder: String) -> String {
        guard plan.leftOut.isEmpty else { return others(plan) }
        let folder = folder == "." ? "this folder" : VisibleText.line(folder.hasSuffix("/") ? folder : folder + "/")
        switch (plan.purpose, plan.unchangedCount) {
        case (.destroy, _), (.forget, _): return "\(plan.project) owns nothing in \(plan.environment)."
        case (.refresh, 0): return "\(plan.project) owns nothing in \(plan.environment)."
        case (.refresh, let count):
            return "\(Wording.count(count, "object")) \(count == 1 ? "is" : "are") as \(plan.lastApply) left "
                + (count == 1 ? "it." : "them.")
        case (.apply, 0) where !plan.refusals.isEmpty: return "What \(folder) asks for is refused."
        case (.apply, 0): return "\(folder) declares nothing, and \(plan.project) owns nothing in \(plan.environment)."
        case (.apply, 1): return "1 object on the account matches \(folder)."
        case (.apply, let count): return "\(Wording.count(count, "object")) on the account match \(folder)."
        }
    }

    /// Such as `2 other changes left out of this plan.`
    static func others(_ plan: Plan) -> String {
        "\(Wording.count(plan.leftOut.count, "other change")) left out of this plan."
    }
}

/// Knowledge that another pipeline fills: a line for each assistant that refers to it.
enum ExternalKnowledgeText {
    /// Such as `assistant.support-bot searches "Handbook" (vs_123, 42 files), which is managed elsewhere`.
    static func lines(_ plan: Plan) -> [String] {
        (plan.externalKnowledge ?? []).map { reference in
            let name =
                reference.name.map { "\"\($0)\" (\(reference.vectorStoreID), " } ?? "\(reference.vectorStoreID) ("
            return "\(reference.address) searches \(name)\(Wording.count(reference.fileCount, "file"))), "
                + "which is managed elsewhere"
        }
    }
}

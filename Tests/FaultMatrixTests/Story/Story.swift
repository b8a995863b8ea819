import TestSupport

/// What is run while something goes wrong.
enum Story: String, CaseIterable, Sendable {
    case create, update, destroy, rollback, forget, adopt

    /// What was applied to the account before, in this order.
    var before: [SampleProject] {
        switch self {
        case .create, .adopt: []
        case .update, .destroy, .forget: [.before]
        case .rollback: [.before, .after]
        }
    }

    /// What is run.
    var operation: Operation {
        switch self {
        case .create: .apply(.before)
        case .update: .apply(.after)
        case .destroy: .destroy
        case .rollback: .rollback(to: 1, .before)
        case .forget: .forget("assistant.support", .withoutSupport)
        case .adopt: .apply(.adopting)
        }
    }

    /// The files that a run may have uploaded, for `cleanup`.
    var project: SampleProject { operation.project ?? .before }

    /// Whether there are releases to go back to.
    func isPossible(on hosting: Hosting) -> Bool { self != .rollback || hosting.hasReleases }

    /// Every story on every account that can have it.
    static let everywhere: [(Hosting, Story)] = Hosting.allCases.flatMap { hosting in
        allCases.filter { $0.isPossible(on: hosting) }.map { (hosting, $0) }
    }
}

/// A command that changes the account.
enum Operation: Sendable {
    case apply(SampleProject)
    case destroy
    /// To the release of this number, which was made of this project.
    case rollback(to: Int, SampleProject)
    /// Of what this address names, which leaves the project with the rest.
    case forget(String, SampleProject)

    /// Makes the account what the project says; empty for nil.
    init(_ project: SampleProject?) {
        self = project.map(Operation.apply) ?? .destroy
    }

    /// What the account is to become; nil for nothing.
    var project: SampleProject? {
        switch self {
        case .apply(let project), .rollback(_, let project), .forget(_, let project): project
        case .destroy: nil
        }
    }

    /// What the next plan is made of: empty when nothing is left to do.
    var again: Operation {
        switch self {
        case .rollback(_, let project), .forget(_, let project): .apply(project)
        case .apply, .destroy: self
        }
    }
}

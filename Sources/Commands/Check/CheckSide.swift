import ArgumentParser

/// Whom checks ask.
enum CheckSide: Sendable, Hashable, CustomStringConvertible {
    /// The assistants as they are deployed.
    case live
    /// The assistants as the manifests have them now.
    case plan
    /// The assistants as they were in a release.
    case release(Int)

    var description: String {
        switch self {
        case .live: "live"
        case .plan: "plan"
        case .release(let number): "\(number)"
        }
    }
}

/// `--against`: who is asked, and what that is compared with.
package struct CheckSides: ExpressibleByArgument, Sendable, Hashable {
    let candidate: CheckSide
    /// Whether the candidate is compared with what is live.
    let isComparison: Bool

    init(_ candidate: CheckSide, isComparison: Bool = false) {
        self.candidate = candidate
        self.isComparison = isComparison
    }

    package init?(argument: String) {
        switch argument {
        case "live": self.init(.live)
        case "plan": self.init(.plan)
        case "live,plan": self.init(.plan, isComparison: true)
        default:
            guard let number = Int(argument), number > 0 else { return nil }
            self.init(.release(number))
        }
    }

    /// As it is written.
    var description: String { isComparison ? "\(CheckSide.live),\(candidate)" : "\(candidate)" }

    /// As the help shows it.
    package var defaultValueDescription: String { description }

    package static var defaultCompletionKind: CompletionKind { .list(["live", "plan", "live,plan"]) }
}

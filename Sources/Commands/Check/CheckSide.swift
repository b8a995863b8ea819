import ArgumentParser

/// Whom checks ask.
enum CheckSide: Sendable, Hashable, CustomStringConvertible {
    /// The assistants as they are deployed.
    case live
    /// The assistants as the manifests have them now.
    case plan

    var description: String {
        switch self {
        case .live: "live"
        case .plan: "plan"
        }
    }
}

/// `--against`: what is asked.
package struct CheckSides: ExpressibleByArgument, Sendable, Hashable {
    let candidate: CheckSide

    init(_ candidate: CheckSide) { self.candidate = candidate }

    package init?(argument: String) {
        switch argument {
        case "live": self.init(.live)
        case "plan": self.init(.plan)
        default: return nil
        }
    }

    /// As the help shows it.
    package var defaultValueDescription: String { "\(candidate)" }

    package static var defaultCompletionKind: CompletionKind { .list(["live", "plan"]) }
}

import TestSupport

/// What is run while something goes wrong.
enum Story: String, CaseIterable, Sendable {
    case create, update, destroy

    /// What is on the account before; nil for nothing.
    var before: SampleProject? { self == .create ? nil : .before }

    /// What the account is to become; nil for nothing.
    var after: SampleProject? {
        switch self {
        case .create: .before
        case .update: .after
        case .destroy: nil
        }
    }

    /// The files that a run may have uploaded, for `cleanup`.
    var project: SampleProject { after ?? .before }
}

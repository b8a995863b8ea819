/// What a `forget` did, object by object, in the order of its plan.
package struct ForgettingReport: Equatable, Sendable {
    /// How it ended for one object.
    package enum Outcome: Equatable, Sendable {
        /// Its marks are gone, or it is itself.
        case done
        /// With what the server said, and what to do next.
        case failed(message: String)
        /// Not touched: it failed for an object that comes first, or the run was stopped.
        case notStarted
    }

    /// One object and how it ended.
    package struct Entry: Equatable, Sendable {
        /// As it was planned.
        package var item: ForgettingPlan.Item
        /// How it ended.
        package var outcome: Outcome

        /// The end for one object.
        package init(item: ForgettingPlan.Item, outcome: Outcome) {
            self.item = item
            self.outcome = outcome
        }
    }

    /// One for each object.
    package var entries: [Entry]
    /// Whether the run was interrupted before its end.
    package var wasInterrupted: Bool
    /// Why the run did not end well, where no single object is to blame.
    package var failure: String?
    /// Whether anything on the account was written, or may have been.
    package var wroteSomething: Bool

    package init(
        entries: [Entry],
        wasInterrupted: Bool = false,
        failure: String? = nil,
        wroteSomething: Bool = false
    ) {
        self.entries = entries
        self.wasInterrupted = wasInterrupted
        self.failure = failure
        self.wroteSomething = wroteSomething
    }

    /// Whether everything was forgotten.
    package var isComplete: Bool { failure == nil && entries.allSatisfy { $0.outcome == .done } }
}

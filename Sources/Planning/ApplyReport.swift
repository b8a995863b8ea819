import AssistantModel

/// What a run did, change by change, in the order of the plan.
package struct ApplyReport: Equatable, Sendable {
    /// How one change ended.
    package enum Outcome: Equatable, Sendable {
        case done
        /// With what the server or the disk said, and what to do next.
        case failed(message: String)
        /// Not started, because this other change failed.
        case skipped(because: ResourceAddress)
        /// Not started, because the run was interrupted or stopped.
        case notStarted
        /// Begun, and cut short by an interrupt: the next run goes on from there.
        case unfinished
    }

    /// One change and how it ended.
    package struct Entry: Equatable, Sendable {
        /// As it was planned.
        package var change: ResourceChange
        /// How it ended.
        package var outcome: Outcome
        /// The id of the object afterwards; for a deleted object the id it had.
        package var id: String?

        /// The end of one change.
        package init(change: ResourceChange, outcome: Outcome, id: String? = nil) {
            self.change = change
            self.outcome = outcome
            self.id = id
        }
    }

    /// One for each change, in the order of the plan.
    package var entries: [Entry]
    /// Things the user has to know that belong to no single change: uploads that may be left behind, what the next
    /// run will do.
    package var notes: [String]
    /// Whether the run was interrupted before its end.
    package var wasInterrupted: Bool
    /// Why the whole run stopped, where no single change is to blame.
    package var failure: String?
    /// Whether anything on the account was written, or may have been, also where no change was finished.
    package var wroteSomething: Bool

    package init(
        entries: [Entry],
        notes: [String] = [],
        wasInterrupted: Bool = false,
        failure: String? = nil,
        wroteSomething: Bool = false
    ) {
        self.entries = entries
        self.notes = notes
        self.wasInterrupted = wasInterrupted
        self.failure = failure
        self.wroteSomething = wroteSomething
    }

    /// Says of a destruction that did not get to its end what is true where assistants live in a release: they go with
    /// the registry, which comes last.
    package mutating func keepReleasedAssistants() {
        for index in entries.indices where [.done, .unfinished].contains(entries[index].outcome) {
            if case .assistant = entries[index].change.address.resource { entries[index].outcome = .notStarted }
        }
    }

    /// Whether everything was done.
    package var isComplete: Bool {
        failure == nil && !wasInterrupted && entries.allSatisfy { $0.outcome == .done }
    }
}

/// Something that happens while a plan is applied, for progress output.
package enum ApplyEvent: Equatable, Sendable {
    case started(ResourceAddress)
    /// Bytes of a file that went over the wire so far.
    case uploading(ResourceAddress, sentBytes: Int, totalBytes: Int)
    /// How many of a store's new files are indexed.
    case indexing(store: ResourceAddress, completed: Int, total: Int)
    /// Nothing goes on until something happens, such as a rate limit's end.
    case waiting(reason: String, seconds: Double)
    case finished(ResourceAddress, id: String?)
    case failed(ResourceAddress, message: String)
    case skipped(ResourceAddress, because: ResourceAddress)
}

import OpenAIAPI

/// Why a run could not go on, as a value: a stable code, what happened and what to do next.
package struct DeploymentError: Error, Sendable, Hashable {
    /// Open: a switch over it needs a default.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The account refused or failed a request: ``DeploymentError/underlying`` says which and why.
        package static let request = Code(rawValue: "request")
        /// The host does not serve the Assistants API any more.
        package static let apiRemoved = Code(rawValue: "api-removed")
        /// Answers come from another organisation than the environment names.
        package static let wrongAccount = Code(rawValue: "wrong-account")
        /// The plan itself says that it must not be applied.
        package static let planRefused = Code(rawValue: "plan-refused")
        /// The object lost its ownership marks since it was read: it is not ours to delete.
        package static let ownershipLost = Code(rawValue: "ownership-lost")
        /// Somebody else changed the object between the plan and the write.
        package static let changedSincePlan = Code(rawValue: "changed-since-plan")
        /// The server answered an update with success and left a changed field as it was.
        package static let changeIgnored = Code(rawValue: "change-ignored")
        /// The server could not index a file.
        package static let indexingFailed = Code(rawValue: "indexing-failed")
        /// A file was not indexed in time.
        package static let indexingTimeout = Code(rawValue: "indexing-timeout")
        /// A file that was attached is not in its store.
        package static let attachmentLost = Code(rawValue: "attachment-lost")
        /// A file that was detached is still in its store.
        package static let detachmentTimeout = Code(rawValue: "detachment-timeout")
        /// A habit of the host makes it unfit to be deployed to.
        package static let unfitHost = Code(rawValue: "unfit-host")
        /// The host does not keep what was written to it.
        package static let notKept = Code(rawValue: "not-kept")
        /// The project has no such assistant on the account, or it has no knowledge.
        package static let notDeployed = Code(rawValue: "not-deployed")
        /// The account has nothing under an id that a manifest wants to adopt.
        package static let nothingToAdopt = Code(rawValue: "nothing-to-adopt")
        /// A step of a run came too early.
        package static let unprepared = Code(rawValue: "unprepared")
        /// The task was cancelled.
        package static let cancelled = Code(rawValue: "cancelled")
    }

    /// What the failure means for the exit code.
    package enum Kind: Sendable, Hashable {
        /// Exit 1: nothing was changed.
        case failedNothingChanged
        /// Exit 4: refused before the first change.
        case refused
        /// Exit 3: it concerns one change of several; the report says what was done.
        case partway
    }

    package var code: Code
    package var kind: Kind
    /// One or two sentences: what happened, and what to do next.
    package var message: String
    package var underlying: APIError?

    package init(_ code: Code, _ kind: Kind, _ message: String, underlying: APIError? = nil) {
        self.code = code
        self.kind = kind
        self.message = message
        self.underlying = underlying
    }

    /// A failed request: with the client's own description, which names the request and what to do.
    package init(_ error: APIError, kind: Kind) {
        let code: Code =
            switch error.code {
            case .apiRemoved: .apiRemoved
            case .cancelled: .cancelled
            default: .request
            }
        self.init(code, kind, error.description, underlying: error)
    }
}

extension DeploymentError {
    /// Whatever ended a piece of work: one of ours stays as it is.
    init(of error: any Error, kind: Kind) {
        switch error {
        case let error as DeploymentError: self = error
        case let error as APIError: self.init(error, kind: kind)
        default: self.init(.request, kind, "\(error)")
        }
    }
}

extension DeploymentError: CustomStringConvertible {
    package var description: String { message }
}

extension APIError.Code {
    /// The answer to a creation did not show the marks that were sent, and the new object was deleted again.
    static let marksDropped = APIError.Code(rawValue: "marks_dropped")
}

extension APIError {
    /// Whether a step that ended with this error certainly wrote nothing: it never came to its write, or the server
    /// refused the only try.
    var isWithoutEffect: Bool {
        if mayHaveBeenCarriedOut { return false }
        // Not sent, because the lock was in doubt.
        if code.rawValue == DeploymentError.Code.leaseLost.rawValue { return true }
        // Given up while it waited for its turn.
        if code == .cancelled, place != nil, attempts == 0 { return true }
        if place?.method == APIRequest.Method.get.rawValue || code == .marksDropped { return true }
        guard attempts <= 1, let status = answer?.status else { return false }
        return (400..<500).contains(status) && status != 408 && status != 409
    }
}

extension DeploymentError {
    /// As ``OpenAIAPI/APIError/isWithoutEffect``; an error without a request came before the write.
    var isWithoutEffect: Bool { underlying?.isWithoutEffect ?? true }
}

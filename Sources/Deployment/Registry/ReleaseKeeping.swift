import OpenAIAPI
import Planning

/// What holds the releases of a project's environment, as far as deploying needs it: a skill or, on hosts without
/// skills, a vector store.
package protocol ReleaseKeeping: Sendable {
    /// Of the object that holds the releases.
    var name: String { get }

    /// How long a run that takes over the lock waits, so that a former holder sees it, in seconds; 0 for not at all.
    var takeoverWait: Int { get }

    /// What a plan says of a lock that is weaker than it should be; nil where it is not.
    var lockWarning: PlanWarning? { get }

    /// The registry as it is now, without a lock; nil where nothing was ever applied.
    func read(_ scope: RegistryScope) async throws(DeploymentError) -> RegistrySnapshot?

    /// The ids of the account's newest objects of the kind that holds releases, as its list shows them.
    func newest() async throws(APIError) -> [String]

    /// - Throws: a 404 where the registry of this id is gone.
    func isThere(_ holderID: String) async throws(APIError)

    /// A kept release by its number.
    ///
    /// - Throws: ``DeploymentError/Code/noSuchRelease``.
    func release(_ number: Int, in snapshot: RegistrySnapshot) async throws(DeploymentError) -> ReleaseDocument

    /// Documents that no release names: a run died, or was refused when it tidied up.
    func looseDocuments(beside snapshot: RegistrySnapshot) async throws(DeploymentError) -> [ReleaseLeftover]

    /// Begins a run on a plan that was made on the given registry.
    ///
    /// - Parameter confirm: asked where another run may have written since; what it throws ends the run. A registry that
    ///   cannot see such a run does not ask.
    /// - Throws: ``DeploymentError/Code/locked`` and ``DeploymentError/Code/stalePlan``, which are refusals.
    func beginRun(
        _ settings: RegistryRunSettings,
        plannedOn base: RegistrySnapshot?,
        changes: [ReleaseJournal.Change],
        confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) -> any LockedRun
}

/// How much of a registry a command needs.
package enum RegistryScope: Sendable, Hashable {
    /// The live release.
    case liveRelease
    /// Also what was published since, such as the journal of a run that holds the lock, which takes further requests.
    case newerVersions
}

/// Throws where a plan does not stand any more: against the given live release, and the account as it is by now.
package typealias PlanConfirmation = @Sendable (RegistrySnapshot) async throws(DeploymentError) -> Void

/// A release that a run made live.
package struct PublishedRelease: Sendable, Hashable {
    /// Its number.
    package var release: Int
    /// As ``RegistrySnapshot/version``.
    package var version: Int
}

/// A run that holds the lock of a registry. It ends with ``close()``, ``abandon()`` or ``deleteRegistry()``.
package protocol LockedRun: Sendable {
    /// The live release that the run builds on, or the one that it made.
    var snapshot: RegistrySnapshot { get async }

    /// Runs the body and renews the lease meanwhile.
    func whileKeepingLock<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result

    /// Call before every write to the account. Costs no request, but where the lease has to be renewed.
    ///
    /// - Throws: ``DeploymentError/Code/leaseLost`` and whatever else ended the run: nothing more may be written.
    func permitWrite() async throws(DeploymentError) -> WritePermit

    /// Call before every detachment and deletion. What was found stays valid for a while, so that most calls cost no
    /// request.
    ///
    /// - Throws: as ``permitWrite()``.
    func permitDeletion() async throws(DeploymentError) -> WritePermit

    /// Makes the content the live release and prunes those beyond `keep`.
    ///
    /// - Parameter removeFile: deletes a file object that only a pruned release names, if it is there.
    func publish(
        _ content: ReleaseContent,
        keep: Int,
        removeFile: @escaping @Sendable (String) async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) -> PublishedRelease

    /// Ends a run whose release is live.
    func close() async throws(DeploymentError)

    /// Ends a run that releases nothing, and gives the lock back.
    func abandon() async throws(DeploymentError)

    /// Deletes the registry: the end of `destroy`, when everything else is gone.
    func deleteRegistry() async throws(DeploymentError)
}

extension ReleaseKeeping {
    /// The live release.
    package func read() async throws(DeploymentError) -> RegistrySnapshot? { try await read(.liveRelease) }

    /// The error for a release that is not in the history.
    func missing(_ number: Int, in history: ReleaseHistory) -> DeploymentError {
        let kept = history.published.map { String($0.release) }.reversed()
        return DeploymentError(
            .noSuchRelease,
            .failedNothingChanged,
            "release \(number) is not kept. Kept are: \(kept.joined(separator: ", "))."
        )
    }
}

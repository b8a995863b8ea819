import AssistantModel
import OpenAIAPI
import Planning

/// A run on an environment whose definitions become live together, in a release: it begins, guards what it writes,
/// publishes and finishes.
package protocol EnvironmentRun: Sendable {
    /// The client for what a run writes: it may refuse a write that must not start any more.
    func guarding(_ client: any OpenAIClient) -> any OpenAIClient

    /// Runs the part of a run that writes, and keeps others out meanwhile where the api can.
    func whileWriting<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result

    /// Called before the first write of a run. Throws to stop the run with nothing changed.
    ///
    /// - Parameters:
    ///   - changes: what the run is about to do, for others to read.
    ///   - interrupt: ends the wait for a lock.
    ///   - isAccountAsPlanned: reads the account again, and says whether it still is what was planned on.
    func begin(
        _ purpose: Plan.Purpose,
        changes: [ReleaseJournal.Change],
        interrupt: InterruptSignal,
        isAccountAsPlanned: @escaping @Sendable () async throws(DeploymentError) -> Bool
    ) async throws(DeploymentError)

    /// Called behind the last write of a run, also of one that failed part-way or was interrupted.
    func finish(_ purpose: Plan.Purpose, isComplete: Bool) async throws(DeploymentError)

    /// Whether a release that stays names the file object: it is detached and not deleted.
    func keeps(_ fileID: String) async throws(DeploymentError) -> Bool

    /// A file object with exactly this name and content that a kept release has and the live one does not: it is
    /// attached instead of an upload. Every object is handed out once.
    ///
    /// A file of the live release is handed out where the store that it was in is gone from the account or has expired.
    ///
    /// - Parameters:
    ///   - attached: the members of the account's stores as far as they are known.
    ///   - lostStoreID: of the live release's store that a new one takes the place of; it is looked for first.
    func reusableFile(
        named name: String,
        content: FileContent,
        attached: Set<String>,
        lostStoreID: String?
    ) async throws(DeploymentError) -> String?

    /// Publishes what `content` makes of the live release, and makes it live; nothing where both are equal.
    ///
    /// - Parameters:
    ///   - isWhole: whether everything that the run was to do is in it.
    ///   - changes: the action and address of what is.
    func publish(
        isWhole: Bool,
        changes: [String],
        _ content: @Sendable (ReleaseContent) async throws(DeploymentError) -> ReleaseContent
    ) async throws(DeploymentError)

    /// The stores that the live release names, as it says and as the last reading of definitions found it.
    func releasedStores() async -> [LiveVectorStore]

    /// Unix seconds: what runs left on the account and the live release does not name is no older. Nil where nothing was
    /// released yet, or where the release does not say when it was begun.
    func unreleasedSince() async -> Int64?

    /// Publishes the live release without these, and remembers that their files are not the project's any more: no later
    /// run deletes or reuses them, although earlier releases name them. Nothing where the live release has none of them.
    ///
    /// - Parameters:
    ///   - assistants: keys.
    ///   - vectorStores: ids.
    ///   - changes: the action and address of what was done.
    func publishForgetting(
        assistants: Set<String>,
        vectorStores: Set<String>,
        changes: [String]
    ) async throws(DeploymentError)
}

extension EnvironmentRun {
    /// Begins a run on a plan.
    package func begin(
        _ plan: Plan,
        interrupt: InterruptSignal = InterruptSignal(),
        isAccountAsPlanned: @escaping @Sendable () async throws(DeploymentError) -> Bool
    ) async throws(DeploymentError) {
        try await begin(
            plan.purpose,
            changes: plan.journal,
            interrupt: interrupt,
            isAccountAsPlanned: isAccountAsPlanned
        )
    }
}

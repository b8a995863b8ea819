import AssistantModel
import OpenAIAPI
import Planning

/// What differs between apis: where the definition of an assistant lives. Files and vector stores are the same
/// everywhere and are no concern of an adapter.
package protocol DefinitionAdapter: Sendable {
    /// The api that the adapter is for.
    var api: APIKind { get }

    /// Those of the definitions with these ids that are on the account when they are asked for one by one.
    func stillThere(_ ids: [String]) async throws(APIError) -> Set<String>

    /// Every definition on the account that carries the owner's marks whole.
    func definitions() async throws(DeploymentError) -> [LiveAssistant]

    /// Where definitions live in releases: what publishes them; nil where every definition is an object of its own.
    var releases: (any ReleasePublisher)? { get }

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

    /// Whether the lists that definitions are read from show what the run that has just finished made, and no longer show
    /// what it removed.
    func listsShowChanges() async throws(APIError) -> Bool

    /// Creates a definition. Where the answer is lost, looks for it and makes it again: ``creating(_:clock:_:orFinding:)``.
    func create(_ write: DefinitionWrite) async throws(APIError) -> LiveAssistant

    /// Sends what ``DefinitionWrite/changedFields`` names, each field with its complete value, and the metadata.
    /// Reads the definition again first: one without the marks is left alone.
    func update(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(DeploymentError) -> LiveAssistant

    /// Writes the metadata only, behind a create or update whose answer is `live`.
    func updateRecord(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant

    /// Takes the files of code interpreter off a definition that is about to go, and remembers them in its record.
    /// Reads the definition again first: one without the marks is left alone.
    func releaseFiles(of live: LiveAssistant, removing: [String]) async throws(DeploymentError)

    /// Deletes a definition after it was read again and still carries the marks. One that is gone is a success.
    func delete(_ live: LiveAssistant) async throws(DeploymentError)

    /// Takes the marks off a definition and leaves the rest of it alone, after it was read again. One that is gone, or
    /// carries the owner's marks no longer, is a success. Where definitions live in releases it has none:
    /// ``ReleasePublisher/publishForgetting(assistants:vectorStores:)``.
    func forget(_ live: LiveAssistant) async throws(DeploymentError)
}

extension DefinitionAdapter {
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

/// An api whose definitions become live together, in a release.
package protocol ReleasePublisher: Sendable {
    /// Whether a release that stays names the file object: it is detached and not deleted.
    func keeps(_ fileID: String) async throws(DeploymentError) -> Bool

    /// A file object with exactly this name and content that a kept release has and the live one does not: it is
    /// attached instead of an upload. Every object is handed out once.
    ///
    /// A file of the live release is handed out where the store that it was in is gone from the account.
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
    /// - Parameter isWhole: whether everything that the run was to do is in it.
    func publish(
        isWhole: Bool,
        _ content: @Sendable (ReleaseContent) async throws(DeploymentError) -> ReleaseContent
    ) async throws(DeploymentError)

    /// The stores that the live release names, as it says and as the last reading of definitions found it.
    func releasedStores() async -> [LiveVectorStore]

    /// Publishes the live release without these, and remembers that their files are not the project's any more: no later
    /// run deletes or reuses them, although earlier releases name them. Nothing where the live release has none of them.
    ///
    /// - Parameters:
    ///   - assistants: keys.
    ///   - vectorStores: ids.
    func publishForgetting(assistants: Set<String>, vectorStores: Set<String>) async throws(DeploymentError)
}

/// A definition as it is to be on the account, with everything it refers to.
package struct DefinitionWrite: Sendable, Equatable {
    package var assistant: Assistant
    /// At most one.
    package var vectorStoreIDs: [String]
    /// At most 20, in the order of the manifest's files.
    package var codeInterpreterFileIDs: [String]
    package var record: AppliedRecord
    /// The top-level names, such as `tools`, that an update sends.
    package var changedFields: Set<String>
    /// Metadata keys that were ours and left the manifest. Servers that merge metadata keep them until they are told.
    package var clearedMetadataKeys: [String]

    package init(
        assistant: Assistant,
        vectorStoreIDs: [String],
        codeInterpreterFileIDs: [String],
        record: AppliedRecord,
        changedFields: Set<String> = [],
        clearedMetadataKeys: [String] = []
    ) {
        self.assistant = assistant
        self.vectorStoreIDs = vectorStoreIDs
        self.codeInterpreterFileIDs = codeInterpreterFileIDs
        self.record = record
        self.changedFields = changedFields
        self.clearedMetadataKeys = clearedMetadataKeys
    }
}

import AssistantModel
import OpenAIAPI
import Planning

/// What differs between apis: where the definition of an assistant lives, and how it is read and written. Files and vector
/// stores are the same everywhere and are no concern of an adapter.
package protocol DefinitionAdapter: Sendable {
    /// The api that the adapter is for.
    var api: APIKind { get }

    /// Those of the definitions with these ids that are on the account when they are asked for one by one.
    func stillThere(_ ids: [String]) async throws(APIError) -> Set<String>

    /// Every definition on the account that carries the owner's marks whole.
    func definitions() async throws(DeploymentError) -> [LiveAssistant]

    /// The definition with an id, for one that is to become the project's under a key; nil for one that is gone.
    func adoptable(_ id: String, as key: String) async throws(APIError) -> AdoptionLook?

    /// Where definitions become live together, in a release: what a run does for that. Nil where every definition is an
    /// object of its own: such a run holds no lock, and publishes nothing.
    var run: (any EnvironmentRun)? { get }

    /// Whether the lists that definitions are read from show what the run that has just finished made, and no longer show
    /// what it removed.
    func listsShowChanges() async throws(APIError) -> Bool

    /// Called behind the last write of a run: makes good what lost answers left of definitions.
    func settle() async

    /// Called before the first write, with the definitions that the run changes and keeps.
    ///
    /// - Throws: ``DeploymentError/Code/unfitHost`` where the host cannot change them.
    func requireChangeable(_ definitions: [LiveAssistant]) async throws(DeploymentError)

    /// Creates a definition. Where the answer is lost, looks for it and makes it again: ``creating(_:clock:_:orFinding:)``.
    func create(_ write: DefinitionWrite) async throws(APIError) -> LiveAssistant

    /// Sends what ``DefinitionWrite/changedFields`` names, each field with its complete value, and the metadata.
    /// Reads the definition again first: one without the marks is left alone.
    func update(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(DeploymentError) -> LiveAssistant

    /// Writes the metadata only, behind a create or update whose answer is `live`.
    func updateRecord(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant

    /// Takes the files of code interpreter off a definition that is about to go, and remembers them in its record.
    /// Reads the definition again first: one without the marks, and one that was protected since it was planned, is left
    /// alone.
    func releaseFiles(of live: LiveAssistant, removing: [String]) async throws(DeploymentError)

    /// Deletes a definition after it was read again, still carries the marks and was not protected since it was planned.
    /// One that is gone is a success.
    ///
    /// - Parameter first: what goes before it.
    func delete(
        _ live: LiveAssistant,
        first: () async throws(DeploymentError) -> Void
    ) async throws(DeploymentError)

    /// Takes the marks off a definition and leaves the rest of it alone, after it was read again. One that is gone, or
    /// carries the owner's marks no longer, is a success. Where definitions live in releases it has none:
    /// ``EnvironmentRun/publishForgetting(assistants:vectorStores:changes:)``.
    func forget(_ live: LiveAssistant) async throws(DeploymentError)
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

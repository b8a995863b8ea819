import AssistantModel
import Planning

/// How the store of one knowledge base changes.
struct StoreWork: Sendable {
    var knowledgeBase: KnowledgeBase
    var isProtected: Bool
    /// The store that stays; nil for one that is made.
    var live: LiveVectorStore?
    var isSettingsChange: Bool
    var changesMembers: Bool
    /// For the record once everything is done.
    var finalMembers: String?
    /// For the record from before the first change of members until the last.
    var passingMembers: String {
        live?.isBeingAdopted == true ? AppliedRecord.adoptingMembers : AppliedRecord.applyingMembers
    }
}

/// How the definition of one assistant changes.
struct DefinitionWork: Sendable {
    var assistant: Assistant
    /// The assistant that is updated; nil for one that is made.
    var live: LiveAssistant?
    var changedFields: Set<String>
    /// File objects that are deleted once the assistant no longer refers to them.
    var removedFileIDs: [String]
    /// By path: where the id of a changed file of code interpreter comes from.
    var codeFileSources: [String: CodeFileSource]
}

/// Where the id of a file of code interpreter comes from.
enum CodeFileSource: Sendable {
    case upload(ResourceAddress)
    case existing(String)

    init(_ change: ResourceChange) {
        if change.file?.isUploaded != true, let id = change.liveID {
            self = .existing(id)
        } else {
            self = .upload(change.address)
        }
    }
}

extension FieldChange {
    /// The name of the field that a request sets, such as `tools`.
    var topLevelName: String { FieldPath.topLevelName(of: path) }
}

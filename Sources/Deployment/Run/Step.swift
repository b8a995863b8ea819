import AssistantModel
import Planning

/// One piece of a run: the smallest thing that is started, ends, and fails on its own.
struct Step: Sendable {
    /// What is done.
    enum Kind: Sendable {
        /// Creates the knowledge base's store, or marks it as changing.
        case prepareStore(StoreWork)
        case upload(KnowledgeItem)
        case attach(KnowledgeItem)
        /// Waits until the attached file is indexed.
        case index(KnowledgeItem)
        /// Waits for a member that an earlier run attached.
        case awaitMember(owner: String, fileID: String)
        case setAttributes(KnowledgeItem, fileID: String)
        case uploadCodeFile(CodeFileItem)
        /// Creates or updates an assistant.
        case writeDefinition(DefinitionWork)
        /// Writes the assistant's record once more where that is needed.
        case completeDefinition(key: String)
        /// Takes the files of code interpreter off an assistant that is to be deleted.
        case releaseCodeFiles(LiveAssistant, fileIDs: [String])
        case deleteAssistant(LiveAssistant)
        /// Notes in the record of a store that stays which file objects are about to be removed.
        case markRemoval(StoreWork, fileIDs: [String])
        /// As ``markRemoval(_:fileIDs:)``, for a store that goes.
        case markLeaving(LiveVectorStore, fileIDs: [String])
        case detach(fileID: String, storeID: String)
        /// Deletes a file object that nothing refers to any more. The holder's record knows of it.
        case deleteFile(fileID: String, holderID: String)
        /// Writes the store's final record.
        case completeStore(StoreWork)
        case deleteStore(LiveVectorStore)
        /// Takes the project's marks off a store and leaves the rest of it alone.
        case forgetStore(LiveVectorStore)
        /// The same for an assistant; where definitions live in a release, ``publishForgetting(_:)`` does it.
        case forgetAssistant(LiveAssistant)
        /// Publishes the release that holds what was written of this state, and makes it live.
        case publish(DesiredState, any EnvironmentRun)
        /// Publishes the live release without what was forgotten before, and makes it live.
        case publishForgetting(any EnvironmentRun)
        /// Nothing: other steps wait for it.
        case barrier
    }

    var kind: Kind
    /// What the step works for, in reports.
    var address: ResourceAddress
    /// The index of that change in the plan; nil for a step that belongs to no single change.
    var change: Int?

    /// Whether the step makes a release live.
    var isPublication: Bool {
        switch kind {
        case .publish, .publishForgetting: true
        default: false
        }
    }

    /// Whether the step may write to the account.
    var isWrite: Bool {
        switch kind {
        case .index, .awaitMember, .barrier: false
        default: true
        }
    }

    /// Whether the step only keeps records: the change is done without it, unless it fails.
    var isBookkeeping: Bool {
        switch kind {
        case .completeDefinition, .completeStore, .barrier: true
        default: false
        }
    }
}

/// A knowledge file that is uploaded, attached or gets other attributes.
struct KnowledgeItem: Sendable {
    /// The key of the knowledge base.
    var owner: String
    var file: ProjectFile
    var content: FileContent
    var chunking: Chunking
    var address: ResourceAddress
    /// Whether it is taken for the file on the account by name and size only.
    var isContentUnverified = false
}

/// A file of code interpreter that is uploaded.
struct CodeFileItem: Sendable {
    /// The key of the assistant.
    var owner: String
    var path: String
    var content: FileContent
    var address: ResourceAddress
}

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

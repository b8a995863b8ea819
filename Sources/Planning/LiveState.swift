import AssistantModel
import OrderedJSON

/// What the account holds of one project and environment: objects with its marks only, in domain terms.
package struct LiveState: Equatable, Sendable {
    /// Every assistant with the project's marks; several can carry one key.
    package var assistants: [LiveAssistant]
    /// Every vector store with the project's marks; several can carry one key.
    package var vectorStores: [LiveVectorStore]

    /// What was read, in any order.
    package init(assistants: [LiveAssistant] = [], vectorStores: [LiveVectorStore] = []) {
        self.assistants = assistants
        self.vectorStores = vectorStores
    }
}

/// An assistant as the account shows it.
package struct LiveAssistant: Equatable, Sendable {
    /// The server's.
    package var id: String
    /// From the marks.
    package var key: String
    /// Unix seconds.
    package var createdAt: Int
    /// The user's part of the metadata (tool's marks left out) stands in `definition.metadata`, foreign keys included.
    package var definition: AssistantDefinition
    /// Whether the answer showed `reasoning_effort`: its schema does not have it (docs/openai-api.md, 10.9).
    package var showsReasoningEffort: Bool
    /// At most one, in the order of the answer.
    package var vectorStoreIDs: [String]
    /// In the order of the answer.
    package var codeInterpreterFiles: [LiveCodeInterpreterFile]
    /// What the last apply noted in the metadata; nil for an object that no apply finished.
    package var record: AppliedRecord?
    /// The mark `protect`.
    package var isProtected: Bool
    /// The checks that it was applied with, where the api has room for more than their digest in ``record``.
    package var checks: [RecordedCheck] = []
    /// Set for an object that nobody manages so far, and that is to be adopted.
    package var unmarked: UnmarkedObject?

    /// An assistant as it was read.
    package init(
        id: String,
        key: String,
        createdAt: Int,
        definition: AssistantDefinition,
        showsReasoningEffort: Bool = false,
        vectorStoreIDs: [String] = [],
        codeInterpreterFiles: [LiveCodeInterpreterFile] = [],
        record: AppliedRecord? = nil,
        isProtected: Bool = false
    ) {
        self.id = id
        self.key = key
        self.createdAt = createdAt
        self.definition = definition
        self.showsReasoningEffort = showsReasoningEffort
        self.vectorStoreIDs = vectorStoreIDs
        self.codeInterpreterFiles = codeInterpreterFiles
        self.record = record
        self.isProtected = isProtected
    }
}

/// A file that code interpreter of a live assistant has.
package struct LiveCodeInterpreterFile: Equatable, Sendable {
    /// Of the file object.
    package var id: String
    /// The file object's name, when it was looked up (only when the files differ from what is wanted).
    package var name: String?
    /// Looked up with the name.
    package var bytes: Int?
    /// Whether the assistant still refers to a file object that was deleted: every update that names it is refused.
    package var isDeleted: Bool

    package init(id: String, name: String? = nil, bytes: Int? = nil, isDeleted: Bool = false) {
        self.id = id
        self.name = name
        self.bytes = bytes
        self.isDeleted = isDeleted
    }
}

/// A vector store as the account shows it.
package struct LiveVectorStore: Equatable, Sendable {
    /// The server's.
    package var id: String
    /// From the marks.
    package var key: String
    /// Unix seconds.
    package var createdAt: Int
    /// As the account shows it; nil without one.
    package var name: String?
    /// After the last use; nil for never.
    package var expiresAfterDays: Int?
    /// An expired store stays readable but is not searchable (docs/openai-api.md, 7.5): it is replaced.
    package var isExpired: Bool
    /// As the server counts.
    package var counts: FileCounts
    /// Metadata that is not the tool's: sent back unchanged with every update.
    package var foreignMetadata: [String: String]
    /// What the last apply noted in the metadata; nil for an object that no apply finished.
    package var record: AppliedRecord?
    /// The mark `protect`.
    package var isProtected: Bool
    /// Set for an object that nobody manages so far, and that is to be adopted.
    package var unmarked: UnmarkedObject?
    /// The members, sorted by id; nil when digest, counts and status said that a look is not needed.
    package var members: [LiveMember]?

    /// How many files are in which state, as the server counts, maybe wrongly (docs/openai-api.md, 7.7).
    package struct FileCounts: Equatable, Sendable {
        /// Being indexed.
        package var inProgress: Int
        /// Indexed.
        package var completed: Int
        /// Refused by indexing.
        package var failed: Int
        /// Stopped from outside.
        package var cancelled: Int
        /// All of them.
        package var total: Int

        /// Counts of files.
        package init(inProgress: Int = 0, completed: Int = 0, failed: Int = 0, cancelled: Int = 0, total: Int = 0) {
            self.inProgress = inProgress
            self.completed = completed
            self.failed = failed
            self.cancelled = cancelled
            self.total = total
        }
    }

    /// A store as it was read.
    package init(
        id: String,
        key: String,
        createdAt: Int,
        name: String? = nil,
        expiresAfterDays: Int? = nil,
        isExpired: Bool = false,
        counts: FileCounts = FileCounts(),
        foreignMetadata: [String: String] = [:],
        record: AppliedRecord? = nil,
        isProtected: Bool = false,
        members: [LiveMember]? = nil
    ) {
        self.id = id
        self.key = key
        self.createdAt = createdAt
        self.name = name
        self.expiresAfterDays = expiresAfterDays
        self.isExpired = isExpired
        self.counts = counts
        self.foreignMetadata = foreignMetadata
        self.record = record
        self.isProtected = isProtected
        self.members = members
    }
}

/// A file in a vector store.
package struct LiveMember: Equatable, Sendable {
    /// Where indexing stands.
    package enum Status: Equatable, Sendable {
        case inProgress, completed
        /// With the server's words.
        case failed(String)
        /// Cancelled, or a state this version does not know.
        case other(String)
    }

    /// The id of the file object, which is also the id of the membership.
    package var fileID: String
    /// Where indexing stands.
    package var status: Status
    /// How the file was cut; nil where the server does not show it.
    package var chunking: Chunking?
    /// From the tool's attribute `path`; nil for a file that somebody attached by hand.
    package var path: String?
    /// From the tool's attribute `sha256`.
    package var sha256: String?
    /// The other attributes.
    package var attributes: [String: JSONValue]
    /// Whether ``sha256`` is what the project's file has, and nobody compared the content itself.
    package var isContentUnverified = false
    /// What else is known of it, in a store that is being adopted.
    package var look: MemberLook?

    /// A member as it was read.
    package init(
        fileID: String,
        status: Status = .completed,
        chunking: Chunking? = .standard,
        path: String?,
        sha256: String?,
        attributes: [String: JSONValue] = [:]
    ) {
        self.fileID = fileID
        self.status = status
        self.chunking = chunking
        self.path = path
        self.sha256 = sha256
        self.attributes = attributes
    }
}

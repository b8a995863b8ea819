import AssistantModel
import OrderedJSON

/// An assistant in a release.
package struct ReleaseAssistant: Equatable, Sendable {
    /// Where its knowledge is described.
    package enum Knowledge: Equatable, Sendable {
        case own(ReleaseKnowledge)
        /// The key of a shared knowledge base.
        case shared(String)
        /// Nowhere: another pipeline fills the store.
        case elsewhere
    }

    package var key: String
    /// As the manifests resolved it for the environment.
    package var definition: AssistantDefinition
    /// Marked `protect`.
    package var isProtected: Bool
    /// Fields that people may edit on the account.
    package var ignoredFields: [DefinitionFieldName]
    package var knowledge: Knowledge?
    /// The store that file search uses: own, shared or managed elsewhere.
    package var vectorStoreID: String?
    /// Sorted by path.
    package var codeInterpreterFiles: [ReleaseFile]
    /// What it had to answer when it was applied, in the order of the manifest; empty also where a release of an earlier
    /// version does not say.
    package var checks: [RecordedCheck]
    /// Digests by the name of what they are of, such as `definition` and `request`.
    package var digests: [String: String]
    /// The ready body for `POST /v1/responses`, but for its `input`.
    package var request: JSONValue

    package init(
        key: String,
        definition: AssistantDefinition,
        isProtected: Bool = false,
        ignoredFields: [DefinitionFieldName] = [],
        knowledge: Knowledge? = nil,
        vectorStoreID: String? = nil,
        codeInterpreterFiles: [ReleaseFile] = [],
        checks: [RecordedCheck] = [],
        digests: [String: String] = [:],
        request: JSONValue
    ) {
        self.key = key
        self.definition = definition
        self.isProtected = isProtected
        self.ignoredFields = ignoredFields
        self.knowledge = knowledge
        self.vectorStoreID = vectorStoreID
        self.codeInterpreterFiles = codeInterpreterFiles.sorted { $0.path < $1.path }
        self.checks = checks
        self.digests = digests
        self.request = request
    }

    package var ownKnowledge: ReleaseKnowledge? {
        if case .own(let knowledge) = knowledge { knowledge } else { nil }
    }

    /// The store that another pipeline fills.
    package var externalStoreID: String? { knowledge == .elsewhere ? vectorStoreID : nil }
}

/// A knowledge base in a release: an assistant's own or a shared one.
package struct ReleaseKnowledge: Equatable, Sendable {
    /// The assistant's key, or the key of the `knowledge_base`.
    package var key: String
    package var vectorStoreID: String
    package var chunking: Chunking
    package var expiresAfterDays: Int?
    /// Sorted by path.
    package var files: [ReleaseFile]
    /// Digests by the name of what they are of, such as `members` and `settings`.
    package var digests: [String: String]

    package init(
        key: String,
        vectorStoreID: String,
        chunking: Chunking = .standard,
        expiresAfterDays: Int? = nil,
        files: [ReleaseFile] = [],
        digests: [String: String] = [:]
    ) {
        self.key = key
        self.vectorStoreID = vectorStoreID
        self.chunking = chunking
        self.expiresAfterDays = expiresAfterDays
        self.files = files.sorted { $0.path < $1.path }
        self.digests = digests
    }
}

/// A file in a release.
package struct ReleaseFile: Equatable, Sendable {
    /// Below `files_root`.
    package var path: String
    /// Lower-case hexadecimal.
    package var sha256: String
    package var bytes: Int
    /// The file object on the account.
    package var id: String
    /// The user's own attributes.
    package var attributes: [String: JSONValue]

    package var content: FileContent { FileContent(sha256: sha256, bytes: bytes) }

    package init(path: String, sha256: String, bytes: Int, id: String, attributes: [String: JSONValue] = [:]) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.id = id
        self.attributes = attributes
    }
}

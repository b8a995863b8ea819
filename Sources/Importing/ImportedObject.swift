import AssistantModel
import ManifestWriting
import OrderedJSON

/// An assistant as it is to be imported, with what is known of what it refers to.
package struct ImportedObject: Sendable {
    /// A vector store that it searches.
    package struct Store: Sendable {
        package var id: String
        /// What is to be written for it.
        package var knowledge: Knowledge
        /// Why it stays managed elsewhere, or is lost; what is changed.
        package var note: String?
        /// Files of it that have no local copy, in words.
        package var missingFiles: [String]

        package enum Knowledge: Sendable {
            /// Files that are all there: the store is adopted.
            case adopted(WrittenKnowledge)
            /// It stays as it is, and is referred to.
            case elsewhere
            /// No manifest can refer to it; what the assistant has of it stays only while the assistant is left alone.
            case unusable
            /// It is gone.
            case lost
        }

        package init(id: String, knowledge: Knowledge, note: String? = nil, missingFiles: [String] = []) {
            self.id = id
            self.knowledge = knowledge
            self.note = note
            self.missingFiles = missingFiles
        }
    }

    package var id: String
    package var definition: AssistantDefinition
    /// The tools as they were answered.
    package var rawTools: [JSONValue]
    /// Metadata under keys that are the tool's own.
    package var reservedMetadata: [String: String]
    /// Members that this version does not know.
    package var unknownFields: JSONObject
    package var stores: [Store]
    /// Files of code interpreter, in words.
    package var codeFiles: [String]
    /// Of the first version of the API.
    package var firstVersionFileIDs: [String]
    package var hadRetrieval: Bool
    /// Whether the object is on the account of the environment, and is to be adopted.
    package var isLive: Bool

    package init(
        id: String,
        definition: AssistantDefinition,
        rawTools: [JSONValue],
        reservedMetadata: [String: String] = [:],
        unknownFields: JSONObject = [:],
        stores: [Store] = [],
        codeFiles: [String] = [],
        firstVersionFileIDs: [String] = [],
        hadRetrieval: Bool = false,
        isLive: Bool
    ) {
        self.id = id
        self.definition = definition
        self.rawTools = rawTools
        self.reservedMetadata = reservedMetadata
        self.unknownFields = unknownFields
        self.stores = stores
        self.codeFiles = codeFiles
        self.firstVersionFileIDs = firstVersionFileIDs
        self.hadRetrieval = hadRetrieval
        self.isLive = isLive
    }
}

/// What became of one field.
package struct ImportRow: Equatable, Sendable {
    package enum Outcome: String, Sendable {
        /// It stands in the manifest as it was.
        case taken
        /// It stands there in another form.
        case changed
        /// It stays on the account, and no manifest says it.
        case kept
        /// No manifest can say it.
        case lost
    }

    package var field: String
    package var outcome: Outcome
    package var note: String

    package init(_ field: String, _ outcome: Outcome, _ note: String = "") {
        self.field = field
        self.outcome = outcome
        self.note = note
    }
}

import AssistantModel
import OpenAIAPI
import OrderedJSON

/// The mark of what a check puts on the account for its time: this tool's, of a project and an environment, and of no
/// key. No plan takes such an object for one that is managed, and no import for one of nobody.
package struct TrialMark: Sendable, Hashable {
    /// Beside the ownership's own keys.
    static let key = "check"

    let ownership: Ownership
    /// Of no other run of a check.
    let run: String

    /// - Parameter run: a random name.
    package init(ownership: Ownership, run: String) {
        self.ownership = ownership
        self.run = run
    }

    /// The metadata of one object.
    ///
    /// - Parameter number: of no other object of the run.
    func metadata(_ number: Int) -> Metadata {
        var metadata = Self.marks(of: ownership)
        metadata[Self.key] = "\(run)/\(number)"
        return metadata
    }

    /// Whether the metadata is that of an object of the run.
    func isOn(_ metadata: Metadata) -> Bool {
        Self.isOn(metadata, of: ownership) && metadata[Self.key]?.hasPrefix(run + "/") == true
    }

    /// Whether the metadata is that of an object of any check of the project in its environment.
    static func isOn(_ metadata: Metadata, of ownership: Ownership) -> Bool {
        marks(of: ownership).allSatisfy { metadata[$0.key] == $0.value }
            && metadata[Ownership.MetadataKey.key]?.isEmpty != false
            && metadata[key]?.isEmpty == false
    }

    private static func marks(of ownership: Ownership) -> Metadata {
        ownership.marks(key: "").filter { $0.key != Ownership.MetadataKey.key }
    }
}

extension TrialMark {
    /// In place of the SHA-256 among the attributes of the files that a check uploads and attaches: so a filter can tell
    /// them from the files of the live store, whatever their paths, and `cleanup` from what somebody else attached.
    package static let fileMark = "check"
    /// The same of files that a check attaches and that stay on the account.
    package static let keptFileMark = "check-kept"

    /// What a search of the live store and a check's store together has to leave out: the live files at these paths.
    package static func filter(without paths: [String]) -> JSONValue {
        [
            "type": "or",
            "filters": [
                [
                    "type": "in", "key": .string(KnowledgeFile.sha256Attribute),
                    "value": [.string(fileMark), .string(keptFileMark)],
                ],
                [
                    "type": "nin", "key": .string(ProjectFile.pathAttribute),
                    "value": .array(paths.map { .string($0) }),
                ],
            ],
        ]
    }
}

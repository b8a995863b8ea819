import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// That an object carries nobody's marks yet.
package struct UnmarkedObject: Equatable, Sendable {
    /// Metadata of the user's own under keys that are the tool's: the marks take their place.
    package var overwrittenMetadata: [String: String]

    /// - Parameter metadata: all that the object has.
    package init(metadata: [String: String]) {
        overwrittenMetadata = metadata.filter { Ownership.MetadataKey.all.contains($0.key) && !$0.value.isEmpty }
    }

    /// What the marks take the place of, sorted: a reviewer has to see it.
    func fields(_ marks: [String: String], cause: SourceLocation?) -> [FieldChange] {
        overwrittenMetadata.sorted { $0.key < $1.key }.filter { marks[$0.key] != $0.value }.map { key, value in
            FieldChange(
                path: "metadata.\(key)",
                before: .string(value),
                after: marks[key].map { .string($0) },
                cause: cause
            )
        }
    }
}

/// What can be known of a file in a store that is being adopted.
package struct MemberLook: Equatable, Sendable {
    /// Of the file object.
    package var name: String
    package var bytes: Int
    /// What the server read from it, as ``ComparableText/digest(of:)`` makes it; nil where it does not tell, and for
    /// formats that are no text.
    package var textDigest: String?
    /// Whether another store, an assistant or a release has the file object too.
    package var isUsedElsewhere: Bool

    package init(name: String, bytes: Int, textDigest: String?, isUsedElsewhere: Bool) {
        self.name = name
        self.bytes = bytes
        self.textDigest = textDigest
        self.isUsedElsewhere = isUsedElsewhere
    }
}

extension LiveVectorStore {
    /// Whether files without the tool's attributes are held against the project's: from the moment that the plan wants the
    /// store until all of them are taken over or gone.
    package var isBeingAdopted: Bool { unmarked != nil || record?.members == AppliedRecord.adoptingMembers }
}

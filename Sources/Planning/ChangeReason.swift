import AssistantModel
import SourceDiagnostics

/// Why an object changes: data for renderers, which choose the words.
package struct ChangeReason: Equatable, Sendable, Codable {
    /// What happened.
    package enum Kind: Equatable, Sendable, Codable {
        /// Declared in the manifests and not on the account.
        case new
        /// No manifest declares it any more.
        case notDeclared
        /// No pattern of the knowledge base matches the file any more. The field is the manifest's that lists them:
        /// `knowledge.files`, or `files` of a knowledge base's own document.
        case notMatched(field: String)
        /// The release that is gone back to does not have it.
        case notInRelease(Int)
        /// These fields changed in the manifests or in a file they include.
        case fieldsChanged([String])
        /// These fields were changed on the account by somebody else.
        case changedOnAccount([String])
        /// The file's bytes changed.
        case contentChanged
        case attributesChanged
        /// The file moved; its name and content stayed.
        case moved(from: String)
        /// The manifest says `renamed_from`.
        case renamed(from: String)
        /// The file is cut in another way; nil where the server does not show how it was cut so far.
        case chunkingChanged(from: Chunking?, to: Chunking)
        /// The vector store expired.
        case expired
        /// It was deleted or detached on the account, outside this tool.
        case missingOnAccount
        /// It was attached on the account, outside this tool; the file object itself is left alone.
        case attachedByHand
        /// In a store that is adopted: another store, an assistant or somebody's release has the file object too, so that it
        /// is left alone.
        case usedElsewhere
        /// Indexing failed, with the server's words.
        case indexingFailed(String)
        /// An earlier run stopped before the object was finished.
        case unfinished
        /// The object it refers to is replaced.
        case referenceReplaced(String)
        /// Another object with equal marks is the live one.
        case duplicate(of: String)
        /// `--replace` names it.
        case replaceRequested
        /// `destroy` was asked for.
        case destroy
        /// `forget` names it, or this object, which it belongs to.
        case forget(with: String?)
        /// The manifest says `adopt`, or the file is in a store that is adopted.
        case adopted(AdoptedContent?)
        /// The content of a file in a store that is adopted cannot be held against the project's.
        case notComparable
    }

    /// How it is known what a file holds that is taken over.
    package enum AdoptedContent: String, Equatable, Sendable, Codable {
        /// The text that the server read is the project's.
        case compared
        /// Name and size are.
        case unverified
    }

    /// What happened.
    package var kind: Kind
    /// Where the change was made in git.
    package var cause: SourceLocation?

    /// A reason; `cause` is nil for changes that were not made in git.
    package init(_ kind: Kind, cause: SourceLocation? = nil) {
        self.kind = kind
        self.cause = cause
    }
}

/// Something a reviewer should know that changes nothing.
package struct PlanWarning: Hashable, Comparable, Sendable, Codable {
    /// Stable, lower-case and hyphenated.
    package var code: String
    /// One sentence.
    package var message: String
    /// The object it is about; nil for the whole plan.
    package var address: String?
    /// Where to look in git.
    package var location: SourceLocation?

    /// A warning.
    package init(code: String, message: String, address: String? = nil, location: SourceLocation? = nil) {
        self.code = code
        self.message = message
        self.address = address
        self.location = location
    }

    /// By address, then code, then message.
    package static func < (left: PlanWarning, right: PlanWarning) -> Bool {
        (left.address ?? "", left.code, left.message) < (right.address ?? "", right.code, right.message)
    }
}

/// Why apply would refuse a plan with exit code 4.
package struct PlanRefusal: Hashable, Comparable, Sendable, Codable {
    /// What is refused.
    package enum Kind: String, Hashable, Sendable, Codable {
        /// The plan deletes an object that is marked `protect`.
        case protected
        /// `destroy` in an environment with `protect: true`.
        case protectedEnvironment = "protected_environment"
        /// The plan deletes more than half of what the project owns, and more than three objects.
        case massDelete = "mass_delete"
        /// Metadata would need more than the server's 16 pairs, foreign ones counted.
        case metadataLimit = "metadata_limit"
        /// The plan forgets a store that objects which stay managed use.
        case inUse = "in_use"
        /// A store that is managed elsewhere is gone or expired, or it is managed by this tool.
        case unusableKnowledge = "unusable_knowledge"
        /// Another run holds the lock on the environment.
        case locked
        /// The account's host has a habit with which nothing can be deployed to it.
        case unfitHost = "unfit_host"
        /// Neither the account nor the catalogue knows the model of an assistant that is made, or gets it.
        case unknownModel = "unknown_model"
        /// What a manifest wants to adopt is somebody else's, or the manifest has something else already.
        case unadoptable
        /// A check of an assistant that changes did not pass, where checks are required.
        case checksNotPassed = "checks_not_passed"
        /// Checks are required, and the plan leaves out changes that their answers depend on.
        case partlyChecked = "partly_checked"
        /// The release that the plan makes would have more bytes than one may have.
        case releaseTooLarge = "release_too_large"

        /// The kind as people read it, hyphenated like every other code; documents of plans keep ``rawValue``.
        package var code: String { rawValue.replacing("_", with: "-") }
    }

    /// What is refused.
    package var kind: Kind
    /// The object it is about; nil for the whole plan.
    package var address: String?
    /// What is refused and what to do about it.
    package var message: String

    /// A refusal.
    package init(kind: Kind, address: String? = nil, message: String) {
        self.kind = kind
        self.address = address
        self.message = message
    }

    /// By kind, then address, then message.
    package static func < (left: PlanRefusal, right: PlanRefusal) -> Bool {
        (left.kind.rawValue, left.address ?? "", left.message) < (
            right.kind.rawValue, right.address ?? "", right.message
        )
    }
}

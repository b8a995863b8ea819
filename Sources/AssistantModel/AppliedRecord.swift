import OrderedJSON

/// What the tool remembers about an object in the object's own metadata, under the key `assistantctl`: digests of what
/// was applied. With it a plan tells edits by hand from edits in git, and sees what answers never show.
///
/// ``text`` is how it stands there; records of earlier versions are read, too.
package struct AppliedRecord: Equatable, Sendable {
    /// The digest of a definition or of a store's settings: 18 characters for what answers show, then 4 for what they
    /// need not show, `reasoning_effort` (docs/openai-api.md, 10.9) and the chunking. Apart, so that a plan can tell
    /// which of the two changed.
    package struct Digest: Equatable, Sendable {
        /// Of what every answer shows.
        package var visible: String
        /// Of the rest; nil where a record says nothing of it.
        package var hidden: String?

        static let visibleLength = 18
        static let hiddenLength = 4

        /// The digest of values.
        package init(visible: JSONValue, hidden: JSONValue?) {
            self.visible = ContentDigest.short(visible, length: Self.visibleLength)
            self.hidden = hidden.map { ContentDigest.short($0, length: Self.hiddenLength) }
        }
    }

    /// One file of code interpreter as it was applied: short digests, because twenty of them must fit.
    package struct CodeFile: Hashable, Sendable {
        /// Of the file object's id: 4 characters.
        package var id: String
        /// Of the path: 6 characters.
        package var path: String
        /// The start of a digest of the content's SHA-256: 8 characters count, records of the first version have 10.
        package var content: String

        static let contentLength = 8

        /// Digests of the three.
        package init(fileID: String, path: String, sha256: String) {
            id = Self.digest(ofFileID: fileID)
            self.path = Self.digest(ofPath: path)
            content = Self.digest(ofContent: sha256)
        }

        /// Tells the files of one assistant apart.
        package static func digest(ofFileID id: String) -> String { ContentDigest.short(.string(id), length: 4) }
        /// Long enough to find a path among those of a project.
        package static func digest(ofPath path: String) -> String { ContentDigest.short(.string(path), length: 6) }

        /// Whether the file holds what was applied.
        package func hasContent(_ sha256: String) -> Bool { Self.digest(ofContent: sha256).hasPrefix(content) }

        private static func digest(ofContent sha256: String) -> String {
            ContentDigest.short(.string(sha256), length: 10)
        }

        package static func == (left: CodeFile, right: CodeFile) -> Bool { left.text == right.text }

        package func hash(into hasher: inout Hasher) { hasher.combine(text) }

        var text: String { id + path + content.prefix(Self.contentLength) }
    }

    /// The request that made the object, for a host that was asked again because an answer was lost.
    package struct Creation: Equatable, Sendable {
        /// The same for every try of one creation, and for no other: 8 characters of base64url.
        package var nonce: String
        /// Which try made the object, from 1: of one nonce the highest is live.
        package var attempt: Int

        /// A try of a creation.
        package init(nonce: String, attempt: Int) {
            self.nonce = nonce
            self.attempt = attempt
        }
    }

    /// Of an assistant's definition, or of a store's settings, as the manifests had it.
    package var definition: Digest?
    /// Of the same as the server showed it right after, where that differs even in normal form.
    package var echo: Digest?
    /// The digest of a store's members; ``applyingMembers`` from before the first change of them until the last,
    /// ``partialMembers`` behind a run that left some out; ``adoptingMembers`` while a store is adopted.
    package var members: String?
    /// What ``definition`` leaves out, because it may be edited on the account; nil where a record of the first
    /// version does not say.
    package var ignoredFields: Set<DefinitionFieldName>?
    /// Digests of the keys of the user's own metadata pairs, 4 characters each, sorted.
    package var metadataKeys: [String]
    /// Sorted.
    package var codeFiles: [CodeFile]
    /// The digest of the id of the store that an assistant refers to and another pipeline fills; nil without one.
    package var externalStore: String?
    /// The digest of an assistant's checks, 8 characters; nil for one without, and where a record does not say.
    package var checks: String?
    /// What made the object; nil where nothing had to be told apart.
    package var creation: Creation?
    /// Digests of the ids of file objects that are being detached and deleted, sorted: once detached they carry no
    /// other mark, and a run that follows a stopped one finds them by it.
    package var removing: [String]

    /// The value of ``members`` while a store's files change: a half-done change never looks done.
    package static let applyingMembers = "applying"
    /// The value of ``members`` where a run was to change a part of the files only: neither what was applied before nor
    /// what the manifests say, so every plan looks.
    package static let partialMembers = "partial"

    /// The value of ``members`` from the first write to a store that is adopted until all of its files carry the tool's
    /// attributes: until then those without are held against the project's files.
    package static let adoptingMembers = "adopting"

    static let metadataKeyLength = 4
    static let removingLength = 8
    static let externalStoreLength = 8

    /// Sorts its lists.
    package init(
        definition: Digest? = nil,
        echo: Digest? = nil,
        members: String? = nil,
        ignoredFields: Set<DefinitionFieldName>? = [],
        metadataKeys: [String] = [],
        codeFiles: [CodeFile] = [],
        externalStore: String? = nil,
        checks: String? = nil,
        creation: Creation? = nil,
        removing: [String] = []
    ) {
        self.definition = definition
        self.echo = echo
        self.members = members
        self.ignoredFields = ignoredFields
        self.metadataKeys = metadataKeys.sorted()
        self.codeFiles = codeFiles.sorted { $0.text < $1.text }
        self.externalStore = externalStore
        self.checks = checks
        self.creation = creation
        self.removing = removing.sorted()
    }

    /// The digest by which a file object that is being removed is remembered: 48 bits, so that no other file of an
    /// account has it.
    package static func digest(ofRemovedFileID id: String) -> String {
        ContentDigest.short(.string(id), length: removingLength)
    }

    /// The digest by which a store that is managed elsewhere is remembered.
    package static func digest(ofExternalStoreID id: String) -> String {
        ContentDigest.short(.string(id), length: externalStoreLength)
    }

    /// The digest by which a user's metadata key is remembered.
    package static func digest(ofMetadataKey key: String) -> String {
        ContentDigest.short(.string(key), length: metadataKeyLength)
    }
}

import OrderedJSON

/// What the tool remembers about an object in the object's own metadata, under the key `assistantctl`: digests of what
/// was applied. With it a plan tells edits by hand from edits in git, and sees what answers never show.
///
/// The text is at most 512 characters, the server's limit for a value (docs/openai-api.md, 5.1): semicolon-separated
/// `name=value` pairs, the version first.
package struct AppliedRecord: Equatable, Sendable {
    /// One file of code interpreter as it was applied: short digests, because twenty of them must fit.
    package struct CodeFile: Hashable, Sendable {
        /// Of the file object's id: 4 characters.
        package var id: String
        /// Of the path: 6 characters.
        package var path: String
        /// The start of the content's SHA-256: 10 characters.
        package var content: String

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
        /// Changes with the content.
        package static func digest(ofContent sha256: String) -> String {
            ContentDigest.short(.string(sha256), length: 10)
        }

        fileprivate init?(text: Substring) {
            guard text.count == 20 else { return nil }
            id = String(text.prefix(4))
            path = String(text.dropFirst(4).prefix(6))
            content = String(text.suffix(10))
        }

        fileprivate var text: String { id + path + content }
    }

    /// The digest of an assistant's definition, or of a store's settings, as the manifests had it.
    package var definition: String?
    /// The digest of the same as the server showed it right after, where that differs even in normal form.
    package var echo: String?
    /// The digest of a store's members; ``applyingMembers`` from before the first change of them until the last,
    /// ``partialMembers`` behind a run that left some out.
    package var members: String?
    /// Digests of the keys of the user's own metadata pairs, 4 characters each, sorted.
    package var metadataKeys: [String]
    /// Sorted.
    package var codeFiles: [CodeFile]
    /// Digests of the ids of file objects that are being detached and deleted, sorted: once detached they carry no
    /// other mark, and a run that follows a stopped one finds them by it.
    package var removing: [String]

    /// The value of ``members`` while a store's files change: a half-done change never looks done.
    package static let applyingMembers = "applying"
    /// The value of ``members`` where a run was to change a part of the files only: neither what was applied before nor
    /// what the manifests say, so every plan looks.
    package static let partialMembers = "partial"
    /// The server's limit for a value of metadata.
    package static let maximumLength = 512
    private static let removingLength = 8

    /// Sorts its lists.
    package init(
        definition: String? = nil,
        echo: String? = nil,
        members: String? = nil,
        metadataKeys: [String] = [],
        codeFiles: [CodeFile] = [],
        removing: [String] = []
    ) {
        self.definition = definition
        self.echo = echo
        self.members = members
        self.metadataKeys = metadataKeys.sorted()
        self.codeFiles = codeFiles.sorted { $0.text < $1.text }
        self.removing = removing.sorted()
    }

    /// The digest by which a file object that is being removed is remembered: 48 bits, so that no other file of an
    /// account has it.
    package static func digest(ofRemovedFileID id: String) -> String {
        ContentDigest.short(.string(id), length: removingLength)
    }

    /// The digest by which a user's metadata key is remembered.
    package static func digest(ofMetadataKey key: String) -> String { ContentDigest.short(.string(key), length: 4) }

    /// Reads a record; nil for a text that is none or of a later version.
    package init?(text: String) {
        var values: [Substring: Substring] = [:]
        for pair in text.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            values[parts[0]] = parts[1]
        }
        guard values["v"] == "1" else { return nil }
        let keys = (values["k"] ?? "").split(separator: ",").map(String.init)
        let codeFiles = (values["c"] ?? "").chunks(of: 20).map(CodeFile.init(text:))
        guard !codeFiles.contains(nil) else { return nil }
        self.init(
            definition: values["d"].map(String.init),
            echo: values["e"].map(String.init),
            members: values["m"].map(String.init),
            metadataKeys: keys,
            codeFiles: codeFiles.compactMap { $0 },
            removing: (values["r"] ?? "").chunks(of: Self.removingLength).map(String.init)
        )
    }

    /// The text for the object's metadata.
    package var text: String {
        var pairs = ["v=1"]
        if let definition { pairs.append("d=\(definition)") }
        if let echo { pairs.append("e=\(echo)") }
        if let members { pairs.append("m=\(members)") }
        if !metadataKeys.isEmpty { pairs.append("k=\(metadataKeys.joined(separator: ","))") }
        if !codeFiles.isEmpty { pairs.append("c=\(codeFiles.map(\.text).joined())") }
        let text = pairs.joined(separator: ";")
        // What does not fit is left out: the file objects of one round of removal do fit.
        let room = Self.maximumLength - text.utf8.count - ";r=".utf8.count
        let fitting = removing.prefix(max(0, room / Self.removingLength))
        return fitting.isEmpty ? text : text + ";r=\(fitting.joined())"
    }
}

extension Substring {
    fileprivate func chunks(of length: Int) -> [Substring] {
        var chunks: [Substring] = []
        var rest = self
        while !rest.isEmpty {
            chunks.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return chunks
    }
}

import AssistantModel
import OrderedJSON

/// The digest of members that a vector store's record keeps.
package enum StoreDigest {
    /// What the members should be: every file's path, content and attributes, and the chunking. 22 characters; goes
    /// into ``AppliedRecord/members`` once the membership is complete.
    ///
    /// `contents` needs an entry for every file of the knowledge base.
    package static func members(of knowledgeBase: KnowledgeBase, contents: FileContents) -> String {
        let files = knowledgeBase.files.map { file in
            form(
                file.path,
                contents.content(at: .knowledgeFile(knowledgeBase.key, file.path)).sha256,
                file.attributes
            )
        }
        return digest(files, knowledgeBase.chunking)
    }

    /// The same of what the account shows: equal to the record's where nobody edited a member since the last apply.
    ///
    /// An attribute that is gone reads as empty, which no record says of a file.
    ///
    /// - Parameter members: those of ours.
    static func members(shown members: [LiveMember], chunking: Chunking) -> String {
        let files = members.map { ($0.path ?? "", $0) }.sorted { $0.0 < $1.0 }
            .map { form($0, $1.sha256 ?? "", $1.attributes) }
        return digest(files, chunking)
    }

    private static func form(_ path: String, _ sha256: String, _ attributes: [String: JSONValue]) -> JSONValue {
        [.string(path), .string(sha256), .object(JSONObject(FileAttributes.normalForm(attributes)))]
    }

    private static func digest(_ files: [JSONValue], _ chunking: Chunking) -> String {
        ContentDigest.short(["files": .array(files), "chunking": chunking.digestedForm])
    }
}

/// The user's attributes of a knowledge file in normal form.
enum FileAttributes {
    /// Sorted by key; null and the empty string read as absent, because they are how servers that merge are told to
    /// forget a key.
    static func normalForm(_ attributes: [String: JSONValue]) -> [(String, JSONValue)] {
        attributes.filter { !$0.value.isNull && $0.value != "" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension FileContents {
    /// What a file held. Planning starts once every file of the desired state was read.
    func content(at address: ResourceAddress) -> FileContent {
        guard let content = self[address] else {
            preconditionFailure("\(address) was not read before planning")
        }
        return content
    }
}

import AssistantModel
import OrderedJSON

/// The paths of what a file is, beside its attributes.
package enum FileField {
    /// Below `files_root`.
    package static let path = "path"
    /// Lower-case hexadecimal.
    package static let sha256 = "sha256"
    /// The size.
    package static let bytes = "bytes"
    private static let chunking = "chunking_strategy"

    /// What the tool's own attributes of a member are about.
    static let byAttribute = ["attributes.path": path, "attributes.sha256": sha256]

    /// In normal form, as ``AssistantDefinition/fields``: what servers do anyway is left out.
    static func chunking(_ chunking: Chunking) -> [DefinitionField] {
        if chunking == .standard { return [] }
        return [
            ("max_chunk_size_tokens", chunking.maxChunkSizeTokens),
            ("chunk_overlap_tokens", chunking.chunkOverlapTokens),
        ].map { DefinitionField(path: "\(Self.chunking).\($0)", value: .integer($1)) }
    }

    static func content(_ content: FileContent) -> [DefinitionField] {
        [
            DefinitionField(path: sha256, value: .string(content.sha256)),
            DefinitionField(path: bytes, value: .integer(content.bytes)),
        ]
    }

    static func attributes(_ attributes: [String: JSONValue]) -> [DefinitionField] {
        FileAttributes.normalForm(attributes).map { DefinitionField(path: "attributes.\($0)", value: $1) }
    }
}

extension KnowledgeBase {
    /// What the manifests say of a file in it, the content left out.
    func fields(of file: ProjectFile) -> [DefinitionField] {
        FileField.chunking(chunking) + FileField.attributes(file.attributes)
    }
}

extension LiveMember {
    /// What the account shows of a member, what it holds left out.
    var fields: [DefinitionField] { (chunking.map(FileField.chunking) ?? []) + FileField.attributes(attributes) }
}

import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `knowledge:` of an assistant, and a `knowledge_base` document.
enum KnowledgeManifest {
    /// The keys that both have.
    static let keys = ManifestMapping.knowledge.names.filter { $0 != externalKey }
    /// The key that stands instead of them, in assistants only.
    static let externalKey = "vector_store_id"

    /// A document's knowledge base; nil without a usable key.
    static func document(
        _ document: ManifestDocument,
        project: ProjectManifest,
        context: LoadContext
    ) -> KnowledgeBase? {
        let field = Field(name: "knowledge_base", node: document.node, problems: context.problems)
        guard let own = field.mapping(.knowledgeBase), case .mapping(let pairs) = document.node.value else {
            return nil
        }
        var overrides = EnvironmentOverrides.chosen(
            own["environments"],
            of: .knowledgeBaseOverrides,
            project: project,
            context: context
        )
        let adopted = AdoptionManifest.take(under: nil, from: &overrides)
        let mapping = MappingReader(
            Layering.merge(overrides, over: pairs).filter { ManifestMapping.layeredKnowledgeBase[$0.key] != nil },
            of: .layeredKnowledgeBase,
            at: document.node.location,
            problems: context.problems
        )
        guard let key = document.key else { return nil }
        var base = read(mapping, key: key, isShared: true, location: document.keyLocation, context: context)
        base.adoption = AdoptionManifest.vectorStore(adopted, context: context)
        return base
    }

    /// What `knowledge:` of an assistant refers to.
    enum Reference {
        /// Files that are the assistant's own.
        case own(KnowledgeBase)
        /// A document of its own, by its key.
        case shared(String)
        /// A vector store that another pipeline fills, by its id.
        case elsewhere(String)
    }

    /// What stands under `knowledge:` of an assistant with this key.
    static func reference(_ field: Field, key: String, context: LoadContext) -> Reference? {
        if case .scalar = field.node.value { return Identifier.key(field).map(Reference.shared) }
        guard let mapping = field.mapping(.knowledge) else { return nil }
        guard let external = mapping[externalKey] else {
            return .own(read(mapping, key: key, isShared: false, location: field.location, context: context))
        }
        for key in keys {
            guard let beside = mapping[key] else { continue }
            context.problems.error(
                "managed-elsewhere",
                "`\(key)` cannot stand beside `\(externalKey)`: what another pipeline fills is not managed here",
                at: beside.location,
                hint: "keep one of the two"
            )
        }
        return Identifier.vectorStore(external).map(Reference.elsewhere)
    }

    private static func read(
        _ mapping: MappingReader,
        key: String,
        isShared: Bool,
        location: SourceLocation,
        context: LoadContext
    ) -> KnowledgeBase {
        var origins: [String: SourceLocation] = [:]
        let files = mapping.required("files", hint: "list paths and globs")
            .map { FileListManifest.files($0, for: .fileSearch, context: context) }
        let expiry = mapping["expires_after_days"]
        origins["expires_after_days"] = expiry?.location
        let chunking = mapping["chunking"]
        origins["chunking"] = chunking?.location
        return KnowledgeBase(
            key: key,
            isShared: isShared,
            files: files ?? [],
            chunking: chunking.flatMap { self.chunking($0) } ?? .standard,
            expiresAfterDays: expiry?.integer(in: LimitTable.expiryDays),
            location: location,
            origins: origins
        )
    }

    private static func chunking(_ field: Field) -> Chunking? {
        guard let mapping = field.mapping(.chunking) else { return nil }
        let size = mapping.required("max_chunk_size_tokens")?.integer(in: LimitTable.chunkSizeTokens)
        guard
            let overlap = mapping.required("chunk_overlap_tokens")?.integer(
                in: 0...(size ?? LimitTable.chunkSizeTokens.upperBound) / 2
            )
        else { return nil }
        return size.map { Chunking(maxChunkSizeTokens: $0, chunkOverlapTokens: overlap) }
    }
}

import AssistantModel
import OrderedJSON

extension AppliedRecord.Digest {
    /// Of a definition.
    init(fields: [DefinitionField]) {
        let hiddenPath = DefinitionFieldName.reasoningEffort.rawValue
        let shown = fields.filter { $0.path != hiddenPath }
        self.init(
            visible: .object(JSONObject(shown.map { ($0.path, $0.value) })),
            hidden: fields.first { $0.path == hiddenPath }?.value ?? .null
        )
    }

    /// Of a store's settings; `chunking` is nil for what an answer shows of them.
    init(name: String?, expiresAfterDays: Int?, chunking: Chunking?) {
        self.init(
            visible: ["name": JSONValue(name), "expires_after_days": JSONValue(expiresAfterDays)],
            hidden: chunking?.digestedForm
        )
    }

    /// Of the settings that a knowledge base asks for.
    init(of knowledgeBase: KnowledgeBase) {
        self.init(
            name: knowledgeBase.key,
            expiresAfterDays: knowledgeBase.expiresAfterDays,
            chunking: knowledgeBase.chunking
        )
    }

    /// Whether an answer shows what the digest was made of.
    ///
    /// - Parameter showsHidden: whether it shows what answers need not show.
    func isShown(by shown: Self, showsHidden: Bool) -> Bool {
        visible == shown.visible && (!showsHidden || hidden == shown.hidden)
    }
}

extension Chunking {
    /// What digests say of it.
    var digestedForm: JSONValue { [.integer(Int64(maxChunkSizeTokens)), .integer(Int64(chunkOverlapTokens))] }
}

extension Assistant {
    /// The fields that the tool looks after: all but those that may be edited on the account.
    func managedFields(ignoring ignored: Set<DefinitionFieldName>? = nil) -> [DefinitionField] {
        definition.fields(ignoring: ignored ?? Set(lifecycle.ignoredFields))
    }

    /// The keys of the user's metadata.
    var metadataKeys: Set<String> { Set(definition.metadata.filter { !$0.value.isEmpty }.keys) }
}

extension LiveAssistant {
    /// The fields of the live definition that compare with what a manifest manages: ignored ones and metadata of other
    /// people left out.
    func managedFields(ignoring ignored: Set<DefinitionFieldName>, isManagedKey: (String) -> Bool) -> [DefinitionField]
    {
        var definition = definition
        definition.metadata = definition.metadata.filter { isManagedKey($0.key) }
        return definition.fields(ignoring: ignored)
    }
}

extension AssistantDefinition {
    fileprivate func fields(ignoring ignored: Set<DefinitionFieldName>) -> [DefinitionField] {
        let names = Set(ignored.map(\.rawValue))
        return fields.filter { !names.contains($0.topLevelName) }
    }
}

extension Lifecycle {
    /// Whether the field, or the one that it is a part of, may be edited on the account.
    package func ignores(_ path: String) -> Bool {
        ignoredFields.contains { $0.rawValue == FieldPath.topLevelName(of: path) }
    }
}

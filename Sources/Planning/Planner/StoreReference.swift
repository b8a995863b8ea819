import AssistantModel
import OrderedJSON

/// Which vector store an assistant refers to, and which it should.
struct StoreReference {
    static let path = "tool_resources.file_search.vector_store_ids"

    /// Nil where the assistant refers to the right store.
    private(set) var field: FieldChange?
    /// The store whose replacement is the reason.
    private(set) var replaced: ResourceAddress?

    init(
        assistant: Assistant,
        live: LiveAssistant,
        comparison: DefinitionComparison,
        knowledge: KnowledgePlan?,
        ownedStores: [String: String]
    ) {
        let before = live.vectorStoreIDs
        if let knowledge {
            guard knowledge.liveID.map({ [$0] }) != before else { return }
            field = Self.change(before: before, knowledge: knowledge, assistant: assistant)
        } else {
            guard !before.isEmpty else { return }
            field = FieldChange(
                path: Self.path,
                before: Self.list(before),
                after: nil,
                cause: assistant.origin(ofField: "knowledge")
            )
        }
        let ownKeys = before.compactMap { ownedStores[$0] }
        if let knowledge, knowledge.isMissing || ownKeys.contains(knowledge.address.owner) {
            // The store is replaced or made anew, or another of the same marks took its place.
            replaced = knowledge.address
        } else if ownKeys.isEmpty, !comparison.isChangedInManifests, knowledge?.liveID != nil || knowledge == nil {
            // Git says the same as at the last apply, which set the reference in one request with the record.
            field?.isDrift = true
            field?.cause = nil
        }
    }

    /// The field for a new reference.
    static func change(before: [String], knowledge: KnowledgePlan, assistant: Assistant) -> FieldChange {
        FieldChange(
            path: path,
            before: list(before),
            after: list(knowledge.liveID.map { [$0] } ?? []),
            isAfterKnown: knowledge.liveID != nil,
            cause: assistant.origin(ofField: "knowledge")
        )
    }

    /// Nil for no ids: servers show an empty list, null or nothing (docs/openai-api.md, 10.8).
    static func list(_ ids: [String]) -> JSONValue? {
        ids.isEmpty ? nil : .array(ids.map { .string($0) })
    }
}

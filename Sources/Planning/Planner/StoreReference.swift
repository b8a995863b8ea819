import AssistantModel
import OrderedJSON

/// Which vector store an assistant refers to, and which it should.
struct StoreReference {
    static let path = "tool_resources.file_search.vector_store_ids"

    /// Empty where the assistant refers to the right store.
    let comparison: FieldComparison
    /// The store whose replacement is the reason.
    let replaced: ResourceAddress?

    /// - Parameter isChangedInManifests: whether the definition says something else than was applied.
    init(
        assistant: Assistant,
        live: LiveAssistant,
        isChangedInManifests: Bool,
        knowledge: KnowledgePlan?,
        ownedStores: [String: String]
    ) {
        let before = live.vectorStoreIDs
        let wanted = [knowledge?.liveID ?? assistant.externalStoreID].compactMap { $0 }
        let isKnown = knowledge == nil || knowledge?.liveID != nil
        guard !isKnown || wanted != before else {
            comparison = FieldComparison([], .inManifests)
            replaced = nil
            return
        }
        let ownKeys = before.compactMap { ownedStores[$0] }
        // The store is replaced or made anew, or another of the same marks took its place.
        replaced = knowledge.flatMap { $0.isMissing || ownKeys.contains($0.address.owner) ? $0.address : nil }
        // Git says the same as at the last apply, which set the reference in one request with the record.
        let isOtherReference =
            assistant.externalStoreID.map(AppliedRecord.digest(ofExternalStoreID:)) != live.record?.externalStore
        let isDrift =
            replaced == nil && (ownKeys.isEmpty || assistant.externalStoreID != nil) && !isChangedInManifests
            && !isOtherReference && isKnown
        comparison = FieldComparison(
            [Self.difference(before: before, knowledge: knowledge, assistant: assistant)],
            isDrift ? .onAccount : .inManifests
        )
    }

    /// The field of an assistant that the plan makes.
    static func creation(of assistant: Assistant, knowledge: KnowledgePlan?) -> [FieldChange] {
        guard knowledge != nil || assistant.externalStoreID != nil else { return [] }
        return FieldComparison([difference(before: [], knowledge: knowledge, assistant: assistant)], .inManifests)
            .changes
    }

    private static func difference(
        before: [String],
        knowledge: KnowledgePlan?,
        assistant: Assistant
    ) -> FieldComparison.Difference {
        FieldComparison.Difference(
            path: path,
            desired: list([knowledge?.liveID ?? assistant.externalStoreID].compactMap { $0 }),
            isDesiredKnown: knowledge == nil || knowledge?.liveID != nil,
            live: list(before),
            cause: assistant.origin(ofField: "knowledge")
        )
    }

    /// Nil for no ids: servers show an empty list, null or nothing (docs/openai-api.md, 10.8).
    static func list(_ ids: [String]) -> JSONValue? {
        ids.isEmpty ? nil : .array(ids.map { .string($0) })
    }
}

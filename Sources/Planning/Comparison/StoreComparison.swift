import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A knowledge base's settings against those of its live store: what differs, and who changed it.
struct StoreComparison {
    /// What apply would change, the mark `protect` left out.
    let fields: [FieldChange]
    /// What differs from what was last applied, from the applied value to the live one.
    let drift: [FieldChange]
    let isRecorded: Bool
    /// Whether the manifest says something else than was last applied.
    let isChangedInManifests: Bool
    /// Whether the manifest asks for another chunking than was last applied: all that is known of members whose
    /// chunking the server does not show.
    let isRecordedChunkingChanged: Bool

    init(knowledgeBase: KnowledgeBase, live: LiveVectorStore) {
        let declared = AppliedRecord.Digest(of: knowledgeBase)
        let recorded = live.record?.definition
        isRecorded = recorded != nil
        isChangedInManifests = recorded?.visible != declared.visible
        isRecordedChunkingChanged = recorded.map { $0.hidden != declared.hidden } ?? false
        let shown = AppliedRecord.Digest(name: live.name, expiresAfterDays: live.expiresAfterDays, chunking: nil)
        func cause(_ name: String) -> SourceLocation { knowledgeBase.origins[name] ?? knowledgeBase.location }
        let comparison = FieldComparison(
            [
                FieldComparison.Difference(
                    path: "name",
                    desired: .string(knowledgeBase.key),
                    live: live.name.flatMap { $0.isEmpty ? nil : .string($0) },
                    cause: cause("name")
                ),
                FieldComparison.Difference(
                    path: "expires_after.days",
                    desired: Self.days(knowledgeBase.expiresAfterDays),
                    live: Self.days(live.expiresAfterDays),
                    cause: cause("expires_after_days")
                ),
            ].filter { $0.desired != $0.live },
            FieldComparison.Movement(
                inManifests: isChangedInManifests,
                onAccount: recorded != nil && ![recorded, live.record?.echo].contains { $0?.visible == shown.visible }
            )
        )
        fields = comparison.changes
        drift = comparison.drift
    }

    static func days(_ days: Int?) -> JSONValue? { days.map { .integer(Int64($0)) } }

    static func fields(name: String?, expiresAfterDays: Int?) -> [DefinitionField] {
        (name.map { [DefinitionField(path: "name", value: .string($0))] } ?? [])
            + (days(expiresAfterDays).map { [DefinitionField(path: "expires_after.days", value: $0)] } ?? [])
    }
}

/// The mark `protect` as a field.
enum ProtectField {
    static let path = "lifecycle.protect"

    /// The mark where it is set.
    static func value(_ isProtected: Bool) -> [DefinitionField] {
        isProtected ? [DefinitionField(path: path, value: true)] : []
    }

    /// Nil where the mark is as it should be.
    static func change(from live: Bool, to desired: Bool, cause: SourceLocation?) -> FieldChange? {
        guard live != desired else { return nil }
        return FieldChange(path: path, before: live ? true : nil, after: desired ? true : nil, cause: cause)
    }
}

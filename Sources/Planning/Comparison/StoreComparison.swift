import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A knowledge base's settings against those of its live store: what differs, and who changed it.
struct StoreComparison {
    /// What apply would change, the mark `protect` left out.
    private(set) var fields: [FieldChange] = []
    /// What differs from what was last applied, from the applied value to the live one.
    private(set) var drift: [FieldChange] = []
    let isRecorded: Bool
    /// Whether the manifest asks for another chunking than was last applied: all that is known of members whose
    /// chunking the server does not show.
    let isRecordedChunkingChanged: Bool

    init(knowledgeBase: KnowledgeBase, live: LiveVectorStore) {
        let settings = StoreDigest.Settings(of: knowledgeBase)
        let recorded = live.record?.definition.flatMap(StoreDigest.Settings.init(text:))
        isRecorded = recorded != nil
        isRecordedChunkingChanged = recorded.map { $0.hidden != settings.hidden } ?? false
        let shown = StoreDigest.Settings.visible(name: live.name, expiresAfterDays: live.expiresAfterDays)
        let isChangedInManifests = recorded?.visible != settings.visible
        let isChangedOnAccount = recorded != nil && shown != recorded?.visible && shown != live.record?.echo
        guard isChangedInManifests || isChangedOnAccount else { return }

        let isDrift = isChangedOnAccount && !isChangedInManifests
        for (path, desired, shown, origin) in Self.values(knowledgeBase, live) where desired != shown {
            let cause = knowledgeBase.origins[origin] ?? knowledgeBase.location
            fields.append(
                FieldChange(
                    path: path,
                    before: shown,
                    after: desired,
                    cause: isDrift ? nil : cause,
                    isDrift: isDrift
                )
            )
            if isChangedOnAccount {
                drift.append(
                    FieldChange(
                        path: path,
                        before: isDrift ? desired : nil,
                        after: shown,
                        isBeforeKnown: isDrift,
                        isDrift: true
                    )
                )
            }
        }
    }

    /// Every setting: its path, the desired and the live value, and the manifest's name for it.
    private static func values(
        _ knowledgeBase: KnowledgeBase,
        _ live: LiveVectorStore
    ) -> [(path: String, desired: JSONValue?, live: JSONValue?, origin: String)] {
        let name = live.name.flatMap { $0.isEmpty ? nil : JSONValue.string($0) }
        return [
            ("name", .string(knowledgeBase.key), name, "name"),
            (
                "expires_after.days", days(knowledgeBase.expiresAfterDays), days(live.expiresAfterDays),
                "expires_after_days"
            ),
        ]
    }

    static func days(_ days: Int?) -> JSONValue? { days.map { .integer(Int64($0)) } }
}

/// The mark `protect` as a field.
enum ProtectField {
    static let path = "lifecycle.protect"

    /// Nil where the mark is as it should be.
    static func change(from live: Bool, to desired: Bool, cause: SourceLocation?) -> FieldChange? {
        guard live != desired else { return nil }
        return FieldChange(path: path, before: live ? true : nil, after: desired ? true : nil, cause: cause)
    }
}

import AssistantModel
import OrderedJSON

/// An assistant as declared against the live one: what differs, and who changed it.
struct DefinitionComparison {
    /// What apply would change, in the order of the definition's fields.
    private(set) var fields: [FieldChange] = []
    /// Whether the manifests say something else than what was last applied; true where nothing is recorded.
    let isChangedInManifests: Bool
    /// Whether the account shows something else than after the last apply; false where nothing is recorded.
    let isChangedOnAccount: Bool
    /// Whether the account has a record of what was applied.
    let isRecorded: Bool
    /// What differs from what was last applied, from the applied value to the live one.
    private(set) var drift: [FieldChange] = []

    init(assistant: Assistant, live: LiveAssistant) {
        let lifecycle = assistant.lifecycle
        let digest = assistant.definitionDigest
        let recorded = live.record?.definition.flatMap(DefinitionDigest.init(text:))
        let recordedKeys = Set(live.record?.metadataKeys ?? [])
        func isRecordedKey(_ key: String) -> Bool {
            recordedKeys.contains(AppliedRecord.digest(ofMetadataKey: key))
        }
        let liveDigest = DefinitionDigest(
            fields: live.managedFields(lifecycle: lifecycle, isManagedKey: isRecordedKey)
        )
        let known = [recorded, live.record?.echo.flatMap(DefinitionDigest.init(text:))].compactMap { $0 }
        isRecorded = recorded != nil
        isChangedInManifests = digest != recorded
        func isKnown(_ digest: DefinitionDigest) -> Bool {
            known.contains {
                $0.visible == digest.visible && (!live.showsReasoningEffort || $0.hidden == digest.hidden)
            }
        }
        isChangedOnAccount =
            recorded != nil && !isKnown(liveDigest)
            && !(isChangedInManifests
                && Self.narrowings(of: assistant).contains { lifecycle in
                    isKnown(
                        DefinitionDigest(
                            fields: live.managedFields(lifecycle: lifecycle, isManagedKey: isRecordedKey)
                        )
                    )
                })
        // Where neither side moved, a difference is the server's own way of showing what it was sent.
        guard isChangedInManifests || isChangedOnAccount else { return }

        let keys = assistant.definition.metadata.filter { !$0.value.isEmpty }.keys
        let liveFields = live.managedFields(lifecycle: lifecycle) { keys.contains($0) || isRecordedKey($0) }
        let differences = Self.differences(
            desired: assistant.managedFields,
            live: liveFields,
            showsReasoningEffort: live.showsReasoningEffort
        ).filter { difference in
            live.record?.echo == nil
                || !TrimmedText.isShown(difference.live, of: difference.desired, at: difference.path)
        }
        let isDrift = isChangedOnAccount && !isChangedInManifests
        fields = differences.map { difference in
            FieldChange(
                path: difference.path,
                before: difference.live,
                after: difference.desired,
                cause: isDrift ? nil : assistant.origin(ofField: difference.path),
                isDrift: isDrift
            )
        }
        if isChangedOnAccount {
            drift = differences.map { difference in
                FieldChange(
                    path: difference.path,
                    before: isDrift ? difference.desired : nil,
                    after: difference.live,
                    isBeforeKnown: isDrift,
                    isDrift: true
                )
            }
        }
        if let effort = Self.hiddenEffort(assistant, live: live, digest: digest, recorded: recorded) {
            fields.append(effort)
            fields.sort { DefinitionOrder.rank($0.path) < DefinitionOrder.rank($1.path) }
        }
    }

    /// What `lifecycle.ignore` may have been at the last apply: with one or two fields more that the manifests state. A
    /// record that fits one of these tells that the account was not changed, but that a field is looked after again.
    private static func narrowings(of assistant: Assistant) -> [Lifecycle] {
        let names = assistant.managedFields.map(\.topLevelName).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        let single = names.map { [$0] }
        let pairs = names.indices.flatMap { first in names[(first + 1)...].map { [names[first], $0] } }
        return (single + pairs).map { ignored in
            var lifecycle = assistant.lifecycle
            lifecycle.ignoredFields += ignored
            return lifecycle
        }
    }

    private struct Difference {
        var path: String
        var desired: JSONValue?
        var live: JSONValue?
    }

    private static func differences(
        desired: [DefinitionField],
        live: [DefinitionField],
        showsReasoningEffort: Bool
    ) -> [Difference] {
        // A path occurs once a side: normal form numbers repeated tools.
        let desiredValues = Dictionary(desired.map { ($0.path, $0.value) }) { first, _ in first }
        let liveValues = Dictionary(live.map { ($0.path, $0.value) }) { first, _ in first }
        return Set(desiredValues.keys).union(liveValues.keys)
            .filter { desiredValues[$0] != liveValues[$0] && (showsReasoningEffort || $0 != "reasoning_effort") }
            .sorted { DefinitionOrder.rank($0) < DefinitionOrder.rank($1) }
            .map { Difference(path: $0, desired: desiredValues[$0], live: liveValues[$0]) }
    }

    /// The change of a reasoning effort that the api does not show: only the record can tell.
    private static func hiddenEffort(
        _ assistant: Assistant,
        live: LiveAssistant,
        digest: DefinitionDigest,
        recorded: DefinitionDigest?
    ) -> FieldChange? {
        let path = "reasoning_effort"
        guard !live.showsReasoningEffort, !assistant.lifecycle.ignores(path) else { return nil }
        let after = assistant.managedFields.first { $0.path == path }?.value
        if let recorded {
            guard recorded.hidden != digest.hidden else { return nil }
        } else if after == nil {
            return nil
        }
        return FieldChange(
            path: path,
            before: nil,
            after: after,
            isBeforeKnown: false,
            cause: assistant.origin(ofField: path)
        )
    }
}

/// The order of fields in plans: the definition's, then what it refers to, then the lifecycle.
enum DefinitionOrder {
    private static let names = [
        "name", "description", "model", "instructions", "reasoning_effort", "temperature", "top_p", "response_format",
        "metadata", "tools", "tool_resources", "expires_after", "attributes", "lifecycle",
    ]

    static func rank(_ path: String) -> (Int, String) {
        let name = FieldPath.topLevelName(of: path)
        return (names.firstIndex(of: name) ?? names.count, path)
    }
}

import AssistantModel
import OrderedJSON

/// An assistant as declared against the live one: what differs, and who changed it.
struct DefinitionComparison {
    /// What apply would change, in the order of the definition's fields.
    private(set) var fields: [FieldChange]
    /// What differs from what was last applied, from the applied value to the live one.
    let drift: [FieldChange]
    /// Who moved, the fields left out that were not looked after at the last apply.
    let movement: FieldComparison.Movement
    /// Whether the account has a record of what was applied.
    let isRecorded: Bool

    init(assistant: Assistant, live: LiveAssistant) {
        let recorded = live.record?.definition
        isRecorded = recorded != nil
        // Records of the first version do not say what they leave out.
        let ignored = Set(assistant.lifecycle.ignoredFields)
        let ignoredThen = live.record?.ignoredFields ?? ignored
        let recordedKeys = Set(live.record?.metadataKeys ?? [])
        func isRecordedKey(_ key: String) -> Bool {
            recordedKeys.contains(AppliedRecord.digest(ofMetadataKey: key))
        }
        let declared = AppliedRecord.Digest(fields: assistant.managedFields(ignoring: ignoredThen))
        let shown = AppliedRecord.Digest(
            fields: live.managedFields(ignoring: ignoredThen, isManagedKey: isRecordedKey)
        )
        let movement = FieldComparison.Movement(
            inManifests: declared != recorded,
            onAccount: recorded != nil
                && ![recorded, live.record?.echo].contains {
                    $0?.isShown(by: shown, showsHidden: live.showsReasoningEffort) == true
                }
        )
        let keys = assistant.metadataKeys
        let differences = Self.differences(
            assistant,
            live.managedFields(ignoring: ignored) { keys.contains($0) || isRecordedKey($0) },
            showsReasoningEffort: live.showsReasoningEffort
        ).filter { difference in
            live.record?.echo == nil
                || !TrimmedText.isShown(difference.live, of: difference.desired, at: difference.path)
        }
        // A field that is looked after from now on was not applied: where it differs, the manifests are the reason.
        let names = Set(ignoredThen.map(\.rawValue))
        let comparison =
            FieldComparison(
                differences.filter { !names.contains($0.topLevelName) }.map {
                    movement.isDrift ? $0.showingDefault(of: live.definition) : $0
                },
                movement
            )
            + FieldComparison(differences.filter { names.contains($0.topLevelName) }, .inManifests)
        self.movement = movement
        fields = comparison.changes
        drift = comparison.drift
        if let effort = Self.hiddenEffort(assistant, live: live) { fields.append(effort) }
        fields.sort { DefinitionOrder.rank($0.path) < DefinitionOrder.rank($1.path) }
    }

    /// In order; a path occurs once a side, because normal form numbers repeated tools.
    private static func differences(
        _ assistant: Assistant,
        _ live: [DefinitionField],
        showsReasoningEffort: Bool
    ) -> [FieldComparison.Difference] {
        let desired = Dictionary(assistant.managedFields().map { ($0.path, $0.value) }) { first, _ in first }
        let live = Dictionary(live.map { ($0.path, $0.value) }) { first, _ in first }
        return Set(desired.keys).union(live.keys)
            .filter { desired[$0] != live[$0] && (showsReasoningEffort || $0 != effortPath) }
            .sorted { DefinitionOrder.rank($0) < DefinitionOrder.rank($1) }
            .map {
                FieldComparison.Difference(
                    path: $0,
                    desired: desired[$0],
                    live: live[$0],
                    cause: assistant.origin(ofField: $0)
                )
            }
    }

    private static let effortPath = DefinitionFieldName.reasoningEffort.rawValue

    /// The change of a reasoning effort that the api does not show: only the record can tell.
    private static func hiddenEffort(_ assistant: Assistant, live: LiveAssistant) -> FieldChange? {
        guard !live.showsReasoningEffort, !assistant.lifecycle.ignores(effortPath) else { return nil }
        let after = assistant.managedFields().first { $0.path == effortPath }?.value
        if let recorded = live.record?.definition {
            guard recorded.hidden != AppliedRecord.Digest(fields: assistant.managedFields()).hidden else { return nil }
        } else if after == nil {
            return nil
        }
        return FieldChange(
            path: effortPath,
            before: nil,
            after: after,
            isBeforeKnown: false,
            cause: assistant.origin(ofField: effortPath)
        )
    }
}

extension FieldComparison.Difference {
    /// Somebody set a value that servers have where nothing is set, which normal form leaves out: it is shown as it is.
    fileprivate func showingDefault(of live: AssistantDefinition) -> Self {
        var difference = self
        if let stated = live.statedDefaults.first(where: { $0.path == path }) { difference.live = stated.value }
        return difference
    }

    fileprivate var topLevelName: String { FieldPath.topLevelName(of: path) }
}

/// The order of fields in plans: the definition's, then what it refers to, then the lifecycle.
enum DefinitionOrder {
    private static let names =
        DefinitionFieldName.allCases.map(\.rawValue) + ["tool_resources", "expires_after", "attributes", "lifecycle"]

    static func rank(_ path: String) -> (Int, String) {
        let name = FieldPath.topLevelName(of: path)
        return (names.firstIndex(of: name) ?? names.count, path)
    }
}

import AssistantModel

extension Assistant {
    /// The changed fields that the answer to an update still shows as before; sorted.
    ///
    /// Only where the object showed before exactly what was sent to it last: else a difference may be the server's own
    /// way of showing things. Metadata is left out: servers that merge it are told separately.
    package func changesKept(from before: LiveAssistant, in answer: LiveAssistant) -> [String] {
        guard let record = before.record, record.echo == nil, let applied = record.definition else { return [] }
        let ignored = Set(lifecycle.ignoredFields)
        let recordedKeys = Set(record.metadataKeys)
        func shown(ignoring ignored: Set<DefinitionFieldName>) -> [DefinitionField] {
            before.managedFields(ignoring: ignored) {
                recordedKeys.contains(AppliedRecord.digest(ofMetadataKey: $0))
            }
        }
        let shownThen = AppliedRecord.Digest(fields: shown(ignoring: record.ignoredFields ?? ignored))
        guard applied.isShown(by: shownThen, showsHidden: false) else { return [] }
        let hidesEffort = !before.showsReasoningEffort || !answer.showsReasoningEffort
        func values(_ fields: [DefinitionField]) -> [String: DefinitionField] {
            Dictionary(fields.map { ($0.path, $0) }) { first, _ in first }
        }
        let (old, new) = (values(shown(ignoring: ignored)), values(managedFields()))
        let now = values(answer.managedFields(ignoring: ignored) { _ in false })
        return Set(old.keys).union(new.keys)
            .filter { path in
                !path.hasPrefix("metadata.") && !(hidesEffort && path == DefinitionFieldName.reasoningEffort.rawValue)
                    && old[path]?.value != new[path]?.value && now[path]?.value == old[path]?.value
                    && !TrimmedText.isShown(now[path]?.value, of: new[path]?.value, at: path)
            }
            .sorted()
    }
}

extension LiveAssistant {
    /// What a record says of a definition that was sent and is shown differently: what is shown, and of what is not
    /// shown what was sent.
    package func shownDigest(of assistant: Assistant, hiddenFrom record: AppliedRecord) -> AppliedRecord.Digest {
        let keys = assistant.metadataKeys
        var shown = AppliedRecord.Digest(
            fields: managedFields(ignoring: Set(assistant.lifecycle.ignoredFields)) { keys.contains($0) }
        )
        if !showsReasoningEffort, let sent = record.definition { shown.hidden = sent.hidden }
        return shown
    }
}

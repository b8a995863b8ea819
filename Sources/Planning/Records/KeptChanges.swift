import AssistantModel

extension Assistant {
    /// The changed fields that the answer to an update still shows as before; sorted.
    ///
    /// Only where the object showed before exactly what was sent to it last: else a difference may be the server's own
    /// way of showing things. Metadata is left out: servers that merge it are told separately.
    package func changesKept(from before: LiveAssistant, in answer: LiveAssistant) -> [String] {
        guard let record = before.record, record.echo == nil,
            let applied = record.definition.flatMap(DefinitionDigest.init(text:))
        else { return [] }
        let recordedKeys = Set(record.metadataKeys)
        let shown = before.managedFields(lifecycle: lifecycle) {
            recordedKeys.contains(AppliedRecord.digest(ofMetadataKey: $0))
        }
        guard DefinitionDigest(fields: shown).visible == applied.visible else { return [] }
        let hidesEffort = !before.showsReasoningEffort || !answer.showsReasoningEffort
        func values(_ fields: [DefinitionField]) -> [String: DefinitionField] {
            Dictionary(fields.map { ($0.path, $0) }) { first, _ in first }
        }
        let (old, new) = (values(shown), values(managedFields))
        let now = values(answer.managedFields(lifecycle: lifecycle) { _ in false })
        return Set(old.keys).union(new.keys)
            .filter { path in
                !path.hasPrefix("metadata.") && !(hidesEffort && path == "reasoning_effort")
                    && old[path]?.value != new[path]?.value && now[path]?.value == old[path]?.value
                    && !TrimmedText.isShown(now[path]?.value, of: new[path]?.value, at: path)
            }
            .sorted()
    }
}

extension LiveAssistant {
    /// What a record says of a definition that was sent and is shown differently: what is shown, and of what is not
    /// shown what was sent.
    package func shownDigest(of assistant: Assistant, hiddenFrom record: AppliedRecord) -> String? {
        let keys = assistant.definition.metadata.filter { !$0.value.isEmpty }.keys
        let shown = DefinitionDigest(fields: managedFields(lifecycle: assistant.lifecycle) { keys.contains($0) })
        let sent = record.definition.flatMap(DefinitionDigest.init(text:))
        return shown.visible + (showsReasoningEffort ? shown.hidden : sent?.hidden ?? shown.hidden)
    }
}

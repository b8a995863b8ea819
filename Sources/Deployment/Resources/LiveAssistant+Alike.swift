import AssistantModel
import Planning

extension LiveAssistant {
    /// Whether everything of the object that a plan may rest on is as in an earlier reading. Metadata of other people
    /// may have changed meanwhile.
    func isManagedAlike(_ planned: LiveAssistant) -> Bool {
        managedPart == planned.managedPart && record == planned.record && isProtected == planned.isProtected
            && vectorStoreIDs == planned.vectorStoreIDs
            && codeInterpreterFiles.map(\.id) == planned.codeInterpreterFiles.map(\.id)
    }

    private var managedPart: AssistantDefinition {
        let ours = Set(record?.metadataKeys ?? [])
        var part = definition
        part.metadata = definition.metadata.filter { ours.contains(AppliedRecord.digest(ofMetadataKey: $0.key)) }
        return part
    }
}

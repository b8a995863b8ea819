import AssistantModel
import OrderedJSON

extension LiveAssistant {
    /// Everything that a plan says of the assistant, metadata of other programs included.
    var fields: [DefinitionField] {
        let references = [
            StoreReference.list(vectorStoreIDs).map { DefinitionField(path: StoreReference.path, value: $0) },
            StoreReference.list(codeInterpreterFiles.map(\.id)).map {
                DefinitionField(path: FieldPath.codeInterpreterFiles, value: $0)
            },
        ]
        return definition.fields + references.compactMap { $0 } + ProtectField.value(isProtected)
    }
}

extension LiveVectorStore {
    /// Everything that a plan says of the store, metadata of other programs included.
    var fields: [DefinitionField] {
        let name = name.flatMap { $0.isEmpty ? nil : $0 }
        let metadata = foreignMetadata.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        return StoreComparison.fields(name: name, expiresAfterDays: expiresAfterDays)
            + metadata.map { DefinitionField(path: "metadata.\($0.key)", value: .string($0.value)) }
            + ProtectField.value(isProtected)
    }
}

extension KnowledgeBase {
    /// What the manifests say of its store.
    func fields(isProtected: Bool) -> [DefinitionField] {
        StoreComparison.fields(name: key, expiresAfterDays: expiresAfterDays) + ProtectField.value(isProtected)
    }
}

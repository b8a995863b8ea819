import AssistantModel
import OpenAIAPI
import Planning

/// `api: assistants`: a definition is an Assistants v2 object, and what the tool remembers stands in its metadata. There is
/// no lock and no history (design 6).
package struct AssistantsAdapter: DefinitionAdapter {
    package let api = APIKind.assistants
    private let client: any OpenAIClient
    private let ownership: Ownership

    package init(client: any OpenAIClient, ownership: Ownership) {
        self.client = client
        self.ownership = ownership
    }

    package func definitions() async throws(APIError) -> [LiveAssistant] {
        try await client.listAssistants().compactMap { LiveAssistant($0, ownership: ownership) }
    }

    package func fileIDsInUse() async throws(APIError) -> Set<String> {
        Set(try await client.listAssistants().flatMap { $0.toolResources.codeInterpreterFileIDs ?? [] })
    }

    package func begin(_ plan: Plan) async throws(DeploymentError) {}

    package func finish(_ plan: Plan, isComplete: Bool) async throws(DeploymentError) {}

    package func create(
        _ write: DefinitionWrite,
        knownIDs: Set<String>
    ) async throws(APIError) -> LiveAssistant {
        let metadata = MetadataPlan(
            assistant: write.assistant,
            ownership: ownership,
            record: write.record,
            live: nil
        )
        let parameters = AssistantParameters(creating: write, metadata: metadata.pairs)
        let key = write.assistant.key
        return try await lookingBeforeRepeating { () async throws(APIError) in
            try owned(await client.createAssistant(parameters), key: key, sent: metadata.pairs)
        } orFinding: { () async throws(APIError) in
            try await definitions().first { $0.key == key && !knownIDs.contains($0.id) }
        }
    }

    package func update(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        let metadata = MetadataPlan(
            assistant: write.assistant,
            ownership: ownership,
            record: write.record,
            live: live
        )
        let parameters = AssistantParameters(updating: live, to: write, metadata: metadata.pairs)
        return try owned(
            await client.updateAssistant(live.id, parameters),
            key: write.assistant.key,
            sent: metadata.pairs
        )
    }

    package func updateRecord(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        let metadata = MetadataPlan(
            assistant: write.assistant,
            ownership: ownership,
            record: write.record,
            live: live
        )
        var pairs = metadata.pairs
        // The answer has the new record, to which these keys look like somebody else's.
        for key in write.clearedMetadataKeys { pairs[key] = "" }
        return try owned(
            await client.updateAssistant(live.id, AssistantParameters(metadata: .value(pairs))),
            key: write.assistant.key,
            sent: pairs
        )
    }

    package func releaseFiles(of live: LiveAssistant, removing: [String]) async throws(APIError) {
        var record = live.record ?? AppliedRecord()
        record.removing = removing.sorted()
        var metadata = live.definition.metadata
        metadata.merge(ownership.marks(key: live.key)) { _, mark in mark }
        metadata[Ownership.MetadataKey.record] = record.text
        if live.isProtected { metadata[Ownership.MetadataKey.protect] = MetadataPlan.protectedValue }
        let resources = ToolResources(vectorStoreIDs: live.vectorStoreIDs, codeInterpreterFileIDs: [])
        _ = try await client.updateAssistant(
            live.id,
            AssistantParameters(toolResources: .value(resources), metadata: .value(metadata))
        )
    }

    package func delete(_ live: LiveAssistant) async throws(DeploymentError) {
        try await deleteOwned(live.id, by: ownership) { () async throws(APIError) in
            try await client.retrieveAssistant(live.id).metadata
        } delete: { () async throws(APIError) in
            try await client.deleteAssistant(live.id)
        }
    }

    /// An answer to a write of ours. One without our marks came from something that does not keep metadata.
    private func owned(
        _ object: AssistantObject,
        key: String,
        sent: Metadata
    ) throws(APIError) -> LiveAssistant {
        guard let live = LiveAssistant(object, ownership: ownership), live.key == key else {
            throw APIError(
                .decoding,
                "the answer for assistant \(object.id) does not show the metadata that was sent "
                    + "(\(sent.keys.sorted().joined(separator: ", "))): this host cannot hold managed assistants"
            )
        }
        return live
    }
}

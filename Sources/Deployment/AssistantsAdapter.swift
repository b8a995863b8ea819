import AssistantModel
import OpenAIAPI
import Planning

/// `api: assistants`: a definition is an Assistants v2 object, and what the tool remembers stands in its metadata. There is
/// no lock and no history.
package struct AssistantsAdapter: DefinitionAdapter {
    package let api = APIKind.assistants
    private let client: any OpenAIClient
    private let ownership: Ownership
    private let clock: any RunClock
    private let nonce: @Sendable () -> String
    private let writes = RepeatedWrites()
    private let made = MadeAssistants()

    /// - Parameter nonce: makes a mark that no other creation has.
    package init(
        client: any OpenAIClient,
        ownership: Ownership,
        clock: any RunClock = SystemRunClock(),
        nonce: @escaping @Sendable () -> String = { AppliedRecord.Creation.randomNonce() }
    ) {
        self.client = RememberingClient(base: client, writes: writes)
        self.ownership = ownership
        self.clock = clock
        self.nonce = nonce
    }

    package func definitions() async throws(DeploymentError) -> [LiveAssistant] {
        do throws(APIError) {
            return try await client.listAssistants().compactMap { LiveAssistant($0, ownership: ownership) }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    package func stillThere(_ ids: [String]) async throws(APIError) -> Set<String> {
        let there = try await concurrentMap(ids, width: 16) { [client] id throws(APIError) -> String? in
            do throws(APIError) {
                return try await nilIfGone { () async throws(APIError) in try await client.retrieveAssistant(id).id }
            } catch {
                // A host that shows assistants in its list only.
                guard error.isMethodNotAllowed else { throw error }
                return id
            }
        }
        return Set(there.compactMap { $0 })
    }

    package func adoptable(_ id: String, as key: String) async throws(APIError) -> AdoptionLook? {
        let found = try await nilIfGone { () async throws(APIError) in try await object(id) }
        guard let found else { return nil }
        if let owner = found.metadata.manager { return .managed(by: owner) }
        return .assistant(LiveAssistant(adopting: found, as: key))
    }

    package var run: (any EnvironmentRun)? { nil }

    package func settle() async {
        // What is not settled here shows in the next plan.
        try? await writes.settle(client)
        let twins = TwinRemoval(client: client, ownership: ownership)
        for (id, creation) in await made.repeated {
            try? await twins.removeAssistants(besides: id, creation)
        }
    }

    /// Asks for one of them: a host that does not read an assistant by its id does not change one either.
    package func requireChangeable(_ definitions: [LiveAssistant]) async throws(DeploymentError) {
        guard let first = definitions.first else { return }
        do throws(APIError) {
            _ = try await client.retrieveAssistant(first.id)
        } catch {
            // What else is wrong with it is told where it is written.
            guard error.isMethodNotAllowed else { return }
            throw DeploymentError(
                .unfitHost,
                .refused,
                Self.unchangeable(first.id) + " Nothing was changed.",
                underlying: error
            )
        }
    }

    private static func unchangeable(_ id: String) -> String {
        "this host cannot change assistants: it answers 405 for \(id) by its id. It creates and deletes them: "
            + "`assistantctl destroy` and `assistantctl apply` make them anew, with other ids."
    }

    package func listsShowChanges() async throws(APIError) -> Bool {
        try await made.changes.isSeen(
            list: { () async throws(APIError) in try await client.newestAssistants().items.map(\.id) },
            isThere: { id throws(APIError) in try await client.retrieveAssistant(id) }
        )
    }

    package func create(_ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        let key = write.assistant.key
        let nonce = nonce()
        let answer = try await creating(nonce, clock: clock) { creation throws(APIError) in
            var record = write.record
            record.creation = creation
            let metadata = MetadataPlan(
                assistant: write.assistant,
                ownership: ownership,
                record: record,
                live: nil
            )
            let object = try await client.createAssistant(
                AssistantParameters(creating: write, metadata: metadata.pairs)
            )
            if let live = LiveAssistant(object, ownership: ownership), live.key == key { return live }
            throw await withdrawn(object.id, unmarked(object.id, sent: metadata.pairs))
        } orFinding: { () async throws(APIError) in
            try await client.newestAssistants().items
                .compactMap { LiveAssistant($0, ownership: ownership) }
                .filter { $0.key == key && $0.record?.creation?.nonce == nonce }
                .max { ($0.record?.creation?.attempt ?? 0) < ($1.record?.creation?.attempt ?? 0) }
        }
        await made.note(answer)
        return answer
    }

    package func update(
        _ live: LiveAssistant,
        _ write: DefinitionWrite
    ) async throws(DeploymentError) -> LiveAssistant {
        let current = try await readAgain(live)
        guard current.isManagedAlike(live) else { throw .changedSincePlan(live.id) }
        let metadata = MetadataPlan(
            assistant: write.assistant,
            ownership: ownership,
            record: write.record.made(as: current.record),
            live: current
        )
        let parameters = AssistantParameters(updating: current, to: write, metadata: metadata.pairs)
        do throws(APIError) {
            let answer = try owned(
                await client.updateAssistant(live.id, parameters),
                key: write.assistant.key,
                sent: metadata.pairs
            )
            guard let emptied = parameters.emptyingTexts(keptBy: answer) else { return answer }
            do throws(APIError) {
                return try owned(
                    await client.updateAssistant(live.id, emptied),
                    key: write.assistant.key,
                    sent: metadata.pairs
                )
            } catch {
                // The run says which fields the host kept.
                guard error.isWithoutEffect else { throw error }
                return answer
            }
        } catch {
            var failure = DeploymentError(error, kind: .partway)
            if error.isMethodNotAllowed { failure.message = Self.unchangeable(live.id) }
            throw failure
        }
    }

    package func updateRecord(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        let metadata = MetadataPlan(
            assistant: write.assistant,
            ownership: ownership,
            record: write.record.made(as: live.record),
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

    package func releaseFiles(of live: LiveAssistant, removing: [String]) async throws(DeploymentError) {
        let current = try await readAgain(live)
        guard live.isProtected || !current.isProtected else { throw .protectedSincePlan(live.id) }
        var record = current.record ?? AppliedRecord()
        record.removing = removing.sorted()
        var metadata = current.definition.metadata
        metadata.merge(ownership.marks(key: current.key)) { _, mark in mark }
        metadata[Ownership.MetadataKey.record] = record.text
        if current.isProtected { metadata[Ownership.MetadataKey.protect] = MetadataPlan.protectedValue }
        let resources = ToolResources(vectorStoreIDs: current.vectorStoreIDs, codeInterpreterFileIDs: [])
        do throws(APIError) {
            _ = try await client.updateAssistant(
                live.id,
                AssistantParameters(toolResources: .value(resources), metadata: .value(metadata))
            )
        } catch {
            // It goes next, and its record stays until then: a later run finds the files by it.
            if error.isMethodNotAllowed { return }
            throw DeploymentError(error, kind: .partway)
        }
    }

    package func delete(
        _ live: LiveAssistant,
        first: () async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) {
        let deletion = OwnedDeletion(
            ownership: ownership,
            id: live.id,
            key: live.key,
            wasProtected: live.isProtected
        )
        try await deletion.carryOut(
            read: { () async throws(APIError) in try await object(live.id).metadata },
            first: first,
            delete: { () async throws(APIError) in try await client.deleteAssistant(live.id) }
        )
        await made.noteRemoved(live.id)
    }

    package func forget(_ live: LiveAssistant) async throws(DeploymentError) {
        try await MarkRemoval(ownership: ownership, id: live.id, key: live.key).carryOut { () async throws(APIError) in
            try await object(live.id).metadata
        } write: { metadata throws(APIError) in
            try await client.updateAssistant(live.id, AssistantParameters(metadata: .value(metadata))).metadata
        }
    }

    /// An assistant by its id; from the list, where the host does not read one by its id (docs/openai-api.md, 13.15).
    private func object(_ id: String) async throws(APIError) -> AssistantObject {
        let refusal: APIError
        do throws(APIError) {
            return try await client.retrieveAssistant(id)
        } catch {
            guard error.isMethodNotAllowed else { throw error }
            refusal = error
        }
        guard let listed = try await client.listAssistants().first(where: { $0.id == id }) else {
            throw APIError(.notFound, "\(id) is not in the list", place: refusal.place)
        }
        return listed
    }

    /// The assistant as it is right before a write, which sends the whole metadata: with other people's newest pairs,
    /// and never onto an object that somebody took the marks off.
    private func readAgain(_ live: LiveAssistant) async throws(DeploymentError) -> LiveAssistant {
        let object: AssistantObject
        do throws(APIError) {
            object = try await self.object(live.id)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        if live.unmarked != nil, object.metadata.manager == nil { return LiveAssistant(adopting: object, as: live.key) }
        guard let current = LiveAssistant(object, ownership: ownership), current.key == live.key else {
            throw .ownershipLost(live.id)
        }
        return current
    }

    /// Deletes what a creation of ours just made without its marks: no later run would know it for ours.
    private func withdrawn(_ id: String, _ error: APIError) async -> APIError {
        var error = error
        do throws(APIError) {
            _ = try await client.deleteAssistant(id)
            error.code = .marksDropped
        } catch let failure {
            error.mayHaveBeenCarriedOut = true
            error.message += "; \(id) could not be deleted again: delete it by hand (\(failure))"
        }
        return error
    }

    /// An answer to a write of ours. One without our marks came from something that does not keep metadata.
    private func owned(
        _ object: AssistantObject,
        key: String,
        sent: Metadata
    ) throws(APIError) -> LiveAssistant {
        guard let live = LiveAssistant(object, ownership: ownership), live.key == key else {
            throw unmarked(object.id, sent: sent)
        }
        return live
    }

    private func unmarked(_ id: String, sent: Metadata) -> APIError {
        APIError(
            .decoding,
            "the answer for assistant \(id) does not show the metadata that was sent "
                + "(\(sent.keys.sorted().joined(separator: ", "))): this host cannot hold managed assistants"
        )
    }
}

/// The assistants that a run made and deleted.
private actor MadeAssistants {
    /// Those of which more than one try was sent, by id.
    private(set) var repeated: [(id: String, AppliedRecord.Creation)] = []
    private(set) var changes = ListedChanges()

    func noteRemoved(_ id: String) { changes.noteRemoved(id) }

    func note(_ assistant: LiveAssistant) {
        changes.noteMade(assistant.id)
        guard let creation = assistant.record?.creation, creation.attempt > 1 else { return }
        repeated.append((assistant.id, creation))
    }
}

extension AppliedRecord {
    /// The record with what an earlier one says of the object's creation.
    fileprivate func made(as earlier: AppliedRecord?) -> AppliedRecord {
        var record = self
        record.creation = earlier?.creation
        return record
    }
}

extension APIError {
    /// 405: the path is served, and not for this.
    fileprivate var isMethodNotAllowed: Bool { answer?.status == 405 }
}

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

import AssistantModel
import OpenAIAPI
import Planning

/// Vector stores: from answers to the domain, and what runs write to them.
extension LiveVectorStore {
    /// - Returns: nil for an object without the owner's marks, and for the registry of releases, which is no knowledge.
    init?(_ object: VectorStoreObject, ownership: Ownership) {
        guard let key = ownership.key(in: object.metadata), key != StoreRecord.key else { return nil }
        self.init(object, key: key)
        record = object.metadata[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:))
        isProtected = MetadataPlan.isProtected(object.metadata)
    }

    /// An object of nobody that is to have this key; nil where this tool marks it as anybody's.
    init?(adopting object: VectorStoreObject, as key: String) {
        guard object.metadata.manager == nil else { return nil }
        self.init(object, key: key)
        unmarked = UnmarkedObject(metadata: object.metadata)
    }

    private init(_ object: VectorStoreObject, key: String) {
        self.init(
            id: object.id,
            key: key,
            createdAt: Int(object.createdAt),
            name: object.name,
            expiresAfterDays: object.expiresAfterDays.map(Int.init),
            isExpired: object.status == .expired,
            counts: FileCounts(
                inProgress: Int(object.fileCounts.inProgress),
                completed: Int(object.fileCounts.completed),
                failed: Int(object.fileCounts.failed),
                cancelled: Int(object.fileCounts.cancelled),
                total: Int(object.fileCounts.total)
            ),
            foreignMetadata: object.metadata.withoutMarks
        )
    }
}

extension ExternalStore {
    init(_ object: VectorStoreObject) {
        self.init(
            id: object.id,
            name: object.name.flatMap { $0.isEmpty ? nil : $0 },
            fileCount: Int(object.fileCounts.completed),
            isExpired: object.status == .expired,
            manager: object.metadata.manager
        )
    }
}

/// Writes vector stores of one owner.
struct VectorStoreWriter: Sendable {
    let client: any OpenAIClient
    let ownership: Ownership
    let clock: any RunClock

    /// Creates an empty store. Where the answer is lost, it is looked for and made again, as ``creating(_:clock:_:orFinding:)``
    /// says.
    ///
    /// - Parameter nonce: of no other creation.
    func create(
        _ knowledgeBase: KnowledgeBase,
        isProtected: Bool,
        record: AppliedRecord,
        nonce: String
    ) async throws(APIError) -> LiveVectorStore {
        var parameters = VectorStoreParameters(
            name: .value(knowledgeBase.key),
            expiresAfterDays: knowledgeBase.expiresAfterDays.map { .value(Int64($0)) } ?? .omitted
        )
        return try await creating(nonce, clock: clock) { creation throws(APIError) in
            var record = record
            record.creation = creation
            let metadata = MetadataPlan(
                knowledgeBase: knowledgeBase,
                isProtected: isProtected,
                ownership: ownership,
                record: record,
                live: nil
            )
            parameters.metadata = .value(metadata.pairs)
            let object = try await client.createVectorStore(parameters)
            guard let created = LiveVectorStore(object, ownership: ownership), created.key == knowledgeBase.key else {
                throw await takingBack(object)
            }
            return created
        } orFinding: { () async throws(APIError) in
            try await client.newestVectorStores().items
                .compactMap { LiveVectorStore($0, ownership: ownership) }
                .filter { $0.key == knowledgeBase.key && $0.record?.creation?.nonce == nonce }
                .max { ($0.record?.creation?.attempt ?? 0) < ($1.record?.creation?.attempt ?? 0) }
        }
    }

    /// Writes the settings where `isSettingsChange`, and the record always.
    func update(
        _ live: LiveVectorStore,
        to knowledgeBase: KnowledgeBase,
        isProtected: Bool,
        record: AppliedRecord,
        isSettingsChange: Bool
    ) async throws(APIError) -> LiveVectorStore {
        let metadata = MetadataPlan(
            knowledgeBase: knowledgeBase,
            isProtected: isProtected,
            ownership: ownership,
            record: record,
            live: live
        )
        var parameters = VectorStoreParameters(metadata: .value(metadata.pairs))
        if isSettingsChange {
            if live.name != knowledgeBase.key { parameters.name = .value(knowledgeBase.key) }
            if live.expiresAfterDays != knowledgeBase.expiresAfterDays {
                parameters.expiresAfterDays = knowledgeBase.expiresAfterDays.map { .value(Int64($0)) } ?? .null
            }
        }
        let object = try await client.updateVectorStore(live.id, parameters)
        let isKept = metadata.clearedKeys.contains { object.metadata[$0]?.isEmpty == false }
        guard isKept else { return try owned(object) }
        // A server that merges metadata keeps what it is not told to clear.
        return try owned(
            await client.updateVectorStore(
                live.id,
                VectorStoreParameters(metadata: .value(metadata.pairsForMergingServer))
            )
        )
    }

    /// Reads a store again, as it is right before it is written or deleted.
    ///
    /// - Throws: ``DeploymentError/Code/ownershipLost`` when it does not carry the owner's marks and its key any more.
    func stillOwned(_ live: LiveVectorStore) async throws(DeploymentError) -> LiveVectorStore {
        let object: VectorStoreObject
        do throws(APIError) {
            object = try await client.retrieveVectorStore(live.id)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        if live.unmarked != nil, let current = LiveVectorStore(adopting: object, as: live.key) { return current }
        guard let current = LiveVectorStore(object, ownership: ownership), current.key == live.key else {
            throw .ownershipLost(live.id)
        }
        return current
    }

    /// Writes only the record of a store that goes.
    ///
    /// - Parameter live: as ``stillOwned(_:)`` read it.
    func mark(_ live: LiveVectorStore, _ record: AppliedRecord) async throws(APIError) {
        var metadata = live.foreignMetadata
        metadata.merge(ownership.marks(key: live.key)) { _, mark in mark }
        metadata[Ownership.MetadataKey.record] = record.text
        if live.isProtected { metadata[Ownership.MetadataKey.protect] = MetadataPlan.protectedValue }
        _ = try await client.updateVectorStore(live.id, VectorStoreParameters(metadata: .value(metadata)))
    }

    /// Deletes a store after it was read again: ``OwnedDeletion``.
    ///
    /// - Parameter first: what goes before it.
    func delete(
        _ live: LiveVectorStore,
        first: () async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) {
        let deletion = OwnedDeletion(
            ownership: ownership,
            id: live.id,
            key: live.key,
            wasProtected: live.isProtected
        )
        try await deletion.carryOut(
            read: { () async throws(APIError) in try await client.retrieveVectorStore(live.id).metadata },
            first: first,
            delete: { () async throws(APIError) in try await client.deleteVectorStore(live.id) }
        )
    }

    /// Reads a store again that goes, as it is right before its files are taken out.
    ///
    /// - Throws: what ``stillOwned(_:)`` throws, and ``DeploymentError/Code/changedSincePlan`` for one that was protected
    ///   after it was planned.
    func stillLeaving(_ live: LiveVectorStore) async throws(DeploymentError) -> LiveVectorStore {
        let current = try await stillOwned(live)
        guard live.isProtected || !current.isProtected else { throw .protectedSincePlan(live.id) }
        return current
    }

    /// Takes the marks off a store. One that is gone, or is somebody else's by now, is a success.
    func forget(_ live: LiveVectorStore) async throws(DeploymentError) {
        try await MarkRemoval(ownership: ownership, id: live.id, key: live.key).carryOut { () async throws(APIError) in
            try await client.retrieveVectorStore(live.id).metadata
        } write: { metadata throws(APIError) in
            try await client.updateVectorStore(live.id, VectorStoreParameters(metadata: .value(metadata))).metadata
        }
    }

    private func owned(_ object: VectorStoreObject) throws(APIError) -> LiveVectorStore {
        guard let live = LiveVectorStore(object, ownership: ownership) else { throw unmarked(object) }
        return live
    }

    private func unmarked(_ object: VectorStoreObject) -> APIError {
        APIError(
            .decoding,
            "the answer for vector store \(object.id) does not show the metadata that was sent: "
                + "this host cannot hold managed stores"
        )
    }

    /// Deletes a new store that came without its marks, which nobody would ever find again.
    ///
    /// - Returns: the failure of its creation.
    private func takingBack(_ object: VectorStoreObject) async -> APIError {
        var failure = unmarked(object)
        do throws(APIError) {
            _ = try await client.deleteVectorStore(object.id)
        } catch {
            failure.message += ", and the store could not be deleted (\(error)): delete it by hand"
        }
        return failure
    }
}

extension LiveVectorStore {
    /// An answer to an update that shows the old value of a setting that was sent: remembered as what the server makes
    /// of the new one, the difference would never be seen again.
    ///
    /// - Throws: ``DeploymentError/Code/notKept``.
    func requireChange(from old: LiveVectorStore, to knowledgeBase: KnowledgeBase) throws(DeploymentError) {
        var ignored: [String] = []
        if name == old.name, name != knowledgeBase.key { ignored.append("name") }
        if expiresAfterDays == old.expiresAfterDays, expiresAfterDays != knowledgeBase.expiresAfterDays {
            ignored.append("expires_after")
        }
        guard !ignored.isEmpty else { return }
        throw DeploymentError(
            .notKept,
            .partway,
            "the server took the update of \(id) and left its \(ignored.joined(separator: " and ")) as it was. "
                + "Keep the old value in the manifest, or delete the store so that apply makes a new one."
        )
    }
}

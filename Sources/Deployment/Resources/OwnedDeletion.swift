import AssistantModel
import OpenAIAPI
import Planning

/// Deletes an object that is still what the plan saw: this owner's, of the same key, and not protected since.
struct OwnedDeletion: Sendable {
    let ownership: Ownership
    /// Of the object.
    let id: String
    /// That the object had in its marks when it was planned.
    let key: String
    /// As it was planned: the plan itself refuses what is protected and must not go.
    let wasProtected: Bool

    /// Reads the object again and deletes it. One that is gone is a success.
    ///
    /// - Parameter first: what goes before the object, once that is known to go.
    /// - Throws: ``DeploymentError/Code/ownershipLost`` for one that is somebody else's by now, and
    ///   ``DeploymentError/Code/changedSincePlan`` for one with another key and one that was protected meanwhile.
    func carryOut(
        read: () async throws(APIError) -> Metadata,
        first: () async throws(DeploymentError) -> Void,
        delete: () async throws(APIError) -> DeletionResult
    ) async throws(DeploymentError) {
        guard let metadata = try await partway({ () async throws(APIError) in try await nilIfGone(read) }) else {
            return
        }
        guard let current = ownership.key(in: metadata) else { throw .ownershipLost(id) }
        guard current == key else { throw .changedSincePlan(id) }
        guard wasProtected || !MetadataPlan.isProtected(metadata) else { throw .protectedSincePlan(id) }
        try await first()
        _ = try await partway { () async throws(APIError) in try await nilIfGone(delete) }
    }

    private func partway<Value>(
        _ request: () async throws(APIError) -> Value
    ) async throws(DeploymentError) -> Value {
        do throws(APIError) {
            return try await request()
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }
}

extension DeploymentError {
    static func ownershipLost(_ id: String) -> DeploymentError {
        DeploymentError(
            .ownershipLost,
            .partway,
            "\(id) no longer carries this project's marks: it was left alone. Run plan again."
        )
    }

    static func changedSincePlan(_ id: String) -> DeploymentError {
        DeploymentError(
            .changedSincePlan,
            .partway,
            "\(id) was changed on the account after it was planned: it was left alone. Run plan again."
        )
    }

    static func protectedSincePlan(_ id: String) -> DeploymentError {
        DeploymentError(
            .changedSincePlan,
            .partway,
            "\(id) was protected on the account after it was planned: it was left alone. Run plan again."
        )
    }
}

/// Takes the owner's marks off an object; the rest of its metadata goes back as it is.
struct MarkRemoval: Sendable {
    let ownership: Ownership
    /// Of the object.
    let id: String
    /// That the object has in its marks.
    let key: String

    /// Reads the object again and writes it. One that is gone, or is not the owner's any more, is left alone.
    ///
    /// - Parameter write: sends the whole metadata, and hands back what the answer shows.
    /// - Throws: ``DeploymentError/Code/notKept`` when the answers go on showing the marks, and
    ///   ``DeploymentError/Code/changedSincePlan`` for an object that has another key by now.
    func carryOut(
        read: () async throws(APIError) -> Metadata,
        write: (Metadata) async throws(APIError) -> Metadata
    ) async throws(DeploymentError) {
        let metadata: Metadata
        do throws(APIError) {
            guard let current = try await nilIfGone(read) else { return }
            metadata = current
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        guard let current = ownership.key(in: metadata) else { return }
        guard current == key else { throw .changedSincePlan(id) }
        var left: [String]
        do throws(APIError) {
            left = marks(in: try await write(metadata.withoutMarks))
            if !left.isEmpty {
                // A server that merges metadata keeps what it is not told to clear; the empty text reads as absent.
                let cleared = Dictionary(uniqueKeysWithValues: left.map { ($0, "") })
                left = marks(in: try await write(metadata.withoutMarks.merging(cleared) { _, empty in empty }))
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        guard !left.isEmpty else { return }
        throw DeploymentError(
            .notKept,
            .partway,
            "the server took the update of \(id) and still shows its marks (\(left.joined(separator: ", "))): it is "
                + "managed as before. Take them off by hand, or leave the object in the manifests."
        )
    }

    /// Sorted.
    private func marks(in metadata: Metadata) -> [String] {
        Ownership.MetadataKey.all.filter { metadata[$0]?.isEmpty == false }.sorted()
    }
}

/// Deletes what a run made twice because an answer was lost: the lower tries of a creation. What does not show yet, and
/// what takes effect later, is a duplicate for the next plan.
struct TwinRemoval: Sendable {
    let client: any OpenAIClient
    let ownership: Ownership

    /// Nothing can refer to a store whose id nobody ever got, and one with files is left to the plan all the same.
    ///
    /// - Parameter creation: of the store that counts.
    func removeStores(besides id: String, _ creation: AppliedRecord.Creation) async throws(APIError) {
        for listed in try await client.newestVectorStores().items where listed.id != id && listed.isTwin(of: creation) {
            guard
                let store = try await nilIfGone({ () async throws(APIError) in
                    try await client.retrieveVectorStore(listed.id)
                }), ownership.key(in: store.metadata) != nil, store.isTwin(of: creation),
                store.fileCounts.total == 0, try await client.listVectorStoreFiles(in: store.id).isEmpty
            else { continue }
            _ = try await client.deleteVectorStore(store.id)
        }
    }

    /// Its files and its store are those of the assistant that counts: they stay.
    func removeAssistants(besides id: String, _ creation: AppliedRecord.Creation) async throws(APIError) {
        for listed in try await client.newestAssistants().items
        where listed.id != id && listed.metadata.isTwin(of: creation) {
            guard
                let assistant = try await nilIfGone({ () async throws(APIError) in
                    try await client.retrieveAssistant(listed.id)
                }), ownership.key(in: assistant.metadata) != nil, assistant.metadata.isTwin(of: creation)
            else { continue }
            _ = try await client.deleteAssistant(assistant.id)
        }
    }
}

extension VectorStoreObject {
    fileprivate func isTwin(of creation: AppliedRecord.Creation) -> Bool { metadata.isTwin(of: creation) }
}

extension Metadata {
    /// What these marks say of the request that made their object.
    var creation: AppliedRecord.Creation? {
        self[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:))?.creation
    }

    /// Whether they belong to a lower try of the same creation.
    fileprivate func isTwin(of creation: AppliedRecord.Creation) -> Bool {
        self.creation.map { $0.nonce == creation.nonce && $0.attempt < creation.attempt } ?? false
    }
}

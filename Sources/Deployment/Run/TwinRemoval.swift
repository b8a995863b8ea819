import AssistantModel
import OpenAIAPI
import Planning

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

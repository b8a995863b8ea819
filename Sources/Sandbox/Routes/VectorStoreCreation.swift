import GRDB
import OrderedJSON

/// A store to be made, by its own endpoint or on the way by an assistant, a thread or a message.
struct VectorStoreCreation: Sendable {
    /// Stores made for threads expire a week after their last use (docs/openai-api.md, 10.21).
    static let threadStoreDays = 7

    var name: String?
    var expiresAfterDays: Int?
    var metadata: JSONValue = [:]
    var fileIDs: [String] = []
    var chunking = Chunking.automatic

    func make(_ services: SandboxServices, account: String) async throws -> VectorStoreRecord {
        let now = services.timestamp
        let record = VectorStoreRecord(
            id: services.identifier("vs_"),
            account: account,
            createdAt: now,
            lastActiveAt: now,
            name: name,
            expiresAfterDays: expiresAfterDays,
            metadata: metadata
        )
        let store = try await services.database.write { db in try record.inserted(db) }
        guard !fileIDs.isEmpty else { return store }
        do {
            try await Indexer(services: services).attach(
                fileIDs.map { Attachment(fileID: $0, chunking: chunking) },
                to: store,
                origin: Indexer.Origin(parameter: "file_ids")
            )
        } catch {
            _ = try await services.database.write { db in try store.delete(db) }
            throw error
        }
        return store
    }
}

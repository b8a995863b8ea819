import AssistantModel
import OpenAIAPI
import Planning

/// An object of an account, and who manages it.
package struct InventoryItem<Object: Sendable>: Sendable {
    package var object: Object
    /// Whose marks it has, in words; nil for nobody's.
    package var manager: String?
}

/// What an account has that could be imported.
package struct Inventory: Sendable {
    /// Empty where the api has none.
    package var assistants: [InventoryItem<AssistantObject>]
    /// Without registries.
    package var stores: [InventoryItem<VectorStoreObject>]
}

/// A vector store with what is in it.
package struct StoreContents: Sendable {
    package struct File: Sendable {
        package var member: LiveMember
        /// Nil for a file object that is gone.
        package var name: String?
        package var bytes: Int
    }

    package var object: VectorStoreObject
    package var manager: String?
    package var files: [File]
    /// Assistants and releases outside of the project that search it, in words.
    package var usersOutside: [String]

    package var isExpired: Bool { object.status == .expired }
}

/// Reads objects of an account whoever manages them: for `import`, which changes nothing.
package struct ImportReader: Sendable {
    private let client: any OpenAIClient
    private let ownership: Ownership
    private let concurrency: Int

    package init(client: any OpenAIClient, ownership: Ownership, concurrency: Int) {
        self.client = client
        self.ownership = ownership
        self.concurrency = concurrency
    }

    /// Everything, as lists show it.
    ///
    /// - Parameter hasAssistants: whether the environment's api has them as objects.
    package func inventory(hasAssistants: Bool) async throws(APIError) -> Inventory {
        let assistants = hasAssistants ? try await client.listAssistants() : []
        let stores = try await client.listVectorStores()
        return Inventory(
            assistants: assistants.map { InventoryItem(object: $0, manager: $0.metadata.manager) },
            stores: stores.filter { !StoreRecord.isRegistry($0.metadata) }.map {
                InventoryItem(object: $0, manager: $0.metadata.manager)
            }
        )
    }

    /// Assistants by their ids, each as it is now. Those that are gone have no entry.
    package func assistants(_ ids: [String]) async throws(APIError) -> [String: AssistantObject] {
        let client = client
        let found = try await concurrentMap(ids, width: concurrency) { id throws(APIError) -> AssistantObject? in
            try await nilIfGone { () async throws(APIError) in try await client.retrieveAssistant(id) }
        }
        return Dictionary(found.compactMap { $0 }.map { ($0.id, $0) }) { first, _ in first }
    }

    /// A store; nil for one that is gone.
    ///
    /// - Parameter adopted: the ids of the assistants that are imported with it.
    package func store(_ id: String, besides adopted: Set<String>) async throws(APIError) -> StoreContents? {
        let client = client
        let object = try await nilIfGone { () async throws(APIError) in try await client.retrieveVectorStore(id) }
        guard let object else { return nil }
        let members = try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: id) }
        let files = try await concurrentMap(members ?? [], width: concurrency) { member throws(APIError) in
            let file = try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(member.id) }
            return StoreContents.File(
                member: LiveMember(member, stuckSince: nil),
                name: file?.filename,
                bytes: Int(file?.bytes ?? 0)
            )
        }
        let others = try await OtherUses(
            of: id,
            besides: adopted,
            ownership,
            client: client,
            concurrency: concurrency
        )
        return StoreContents(
            object: object,
            manager: object.metadata.manager,
            files: files.sorted { ($0.name ?? "", $0.member.fileID) < ($1.name ?? "", $1.member.fileID) },
            usersOutside: others.users
        )
    }

    /// Names and sizes of files, in words. Those that are gone keep their ids.
    package func fileNames(_ ids: [String]) async throws(APIError) -> [String] {
        let client = client
        return try await concurrentMap(ids, width: concurrency) { id throws(APIError) in
            let file = try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(id) }
            return file.map { "\($0.filename) (\(id))" } ?? id
        }
    }
}

import AssistantModel
import OpenAIAPI
import Planning

/// Who else on the account has to do with a store that is to be adopted, and with its files.
struct OtherUses: Sendable {
    /// Assistants and releases outside of the project that search the store, in words; sorted.
    private(set) var users: [String] = []
    /// File objects that another store, an assistant or somebody's release has.
    private(set) var fileIDs: Set<String> = []

    /// - Parameters:
    ///   - adopted: the ids of assistants that are adopted with it: none of the others.
    ///   - ownership: the project, whose own assistants and releases are no others either.
    init(
        of storeID: String,
        besides adopted: Set<String>,
        _ ownership: Ownership,
        client: any OpenAIClient,
        concurrency: Int
    ) async throws(APIError) {
        for assistant in try await client.servedAssistants() {
            fileIDs.formUnion(assistant.toolResources.codeInterpreterFileIDs ?? [])
            guard assistant.toolResources.vectorStoreIDs?.contains(storeID) == true,
                ownership.key(in: assistant.metadata) == nil, !adopted.contains(assistant.id)
            else { continue }
            let name = assistant.name.flatMap { $0.isEmpty ? nil : $0 }
            users.append(name.map { "\($0) (\(assistant.id))" } ?? assistant.id)
        }
        let stores = try await client.listVectorStores()
        let reader = ReleasesOfAccount(client: client, concurrency: concurrency, besides: ownership)
        for release in try await reader.inSkills() + reader.inStores(stores) {
            fileIDs.formUnion(release.fileIDs)
            if release.vectorStoreIDs.contains(storeID) { users.append("a release of another project or environment") }
        }
        let others = stores.map(\.id).filter { $0 != storeID }
        let members = try await concurrentMap(others, width: concurrency) { id throws(APIError) in
            try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: id) } ?? []
        }
        fileIDs.formUnion(members.joined().map(\.id))
        users = Set(users).sorted()
    }
}

extension OpenAIClient {
    /// Every assistant of the account; none where the host does not serve them.
    func servedAssistants() async throws(APIError) -> [AssistantObject] {
        do throws(APIError) {
            return try await listAssistants()
        } catch {
            guard [.apiRemoved, .notServed].contains(error.code) else { throw error }
            return []
        }
    }
}

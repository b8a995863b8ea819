import AssistantModel
import OpenAIAPI
import Planning

/// Reads what the account holds of one project and environment: a request per hundred objects, and a closer look only
/// where a plan needs one.
package struct LiveSnapshotReader: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let ownership: Ownership
    private let concurrency: Int

    package init(
        client: any OpenAIClient,
        adapter: any DefinitionAdapter,
        ownership: Ownership,
        concurrency: Int = 16
    ) {
        self.client = client
        self.adapter = adapter
        self.ownership = ownership
        self.concurrency = concurrency
    }

    /// What a plan for the desired state needs: the members of stores that seem to differ, and the names of code
    /// interpreter files that go.
    package func read(
        for desired: DesiredState,
        contents: [String: FileContent]
    ) async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { () async throws(APIError) in
            let live = try await readObjects()
            return try await look(
                closerAt: live,
                storeIDs: StoreInspection.storeIDs(desired: desired, contents: contents, live: live),
                fileIDs: StoreInspection.codeInterpreterFileIDs(desired: desired, contents: contents, live: live)
            )
        }
    }

    /// Everything, for `destroy`, `drift`, `show` and `--refresh-only`: the members of all stores and the names of all
    /// files.
    package func readEverything() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { () async throws(APIError) in
            let live = try await readObjects()
            return try await look(
                closerAt: live,
                storeIDs: live.vectorStores.map(\.id),
                fileIDs: live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) }
            )
        }
    }

    /// Only what lists show: enough to tell ids.
    package func readOverview() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { () async throws(APIError) in try await readObjects() }
    }

    private func failingWithNothingChanged(
        _ read: () async throws(APIError) -> LiveState
    ) async throws(DeploymentError) -> LiveState {
        do throws(APIError) {
            return try await read()
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    private func readObjects() async throws(APIError) -> LiveState {
        async let definitions = Self.result { () async throws(APIError) in try await adapter.definitions() }
        async let objects = Self.result { () async throws(APIError) in try await client.listVectorStores() }
        let assistants = try await definitions.get()
        let listed = try await objects.get()
        let unlisted = try await storesThatTheListLacks(assistants, listed: Set(listed.map(\.id)))
        return LiveState(
            assistants: assistants.sorted { $0.id < $1.id },
            vectorStores: (listed + unlisted).compactMap { LiveVectorStore($0, ownership: ownership) }
                .sorted { $0.id < $1.id }
        )
    }

    /// Lists lag (api-facts 12.2): a store that an assistant refers to is gone only when it cannot be read by id.
    private func storesThatTheListLacks(
        _ assistants: [LiveAssistant],
        listed: Set<String>
    ) async throws(APIError) -> [VectorStoreObject] {
        let missing = Set(assistants.flatMap(\.vectorStoreIDs)).subtracting(listed).sorted()
        let client = client
        return try await concurrentMap(missing, width: concurrency) { id throws(APIError) -> VectorStoreObject? in
            do throws(APIError) {
                return try await client.retrieveVectorStore(id)
            } catch  where error.code == .notFound {
                return nil
            }
        }.compactMap { $0 }
    }

    private func look(
        closerAt live: LiveState,
        storeIDs: [String],
        fileIDs: [String]
    ) async throws(APIError) -> LiveState {
        async let names = Self.result { () async throws(APIError) in try await readFiles(fileIDs) }
        let members = try await readMembers(of: storeIDs)
        let files = try await names.get()
        var live = live
        live.vectorStores = live.vectorStores.map { store in
            var store = store
            store.members = members[store.id]
            return store
        }
        live.assistants = live.assistants.map { assistant in
            var assistant = assistant
            assistant.codeInterpreterFiles = assistant.codeInterpreterFiles.map { file in
                guard let object = files[file.id] else { return file }
                return LiveCodeInterpreterFile(id: file.id, name: object.filename, bytes: Int(object.bytes))
            }
            return assistant
        }
        return live
    }

    private func readMembers(of storeIDs: [String]) async throws(APIError) -> [String: [LiveMember]] {
        let client = client
        let members = try await concurrentMap(storeIDs, width: concurrency) { id throws(APIError) in
            try await client.listVectorStoreFiles(in: id).map(LiveMember.init).sorted { $0.fileID < $1.fileID }
        }
        return Dictionary(zip(storeIDs, members)) { first, _ in first }
    }

    /// Files that are gone have no entry.
    private func readFiles(_ ids: [String]) async throws(APIError) -> [String: OpenAIFile] {
        let client = client
        let files = try await concurrentMap(ids, width: concurrency) { id throws(APIError) -> OpenAIFile? in
            do throws(APIError) {
                return try await client.retrieveFile(id)
            } catch  where error.code == .notFound {
                return nil
            }
        }
        return Dictionary(files.compactMap { $0 }.map { ($0.id, $0) }) { first, _ in first }
    }

    private static func result<Value: Sendable>(
        _ body: () async throws(APIError) -> Value
    ) async -> Result<Value, APIError> {
        do throws(APIError) { return .success(try await body()) } catch { return .failure(error) }
    }
}

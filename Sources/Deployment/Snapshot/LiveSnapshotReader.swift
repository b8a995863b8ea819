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
        contents: FileContents,
        scope: PlanScope = .everything
    ) async throws(DeploymentError) -> LiveState {
        try await look(closerAt: try await readOverview(), for: desired, contents: contents, scope: scope)
    }

    /// The second half of reading for a plan. The first half, ``readOverview()``, needs no file of the project: it can go
    /// on while they are hashed.
    ///
    /// - Parameter digests: of these contents, where somebody made them already.
    package func look(
        closerAt overview: LiveState,
        for desired: DesiredState,
        contents: FileContents,
        digests: MemberDigests? = nil,
        scope: PlanScope = .everything
    ) async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged {
            let live = try await leavingOutGone(in: try await findingDeletedFiles(in: overview), for: desired)
            let digests = digests ?? MemberDigests(of: desired, contents: contents)
            return try await look(
                closerAt: live,
                storeIDs: StoreInspection.storeIDs(desired: desired, digests: digests, live: live, scope: scope),
                fileIDs: StoreInspection.codeInterpreterFileIDs(desired: desired, contents: contents, live: live)
            )
        }
    }

    /// Everything, for `destroy`, `drift`, `show` and `--refresh-only`: the members of all stores and the names of all
    /// files.
    package func readEverything() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged {
            let live = try await findingDeletedFiles(in: try await readObjects())
            return try await look(
                closerAt: live,
                storeIDs: live.vectorStores.map(\.id),
                fileIDs: live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) }
            )
        }
    }

    /// Only what lists show: enough to tell ids.
    package func readOverview() async throws(DeploymentError) -> LiveState {
        try await failingWithNothingChanged { try await readObjects() }
    }

    private func failingWithNothingChanged(
        _ read: () async throws -> LiveState
    ) async throws(DeploymentError) -> LiveState {
        do {
            return try await read()
        } catch {
            throw DeploymentError(of: error, kind: .failedNothingChanged)
        }
    }

    private func readObjects() async throws -> LiveState {
        async let definitions = adapter.definitions()
        async let objects = client.listVectorStores()
        let assistants = try await definitions
        let listed = try await objects
        let unlisted = try await storesThatTheListLacks(assistants, listed: Set(listed.map(\.id)))
        return LiveState(
            assistants: assistants.sorted { $0.id < $1.id },
            vectorStores: (listed + unlisted).compactMap { LiveVectorStore($0, ownership: ownership) }
                .sorted { $0.id < $1.id }
        )
    }

    /// Lists lag (docs/openai-api.md, 4.6): a store that an assistant refers to is gone only when it cannot be read by
    /// id.
    private func storesThatTheListLacks(
        _ assistants: [LiveAssistant],
        listed: Set<String>
    ) async throws(APIError) -> [VectorStoreObject] {
        let missing = Set(assistants.flatMap(\.vectorStoreIDs)).subtracting(listed).sorted()
        let client = client
        return try await concurrentMap(missing, width: concurrency) { id throws(APIError) -> VectorStoreObject? in
            try await nilIfGone { () async throws(APIError) in try await client.retrieveVectorStore(id) }
        }.compactMap { $0 }
    }

    /// Lists lag: a plan deletes what it finds there only when it can be read by id.
    private func leavingOutGone(in live: LiveState, for desired: DesiredState) async throws(APIError) -> LiveState {
        let surplus = Set(StoreInspection.surplusAssistantIDs(desired: desired, live: live))
        if surplus.isEmpty { return live }
        let there = try await adapter.stillThere(surplus.sorted())
        var live = live
        live.assistants.removeAll { surplus.contains($0.id) && !there.contains($0.id) }
        return live
    }

    /// Marks files of code interpreter whose objects are gone: one list tells of all, and what it lacks is read by id,
    /// because lists lag.
    private func findingDeletedFiles(in live: LiveState) async throws(APIError) -> LiveState {
        let ids = Set(live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) })
        if ids.isEmpty { return live }
        let listed = Set(try await client.listFiles(purpose: .assistants).map(\.id))
        let unlisted = ids.subtracting(listed).sorted()
        let deleted = Set(unlisted).subtracting(try await readFiles(unlisted).keys)
        var live = live
        for index in live.assistants.indices {
            live.assistants[index].codeInterpreterFiles = live.assistants[index].codeInterpreterFiles.map { file in
                var file = file
                file.isDeleted = deleted.contains(file.id)
                return file
            }
        }
        return live
    }

    private func look(
        closerAt live: LiveState,
        storeIDs: [String],
        fileIDs: [String]
    ) async throws -> LiveState {
        async let names = readFiles(fileIDs)
        let members = try await readMembers(of: storeIDs)
        let files = try await names
        var live = live
        let gone = Set(storeIDs).subtracting(members.keys)
        live.vectorStores = live.vectorStores.filter { !gone.contains($0.id) }.map { store in
            var store = store
            store.members = members[store.id]
            return store
        }
        live.assistants = live.assistants.map { assistant in
            var assistant = assistant
            assistant.codeInterpreterFiles = assistant.codeInterpreterFiles.map { file in
                guard let object = files[file.id] else { return file }
                return LiveCodeInterpreterFile(
                    id: file.id,
                    name: object.filename,
                    bytes: Int(object.bytes),
                    isDeleted: file.isDeleted
                )
            }
            return assistant
        }
        return live
    }

    /// Stores that are gone have no entry: lists show them for a while after their deletion.
    private func readMembers(of storeIDs: [String]) async throws(APIError) -> [String: [LiveMember]] {
        let client = client
        let members = try await concurrentMap(storeIDs, width: concurrency) {
            id throws(APIError) -> (String, [LiveMember])? in
            let objects = try await nilIfGone { () async throws(APIError) in
                try await client.listVectorStoreFiles(in: id)
            }
            guard let objects else { return nil }
            return (id, objects.map(LiveMember.init).sorted { $0.fileID < $1.fileID })
        }
        return Dictionary(members.compactMap { $0 }) { first, _ in first }
    }

    /// Files that are gone have no entry.
    private func readFiles(_ ids: [String]) async throws(APIError) -> [String: OpenAIFile] {
        let client = client
        let files = try await concurrentMap(ids, width: concurrency) { id throws(APIError) -> OpenAIFile? in
            try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(id) }
        }
        return Dictionary(files.compactMap { $0 }.map { ($0.id, $0) }) { first, _ in first }
    }
}

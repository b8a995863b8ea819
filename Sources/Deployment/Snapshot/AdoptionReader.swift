import AssistantModel
import OpenAIAPI
import Planning

/// Looks up by their ids what manifests want to adopt, and what else on the account has to do with it.
struct AdoptionReader: Sendable {
    let client: any OpenAIClient
    let adapter: any DefinitionAdapter
    let ownership: Ownership
    let concurrency: Int

    /// What is there, by the address that it is to have.
    ///
    /// - Parameter members: of a store, as plans read them.
    /// - Throws: ``DeploymentError/Code/nothingToAdopt`` for ids that are not there.
    func looks(
        at needs: Matching.Needs,
        members: @Sendable (LiveVectorStore) async throws(APIError) -> [LiveMember]?
    ) async throws -> [ResourceAddress: AdoptionLook] {
        var looks: [ResourceAddress: AdoptionLook] = [:]
        var missing: [String] = []
        for (address, adoption) in needs.adoptions.sorted(by: { $0.key < $1.key }) {
            let look =
                if case .assistant(let key) = address.resource {
                    try await adapter.adoptable(adoption.id, as: key)
                } else {
                    try await store(adoption.id, as: address.owner, needs, members: members)
                }
            looks[address] = look
            guard look == nil else { continue }
            missing.append(
                "\(adoption.location): \(address) is to adopt \(adoption.id), which is not on the account: correct the "
                    + "id, or remove `adopt` to make something new"
            )
        }
        guard missing.isEmpty else {
            throw DeploymentError(.nothingToAdopt, .failedNothingChanged, missing.joined(separator: "\n"))
        }
        return looks
    }

    /// Nil for one that is gone.
    private func store(
        _ id: String,
        as key: String,
        _ needs: Matching.Needs,
        members: @Sendable (LiveVectorStore) async throws(APIError) -> [LiveMember]?
    ) async throws(APIError) -> AdoptionLook? {
        let found = try await nilIfGone { () async throws(APIError) in try await client.retrieveVectorStore(id) }
        guard let found else { return nil }
        if var own = LiveVectorStore(found, ownership: ownership), own.key == key {
            // Lists that go back to the last release only do not show it before the next.
            guard let listed = try await members(own) else { return nil }
            own.members = listed
            if own.isBeingAdopted {
                let others = try await others(of: id, needs)
                own.members = try await looking(into: own, listed, names: needs.adoptedNames, others)
            }
            return .ownStore(own)
        }
        if let owner = found.metadata.manager { return .managed(by: owner) }
        let others = try await others(of: id, needs)
        guard others.users.isEmpty else { return .usedOutside(by: others.users) }
        guard var store = LiveVectorStore(adopting: found, as: key), let listed = try await members(store) else {
            return nil
        }
        store.members = try await looking(into: store, listed, names: needs.adoptedNames, others)
        return .vectorStore(store)
    }

    /// What else has to do with a store. Assistants that are adopted with it are none of the others: a plan that takes a
    /// store takes these too.
    func others(of storeID: String, _ needs: Matching.Needs) async throws(APIError) -> OtherUses {
        try await OtherUses(
            of: storeID,
            besides: Set(needs.adoptions.values.map(\.id)),
            ownership,
            client: client,
            concurrency: concurrency
        )
    }

    /// The members with what is known of their files. Attributes of ours prove nothing while a store is being adopted: they
    /// may be from before, as `forget` leaves them.
    ///
    /// - Parameter names: those of which the content counts.
    func looking(
        into store: LiveVectorStore,
        _ members: [LiveMember],
        names: Set<String>,
        _ others: OtherUses
    ) async throws(APIError) -> [LiveMember] {
        let used = others.fileIDs
        let client = client
        return try await concurrentMap(members, width: concurrency) { member throws(APIError) in
            var member = member
            let file = try await nilIfGone { () async throws(APIError) in
                try await client.retrieveFile(member.fileID)
            }
            guard let file else { return member }
            var digest: String?
            if member.status == .completed, names.contains(file.filename) {
                digest = try await client.comparableText(of: file.id, in: store.id)
            }
            member.look = MemberLook(
                name: file.filename,
                bytes: Int(file.bytes),
                textDigest: digest,
                isUsedElsewhere: used.contains(file.id)
            )
            return member
        }
    }
}

extension Metadata {
    /// Whose marks of this tool an object has, in words; nil for nobody's.
    var manager: String? {
        guard self[Ownership.MetadataKey.managedBy] == Ownership.toolName else { return nil }
        let project = self[Ownership.MetadataKey.project] ?? "another project"
        let environment = self[Ownership.MetadataKey.environment].map { " in \($0)" } ?? ""
        let key = self[Ownership.MetadataKey.key].map { " (\($0))" } ?? ""
        return project + environment + key
    }
}

extension OpenAIClient {
    /// What the server read from a member; nil where the host does not tell.
    fileprivate func comparableText(of fileID: String, in storeID: String) async throws(APIError) -> String? {
        do throws(APIError) {
            let content = try await vectorStoreFileContent(fileID, in: storeID)
            guard content.isWhole else { return nil }
            return content.texts.isEmpty ? nil : ComparableText.digest(of: content.texts.joined())
        } catch {
            let isUntold: [APIError.Code] = [.notFound, .notServed, .invalidRequest, .forbidden, .decoding, .notJSON]
            guard isUntold.contains(error.code) else { throw error }
            return nil
        }
    }
}

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

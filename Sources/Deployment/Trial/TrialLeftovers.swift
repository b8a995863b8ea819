import AssistantModel
import OpenAIAPI

/// What a check that was killed left on the account: its stores with their files, and its assistants.
package struct TrialLeftover: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case assistant
        case store = "vector store"
    }

    package var kind: Kind
    package var id: String
    package var name: String?
    /// Unix seconds; 0 where the server does not say.
    package var createdAt: Int
    /// The files of a store that the check attached; sorted.
    package var fileIDs: [String]
    /// Until when a check may be using it, in Unix seconds of the server's time; nil for what may go.
    package var staysUntil: Int?
}

/// Finds and removes what checks left. It is known by its marks: nothing is guessed.
package struct TrialLeftovers: Sendable {
    private let client: any OpenAIClient
    private let ownership: Ownership
    private let account: AccountGuard
    private let unixTime: Int

    /// - Parameters:
    ///   - expectedOrganization: what the environment names; nothing is deleted when answers come from another.
    ///   - unixTime: this machine's time, which counts only where no answer tells the server's.
    package init(
        client: any OpenAIClient,
        ownership: Ownership,
        expectedOrganization: String? = nil,
        unixTime: Int
    ) {
        self.client = client
        self.ownership = ownership
        account = AccountGuard(expectedOrganization: expectedOrganization)
        self.unixTime = unixTime
    }

    /// Oldest first.
    package func find() async throws(DeploymentError) -> [TrialLeftover] {
        do throws(APIError) {
            var found: [TrialLeftover] = []
            for object in try await client.servedAssistants() where TrialMark.isOn(object.metadata, of: ownership) {
                found.append(leftover(.assistant, object.id, object.name, object.createdAt))
            }
            for object in try await client.listVectorStores() where TrialMark.isOn(object.metadata, of: ownership) {
                guard let fileIDs = try await fileIDs(of: object.id) else { continue }
                found.append(leftover(.store, object.id, object.name, object.createdAt, fileIDs))
            }
            return found.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    /// Deletes those that may go, each after it was read again.
    package func remove(_ leftovers: [TrialLeftover]) async throws(DeploymentError) -> [CleanupOutcome] {
        try account.check(client.observed)
        var outcomes: [CleanupOutcome] = []
        for leftover in leftovers where leftover.staysUntil == nil {
            do throws(APIError) {
                outcomes.append(CleanupOutcome(id: leftover.id, result: try await remove(leftover)))
            } catch {
                outcomes.append(CleanupOutcome(id: leftover.id, result: .failed(error.description)))
            }
        }
        return outcomes
    }

    private func remove(_ leftover: TrialLeftover) async throws(APIError) -> CleanupOutcome.Result {
        switch leftover.kind {
        case .assistant:
            let metadata = try await nilIfGone { () async throws(APIError) in
                try await client.retrieveAssistant(leftover.id).metadata
            }
            guard let metadata else { return .alreadyGone }
            guard TrialMark.isOn(metadata, of: ownership) else { return .changed }
            return try await client.deleteAssistant(leftover.id) == .deleted ? .deleted : .alreadyGone
        case .store:
            let metadata = try await nilIfGone { () async throws(APIError) in
                try await client.retrieveVectorStore(leftover.id).metadata
            }
            guard let metadata else { return .alreadyGone }
            guard TrialMark.isOn(metadata, of: ownership) else { return .changed }
            for id in try await fileIDs(of: leftover.id) ?? [] { _ = try await client.deleteFile(id) }
            return try await client.deleteVectorStore(leftover.id) == .deleted ? .deleted : .alreadyGone
        }
    }

    /// Nil for a store that is gone.
    private func fileIDs(of storeID: String) async throws(APIError) -> [String]? {
        try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: storeID) }?
            .filter { $0.attributes[KnowledgeFile.sha256Attribute] == .string(TrialMark.fileMark) }
            .map(\.id)
            .sorted()
    }

    private func leftover(
        _ kind: TrialLeftover.Kind,
        _ id: String,
        _ name: String?,
        _ createdAt: Int64,
        _ fileIDs: [String] = []
    ) -> TrialLeftover {
        let now = client.observed.serverTime.map { Int($0) } ?? unixTime
        let end = Int(createdAt + TrialObjects.fileLifetime)
        return TrialLeftover(
            kind: kind,
            id: id,
            name: name,
            createdAt: Int(createdAt),
            fileIDs: fileIDs,
            staysUntil: now < end ? end : nil
        )
    }
}

import AssistantModel
import OpenAIAPI

/// A file object that looks like an upload of this project and that nothing on the account refers to.
package struct UnattachedUpload: Sendable, Hashable {
    package var id: String
    package var name: String
    package var bytes: Int
    /// Unix seconds.
    package var createdAt: Int
    /// The project's files that it may be an upload of; sorted, below `files_root`.
    package var paths: [String]
}

/// How the removal of one upload ended.
package struct CleanupOutcome: Sendable, Hashable {
    package enum Result: Sendable, Hashable {
        case deleted
        case alreadyGone
        /// Something refers to it by now, or it never was a candidate: it was left alone.
        case inUse
        case failed(String)
    }

    package var id: String
    package var result: Result
}

/// Finds uploads that a run which died left unattached. They carry no marks, so nothing is removed that was not
/// named.
package struct Cleanup: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let concurrency: Int

    package init(client: any OpenAIClient, adapter: any DefinitionAdapter, concurrency: Int = 16) {
        self.client = client
        self.adapter = adapter
        self.concurrency = concurrency
    }

    /// Files with the name and size of a file that the project declares, in no vector store of the account and used by
    /// no definition on it. Oldest first. Reads every store of the account.
    package func candidates(
        contents: [String: FileContent]
    ) async throws(DeploymentError) -> [UnattachedUpload] {
        do throws(APIError) {
            let names = UploadNames(contents: contents)
            let uploads = try await client.listFiles(purpose: .assistants).compactMap { file -> UnattachedUpload? in
                let paths = names.paths(of: file)
                guard !paths.isEmpty else { return nil }
                return UnattachedUpload(
                    id: file.id,
                    name: file.filename,
                    bytes: Int(file.bytes),
                    createdAt: Int(file.createdAt),
                    paths: paths
                )
            }
            if uploads.isEmpty { return [] }
            let used = try await usedFileIDs()
            return uploads.filter { !used.contains($0.id) }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    /// Deletes the named uploads that still are candidates, looking again right before.
    package func remove(
        _ ids: [String],
        contents: [String: FileContent]
    ) async throws(DeploymentError) -> [CleanupOutcome] {
        let candidates = Set(try await candidates(contents: contents).map(\.id))
        var outcomes: [CleanupOutcome] = []
        for id in ids {
            guard candidates.contains(id) else {
                outcomes.append(CleanupOutcome(id: id, result: .inUse))
                continue
            }
            do throws(APIError) {
                let result: CleanupOutcome.Result =
                    try await client.deleteFile(id) == .deleted ? .deleted : .alreadyGone
                outcomes.append(CleanupOutcome(id: id, result: result))
            } catch {
                outcomes.append(CleanupOutcome(id: id, result: .failed(error.description)))
            }
        }
        return outcomes
    }

    private func usedFileIDs() async throws(APIError) -> Set<String> {
        let stores = try await client.listVectorStores().map(\.id)
        let client = client
        let members = try await concurrentMap(stores, width: concurrency) { id throws(APIError) in
            try await client.listVectorStoreFiles(in: id).map(\.id)
        }
        return Set(members.flatMap { $0 }).union(try await adapter.fileIDsInUse())
    }
}

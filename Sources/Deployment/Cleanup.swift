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
///
/// Not to be run beside an apply of the same project, in CI least of all: an upload that is on its way into its store
/// is attached to nothing yet, and nothing on the account tells a run that goes on from one that died.
package struct Cleanup: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let account: AccountGuard
    private let leftovers: [ReleaseLeftover]
    private let concurrency: Int

    /// - Parameters:
    ///   - expectedOrganization: what the environment names; nothing is deleted when answers come from another.
    ///   - leftovers: uploads that runs which died had in their journals.
    package init(
        client: any OpenAIClient,
        adapter: any DefinitionAdapter,
        expectedOrganization: String? = nil,
        leftovers: [ReleaseLeftover] = [],
        concurrency: Int = 16
    ) {
        self.client = client
        self.adapter = adapter
        self.leftovers = leftovers
        account = AccountGuard(expectedOrganization: expectedOrganization)
        self.concurrency = concurrency
    }

    /// Files with the name and size of a file that the project declares, or of an upload that a dead run had planned and
    /// made in its time; in no vector store of the account and used by no definition on it. Oldest first. Reads every store of the account.
    ///
    /// - Parameter except: ids of files that are no candidates.
    package func candidates(
        contents: [String: FileContent],
        except: Set<String> = []
    ) async throws(DeploymentError) -> [UnattachedUpload] {
        do {
            let names = UploadNames(contents: contents)
            let uploads = try await client.listFiles(purpose: .assistants).compactMap { file -> UnattachedUpload? in
                let paths = names.paths(of: file)
                let isLeftover = leftovers.contains { $0.isAlike(file) }
                guard !paths.isEmpty || isLeftover, !except.contains(file.id) else { return nil }
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
            throw DeploymentError(of: error, kind: .failedNothingChanged)
        }
    }

    /// Deletes the named uploads that still are candidates, looking again right before.
    package func remove(
        _ ids: [String],
        contents: [String: FileContent]
    ) async throws(DeploymentError) -> [CleanupOutcome] {
        let candidates = Set(try await candidates(contents: contents).map(\.id))
        try account.check(client.observed)
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

    private func usedFileIDs() async throws -> Set<String> {
        // Lists lag (docs/openai-api.md, 4.6, 4.7): they lack stores that are there, and show stores that are gone.
        let stores = Set(try await client.listVectorStores().map(\.id))
            .union(try await adapter.vectorStoreIDsInUse())
        let client = client
        let members = try await concurrentMap(stores.sorted(), width: concurrency) { id throws(APIError) in
            try await nilIfGone { () async throws(APIError) in try await client.listVectorStoreFiles(in: id) } ?? []
        }
        return Set(members.flatMap { $0.map(\.id) }).union(try await adapter.fileIDsInUse())
    }
}

extension ReleaseLeftover {
    /// Whether the file can be that upload: its name, its size, made in the run's time.
    fileprivate func isAlike(_ file: OpenAIFile) -> Bool {
        file.filename == upload.name && Int(file.bytes) == upload.bytes
            && (from...max(from, until)).contains(Int(file.createdAt))
    }
}

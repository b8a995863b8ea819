import AssistantModel
import OpenAIAPI
import Planning

/// Detaches and deletes file objects that the project no longer uses, and deletes those that a stopped run had detached
/// but not deleted.
struct FileRemover: Sendable {
    let client: any OpenAIClient
    /// Files that these keep are not deleted.
    let releases: (any EnvironmentRun)?
    let live: LiveState
    /// Stores that other pipelines fill.
    let externalStoreIDs: [String]
    let state: RunState
    let settings: ApplySettings
    let clock: any RunClock

    /// Takes a file out of a store, and waits until the store does not show it any more: a file object that is deleted
    /// before stays listed in the store (docs/openai-api.md, 7.18).
    ///
    /// - Throws: ``DeploymentError/Code/detachmentTimeout`` when the store shows it longer than
    ///   ``ApplySettings/attachmentGrace``.
    func detach(_ fileID: String, from storeID: String) async throws(DeploymentError) {
        do throws(APIError) {
            guard try await client.deleteVectorStoreFile(fileID, in: storeID) == .deleted else { return }
            let start = clock.now()
            var interval = settings.pollInterval
            while clock.now() - start < settings.attachmentGrace {
                guard try await isMember(fileID, of: storeID) else { return }
                await clock.sleep(for: interval)
                if Task.isCancelled { throw APIError(.cancelled, "cancelled while \(fileID) was detached") }
                interval = min(interval * 3 / 2, settings.maximumPollInterval)
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        throw DeploymentError(
            .detachmentTimeout,
            .partway,
            "\(fileID) was detached, and \(storeID) still shows it: the file itself was kept. Run apply again."
        )
    }

    private func isMember(_ fileID: String, of storeID: String) async throws(APIError) -> Bool {
        try await client.member(fileID, of: storeID) != nil
    }

    /// Deletes a file that nothing of ours refers to any more. One that is gone is a success, and one that another
    /// pipeline took into its store stays: deleting it would take it out of there.
    func delete(_ fileID: String, holderID: String) async throws(APIError) {
        if try await !isInExternalStore(fileID) { _ = try await client.deleteFile(fileID) }
        await forget(fileID, holderID: holderID)
    }

    private func isInExternalStore(_ fileID: String) async throws(APIError) -> Bool {
        for storeID in externalStoreIDs where try await isMember(fileID, of: storeID) { return true }
        return false
    }

    /// The holder's record need not remember the file any more.
    func forget(_ fileID: String, holderID: String) async {
        await state.removed(AppliedRecord.digest(ofRemovedFileID: fileID), holderID: holderID)
    }

    /// Deletes the file objects that a holder's record says were being removed when a run stopped.
    ///
    /// They are found by the digests of their ids; what is still attached is left to the plan.
    func removeLeftovers(of record: AppliedRecord?) async throws(DeploymentError) {
        guard let digests = record?.removing, !digests.isEmpty else { return }
        let attached = Set(live.vectorStores.flatMap { ($0.members ?? []).map(\.fileID) })
            .union(live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) })
        do {
            for file in try await client.listFiles(purpose: .assistants)
            where digests.contains(AppliedRecord.digest(ofRemovedFileID: file.id)) && !attached.contains(file.id) {
                guard await !state.isUploadedHere(file.id) else { continue }
                if let releases, try await releases.keeps(file.id) { continue }
                if try await isInExternalStore(file.id) { continue }
                _ = try await client.deleteFile(file.id)
            }
        } catch {
            throw DeploymentError(of: error, kind: .partway)
        }
    }
}

/// The account's stores before the run, gathered once: their members, as far as those were looked into, and the stores that
/// are none of the project's.
struct KnownStores: Sendable {
    /// Of all members.
    let fileIDs: Set<String>
    /// By the file's id; one that somebody attached by hand has none.
    let paths: [String: String]

    /// The stores that assistants refer to, before the run or after it, and other pipelines fill. Sorted.
    let externalStoreIDs: [String]

    /// - Parameter external: those that assistants are to refer to.
    init(_ live: LiveState, external: Set<String>) {
        let owned = Set(live.vectorStores.map(\.id))
        externalStoreIDs = external.union(live.assistants.flatMap(\.vectorStoreIDs).filter { !owned.contains($0) })
            .sorted()
        let members = live.vectorStores.flatMap { $0.members ?? [] }
        fileIDs = Set(members.map(\.fileID))
        paths = Dictionary(members.compactMap { member in member.path.map { (member.fileID, $0) } }) { first, _ in first
        }
    }
}

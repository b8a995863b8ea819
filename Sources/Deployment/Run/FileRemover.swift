import AssistantModel
import OpenAIAPI
import Planning

/// Deletes file objects that the project no longer uses, and those that a stopped run had detached but not deleted.
struct FileRemover: Sendable {
    let client: any OpenAIClient
    let live: LiveState
    let state: RunState

    /// Deletes a file that nothing of ours refers to any more. One that is gone is a success.
    func delete(_ fileID: String, holderID: String) async throws(APIError) {
        _ = try await client.deleteFile(fileID)
        await state.removed(AppliedRecord.digest(ofRemovedFileID: fileID), holderID: holderID)
    }

    /// Deletes the file objects that a holder's record says were being removed when a run stopped.
    ///
    /// They are found by the digests of their ids; what is still attached is left to the plan.
    func removeLeftovers(of holderID: String, record: AppliedRecord?) async throws(APIError) {
        guard let digests = record?.removing, !digests.isEmpty else { return }
        let attached = Set(live.vectorStores.flatMap { ($0.members ?? []).map(\.fileID) })
            .union(live.assistants.flatMap { $0.codeInterpreterFiles.map(\.id) })
        for file in try await client.listFiles(purpose: .assistants)
        where digests.contains(AppliedRecord.digest(ofRemovedFileID: file.id)) && !attached.contains(file.id) {
            guard await !state.isUploadedHere(file.id) else { continue }
            _ = try await client.deleteFile(file.id)
        }
    }
}

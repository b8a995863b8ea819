import AssistantModel
import OpenAIAPI
import Planning

/// Attaches uploaded files to the store of one knowledge base: whatever is ready goes with one request.
struct KnowledgeAttachment: Sendable {
    let runner: StepRunner

    /// - Parameter items: of one knowledge base, uploaded.
    /// - Returns: an outcome for each, in their order.
    func attach(_ items: [KnowledgeItem]) async -> [StepRunner.Outcome] {
        let state = runner.state
        guard let owner = items.first?.owner, let store = await state.stores[owner],
            let chunking = runner.graph.stores[owner]?.knowledgeBase.chunking
        else { return items.map { _ in .success(nil) } }
        let uploads = await state.uploads
        let attachments = items.map { item in
            // An attachment requires the upload, so there is an id.
            KnowledgeFile.attachment(
                fileID: uploads[item.address] ?? "",
                of: item.file,
                content: item.content,
                chunking: chunking
            )
        }
        do throws(APIError) {
            try await attachTogether(attachments, storeID: store.id)
            return attachments.map { .success($0.fileID) }
        } catch  where error.code == .invalidRequest && attachments.count > 1 {
            // One bad file refuses a whole batch: each on its own, so that only that one fails.
            var outcomes: [StepRunner.Outcome] = []
            for attachment in attachments { outcomes.append(await attachAlone(attachment, storeID: store.id)) }
            return outcomes
        } catch {
            await giveUp(attachments, because: error)
            return attachments.map { _ in .failure(DeploymentError(error, kind: .partway)) }
        }
    }

    private func attachTogether(_ attachments: [VectorStoreAttachment], storeID: String) async throws(APIError) {
        var rest = attachments
        do {
            return try await create(rest, storeID: storeID)
        } catch  where error.mayHaveBeenCarriedOut {
            rest = try await unattached(rest, storeID: storeID)
            if rest.isEmpty { return }
        }
        do {
            try await create(rest, storeID: storeID)
        } catch  where error.mayHaveBeenCarriedOut {
            guard try await unattached(rest, storeID: storeID).isEmpty else { throw error }
        }
    }

    private func create(_ attachments: [VectorStoreAttachment], storeID: String) async throws(APIError) {
        let batch = try await runner.client.createFileBatch(attachments, in: storeID)
        await runner.state.noteAttached(attachments.map(\.fileID), batch: batch)
    }

    /// Looks which of the files are not in the store.
    private func unattached(
        _ attachments: [VectorStoreAttachment],
        storeID: String
    ) async throws(APIError) -> [VectorStoreAttachment] {
        let members = Set(try await runner.client.listVectorStoreFiles(in: storeID).map(\.id))
        await runner.state.noteAttached(attachments.map(\.fileID).filter(members.contains))
        return attachments.filter { !members.contains($0.fileID) }
    }

    private func attachAlone(_ attachment: VectorStoreAttachment, storeID: String) async -> StepRunner.Outcome {
        do throws(APIError) {
            _ = try await lookingBeforeRepeating { () async throws(APIError) in
                try await runner.client.createVectorStoreFile(attachment, in: storeID)
            } orFinding: { () async throws(APIError) -> VectorStoreFileObject? in
                try await runner.client.listVectorStoreFiles(in: storeID).first { $0.id == attachment.fileID }
            }
            await runner.state.noteAttached([attachment.fileID])
            return .success(attachment.fileID)
        } catch {
            await giveUp([attachment], because: error)
            return .failure(DeploymentError(error, kind: .partway))
        }
    }

    /// A file that may be attached after all is not deleted at the end of the run: the next one finds it in its store.
    private func giveUp(_ attachments: [VectorStoreAttachment], because error: APIError) async {
        guard error.mayHaveBeenCarriedOut else { return }
        for attachment in attachments { await runner.state.noteUncertain(attachment.fileID) }
    }
}

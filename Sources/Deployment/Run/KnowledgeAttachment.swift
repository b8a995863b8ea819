import AssistantModel
import OpenAIAPI
import Planning

/// Attaches uploaded files to the store of one knowledge base: whatever is ready goes with one request.
struct KnowledgeAttachment: Sendable {
    let runner: StepRunner

    /// - Parameter items: of one knowledge base, uploaded.
    /// - Returns: an outcome for each, in their order.
    func attach(_ items: [KnowledgeItem]) async -> [StepRunner.Outcome] {
        do throws(DeploymentError) {
            var attachments: [VectorStoreAttachment] = []
            var storeID = ""
            for item in items {
                storeID = try await runner.state.store(ofKnowledge: item.owner).id
                attachments.append(
                    KnowledgeFile.attachment(
                        fileID: try await runner.state.uploadID(at: item.address),
                        of: item.file,
                        content: item.content,
                        chunking: item.chunking
                    )
                )
            }
            return await attach(attachments[...], storeID: storeID)
        } catch {
            return items.map { _ in .failure(error) }
        }
    }

    /// A refused batch is taken apart: a file that the server does not take is found in few requests, and so is the size
    /// that an older server does (docs/openai-api.md, 7.11). Where there are no batches, each file goes on its
    /// own.
    private func attach(
        _ attachments: ArraySlice<VectorStoreAttachment>,
        storeID: String
    ) async -> [StepRunner.Outcome] {
        do throws(APIError) {
            try await attachTogether(Array(attachments), storeID: storeID)
            return attachments.map { .success($0.fileID) }
        } catch  where attachments.count > 1 && error.refusesBatch {
            let size = error.code == .invalidRequest ? (attachments.count + 1) / 2 : 1
            var outcomes: [StepRunner.Outcome] = []
            for start in stride(from: attachments.startIndex, to: attachments.endIndex, by: size) {
                let part = attachments[start..<min(start + size, attachments.endIndex)]
                if runner.interrupt.isRaised {
                    let failure = APIError(.cancelled, "interrupted before it was attached")
                    outcomes += part.map { _ in .failure(DeploymentError(failure, kind: .partway)) }
                } else {
                    outcomes += await attach(part, storeID: storeID)
                }
            }
            return outcomes
        } catch {
            await giveUp(attachments, storeID: storeID, because: error)
            return attachments.map { _ in .failure(DeploymentError(error, kind: .partway)) }
        }
    }

    /// Repeats what may have been carried out only for files that the store does not show. Once: where looking does not
    /// settle it, because lists lag, the next run does.
    ///
    /// - Throws: an error with ``APIError/mayHaveBeenCarriedOut`` as soon as any of the requests may have been.
    private func attachTogether(_ attachments: [VectorStoreAttachment], storeID: String) async throws(APIError) {
        let rest: [VectorStoreAttachment]
        do {
            return try await create(attachments, storeID: storeID)
        } catch  where error.mayHaveBeenCarriedOut {
            rest = try await unattached(attachments, storeID: storeID, after: error)
        }
        if rest.isEmpty { return }
        do {
            try await create(rest, storeID: storeID)
        } catch {
            var failure = error
            // The list may lag behind the first request.
            failure.mayHaveBeenCarriedOut = true
            guard error.mayHaveBeenCarriedOut,
                try await unattached(rest, storeID: storeID, after: error).isEmpty
            else { throw failure }
        }
    }

    private func create(_ attachments: [VectorStoreAttachment], storeID: String) async throws(APIError) {
        if attachments.count == 1 {
            // Every server that has vector stores knows this one.
            _ = try await runner.client.createVectorStoreFile(attachments[0], in: storeID)
            await runner.state.noteAttached([attachments[0].fileID])
        } else {
            let batch = try await runner.client.createFileBatch(attachments, in: storeID)
            await runner.state.noteAttached(attachments.map(\.fileID), batch: batch)
        }
    }

    /// Looks which of the files are not in the store.
    ///
    /// - Parameter lost: the failure of the request that may have attached them. It stays the one that counts when the
    ///   look fails too.
    private func unattached(
        _ attachments: [VectorStoreAttachment],
        storeID: String,
        after lost: APIError
    ) async throws(APIError) -> [VectorStoreAttachment] {
        let members: Set<String>
        do {
            members = Set(try await runner.client.listVectorStoreFiles(in: storeID).map(\.id))
        } catch {
            throw lost
        }
        await runner.state.noteAttached(attachments.map(\.fileID).filter(members.contains))
        return attachments.filter { !members.contains($0.fileID) }
    }

    /// A file that may be attached after all is not deleted at the end of the run: the next one finds it in its store.
    private func giveUp(
        _ attachments: ArraySlice<VectorStoreAttachment>,
        storeID: String,
        because error: APIError
    ) async {
        guard error.mayHaveBeenCarriedOut else { return }
        for attachment in attachments where await runner.state.looseAddress(of: attachment.fileID) != nil {
            await runner.state.noteUncertain(attachment.fileID)
            await runner.state.note(
                "\(attachment.fileID) may or may not be attached to \(storeID): the next apply takes it up if it is, "
                    + "and `assistantctl cleanup` finds it if it is not."
            )
        }
    }
}

extension APIError {
    /// Whether the server refused the batch itself, or does not know batches: 400, 404 and 405.
    fileprivate var refusesBatch: Bool {
        code == .invalidRequest || code == .notFound || code == .notServed
    }
}

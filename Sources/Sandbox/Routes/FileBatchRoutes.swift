import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/vector_stores/{id}/file_batches` (docs/openai-api.md, 7.10 to 7.13).
struct FileBatchRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let batches = group.group("vector_stores/:store/file_batches")
        batches.post(use: create)
        batches.get(":batch", use: read)
        batches.post(":batch/cancel", use: cancel)
        batches.get(":batch/files", use: files)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let body = try await BodyReader.json(request, context, VectorStoreRules.createBatch)
        let attachments = Self.attachments(body)
        let repeated = Dictionary(grouping: attachments, by: \.fileID).values.first { $0.count > 1 }
        if let id = repeated?.first?.fileID {
            throw APIErrorResponse.badRequest("The file '\(id)' is named twice.", parameter: "file_ids")
        }
        let batch = FileBatchRecord(
            id: services.identifier("vsfb_"),
            storeID: store.id,
            createdAt: services.timestamp,
            isCancelled: false
        )
        try await services.database.write { db in try batch.insert(db) }
        do {
            try await Indexer(services: services).attach(
                attachments,
                to: store,
                batchID: batch.id,
                origin: Indexer.Origin(parameter: "file_ids")
            )
        } catch {
            _ = try await services.database.write { db in try batch.delete(db) }
            throw error
        }
        return try await response(batch.id, store)
    }

    /// With `files`, what stands beside it is ignored.
    private static func attachments(_ body: JSONValue) -> [Attachment] {
        if let files = body["files"]?.arrayValue { return files.map(Attachment.init) }
        let chunking = Chunking(body["chunking_strategy"])
        let attributes = Attachment.attributes(body["attributes"])
        return (body["file_ids"]?.strings ?? []).map {
            Attachment(fileID: $0, chunking: chunking, attributes: attributes)
        }
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        return try await response(try context.parameters.require("batch"), store)
    }

    /// What is indexed stays; the rest is cancelled.
    @Sendable private func cancel(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let id = try context.parameters.require("batch")
        let now = services.now
        try await services.database.write { db in
            var batch = try FileBatchRecord.require(id, in: store.id, db)
            let counts = try FileCounts.ofBatch(id, at: now, db)
            guard counts.inProgress > 0 else { return }
            batch.isCancelled = true
            try batch.update(db)
            try db.execute(
                sql: """
                    UPDATE vectorStoreFile SET isCancelled = 1 WHERE storeID = ? AND dueAt > ?
                    AND fileID IN (SELECT fileID FROM fileBatchMember WHERE batchID = ?)
                    """,
                arguments: [store.id, now, id]
            )
        }
        return try await response(id, store)
    }

    @Sendable private func files(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: VectorStoreFileRoutes.terms)
        let status = try VectorStoreFileRoutes.statusFilter(request)
        let store = try await services.store(context)
        let id = try context.parameters.require("batch")
        let now = services.now
        let result = try await services.database.read { db in
            _ = try FileBatchRecord.require(id, in: store.id, db)
            let query = VectorStoreFileRoutes.query(store.id, status: status, now: now)
                .filter(sql: "fileID IN (SELECT fileID FROM fileBatchMember WHERE batchID = ?)", arguments: [id])
            return try Page(query, page, db)
        }
        return JSONResponse(result.json { $0.json(at: now) })
    }

    private func response(_ id: String, _ store: VectorStoreRecord) async throws -> JSONResponse {
        let now = services.now
        return try await services.database.read { db in
            JSONResponse(try FileBatchRecord.require(id, in: store.id, db).json(at: now, db))
        }
    }
}

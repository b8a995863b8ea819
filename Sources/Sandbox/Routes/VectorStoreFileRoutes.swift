import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/vector_stores/{id}/files` (docs/openai-api.md, 7.14 to 7.20).
struct VectorStoreFileRoutes {
    static let terms = PageRequest.Terms(filters: ["filter"])

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let files = group.group("vector_stores/:store/files")
        files.get(use: list)
        files.post(use: attach)
        files.get(":file", use: read)
        files.post(":file", use: update)
        files.delete(":file", use: detach)
        files.get(":file/content", use: content)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let status = try Self.statusFilter(request)
        let storeID = try context.parameters.require("store")
        let (account, now) = (context.account, services.now)
        let result = try await services.database.read { db in
            _ = try VectorStoreRecord.require(storeID, in: account, db)
            return try Page(Self.query(storeID, status: status, now: now), page, db)
        }
        return JSONResponse(result.json { $0.json(at: now) })
    }

    static func query(_ storeID: String, status: String?, now: Double) -> QueryInterfaceRequest<VectorStoreFileRecord> {
        let all = VectorStoreFileRecord.filter(Column("storeID") == storeID)
        guard let status else { return all }
        return all.filter(sql: "\(VectorStoreFileRecord.statusSQL) = ?", arguments: [now, status])
    }

    static func statusFilter(_ request: Request) throws(APIErrorResponse) -> String? {
        guard let filter = QueryParameters(request)["filter"] else { return nil }
        try RequestChecker.check(
            .string(filter),
            against: .choice(["in_progress", "completed", "failed", "cancelled"]),
            at: "filter"
        )
        return filter
    }

    @Sendable private func attach(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let body = try await BodyReader.json(request, context, VectorStoreRules.attach)
        let attachment = Attachment(body)
        try await Indexer(services: services).attach(
            [attachment],
            to: store,
            origin: Indexer.Origin(parameter: "file_id", missingIsNotFound: true)
        )
        return try await response(store.id, attachment.fileID)
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        return try await response(store.id, try context.parameters.require("file"))
    }

    /// The whole map is replaced.
    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let fileID = try context.parameters.require("file")
        let body = try await BodyReader.json(request, context, VectorStoreRules.updateFile)
        try await services.database.write { db in
            var record = try VectorStoreFileRecord.require(fileID, in: store.id, db)
            record.attributes = Attachment.attributes(body["attributes"])
            try record.update(db)
        }
        return try await response(store.id, fileID)
    }

    /// The file object stays.
    @Sendable private func detach(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let fileID = try context.parameters.require("file")
        _ = try await services.database.write { db in
            try VectorStoreFileRecord.require(fileID, in: store.id, db).delete(db)
        }
        return JSONResponse(["id": .string(fileID), "object": "vector_store.file.deleted", "deleted": true])
    }

    @Sendable private func content(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let store = try await services.store(context)
        let fileID = try context.parameters.require("file")
        let now = services.now
        let text = try await services.database.read { db -> String? in
            let record = try VectorStoreFileRecord.require(fileID, in: store.id, db)
            guard record.status(at: now) == "completed" else {
                throw APIErrorResponse.badRequest(
                    "The file '\(fileID)' has no content: its status is \(record.status(at: now))."
                )
            }
            return try FileText.fetchOne(db, key: fileID)?.text
        }
        return JSONResponse([
            "object": "vector_store.file_content.page", "data": [["type": "text", "text": .string(text ?? "")]],
            "has_more": false, "next_page": .null,
        ])
    }

    private func response(_ storeID: String, _ fileID: String) async throws -> JSONResponse {
        let now = services.now
        return try await services.database.read { db in
            JSONResponse(try VectorStoreFileRecord.require(fileID, in: storeID, db).json(at: now))
        }
    }
}

extension SandboxServices {
    /// The store that the path names.
    func store(_ context: SandboxContext) async throws -> VectorStoreRecord {
        let id = try context.parameters.require("store")
        let account = context.account
        return try await database.read { db in try VectorStoreRecord.require(id, in: account, db) }
    }
}

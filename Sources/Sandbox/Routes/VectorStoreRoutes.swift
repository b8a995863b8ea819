import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/vector_stores` (docs/openai-api.md, 7).
struct VectorStoreRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let stores = group.group("vector_stores")
        stores.get(use: list)
        stores.post(use: create)
        stores.get(":store", use: read)
        stores.post(":store", use: update)
        stores.delete(":store", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context)
        let (account, now) = (context.account, services.now)
        return try await services.database.read { db in
            let result = try Page(VectorStoreRecord.filter(Column("account") == account), page, db)
            return JSONResponse(try result.json { try $0.json(at: now, db) })
        }
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, VectorStoreRules.create)
        if services.faults.has(.needsFileIDs), body["file_ids"]?.arrayValue == nil {
            throw APIErrorResponse.badRequest("Input should be a valid list: 'file_ids'.", parameter: "file_ids")
        }
        let creation = VectorStoreCreation(
            name: body["name"]?.stringValue,
            expiresAfterDays: body["expires_after"]?["days"]?.intValue,
            metadata: body.present("metadata") ?? [:],
            fileIDs: body["file_ids"]?.strings ?? [],
            chunking: Chunking(body["chunking_strategy"])
        )
        let store = try await creation.make(services, account: context.account)
        return try await response(store.id, context)
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        try await response(try context.parameters.require("store"), context)
    }

    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, VectorStoreRules.update)
        let id = try context.parameters.require("store")
        let account = context.account
        try await services.database.write { db in
            var store = try VectorStoreRecord.require(id, in: account, db)
            if let name = body["name"] { store.name = name.stringValue }
            if let expiration = body["expires_after"] { store.expiresAfterDays = expiration["days"]?.intValue }
            if let metadata = body["metadata"] { store.metadata = metadata == .null ? [:] : metadata }
            try store.update(db)
        }
        return try await response(id, context)
    }

    /// The files stay on the account.
    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let id = try context.parameters.require("store")
        let account = context.account
        _ = try await services.database.write { db in
            try VectorStoreRecord.require(id, in: account, db).delete(db)
        }
        return JSONResponse(["id": .string(id), "object": "vector_store.deleted", "deleted": true])
    }

    private func response(_ id: String, _ context: SandboxContext) async throws -> JSONResponse {
        let (account, now) = (context.account, services.now)
        return try await services.database.read { db in
            JSONResponse(try VectorStoreRecord.require(id, in: account, db).json(at: now, db))
        }
    }
}

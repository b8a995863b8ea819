import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/threads` (docs/openai-api.md, 10).
struct ThreadRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let threads = group.group("threads")
        threads.post(use: create)
        threads.get(":thread") { _, context in JSONResponse(try await services.thread(context).json) }
        threads.post(":thread", use: update)
        threads.delete(":thread", use: delete)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ThreadRules.create, isOptional: true)
        let thread = try await ThreadCreation(services: services, account: context.account).make(body)
        return JSONResponse(thread.json)
    }

    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ThreadRules.update)
        var thread = try await services.thread(context)
        if let metadata = body["metadata"] { thread.metadata = AssistantEcho.metadata(metadata) }
        if body["tool_resources"] != nil {
            thread.toolResources = try await ToolResources(services: services, account: context.account)
                .resolve(body.present("tool_resources"), tools: nil)
        }
        let updated = thread
        try await services.database.write { db in try updated.update(db) }
        return JSONResponse(updated.json)
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let thread = try await services.thread(context)
        _ = try await services.database.write { db in try thread.delete(db) }
        return JSONResponse(["id": .string(thread.id), "object": "thread.deleted", "deleted": true])
    }
}

extension SandboxServices {
    /// The thread that the path names.
    func thread(_ context: SandboxContext) async throws -> ThreadRecord {
        try await thread(try context.parameters.require("thread"), in: context.account)
    }

    func thread(_ id: String, in account: String) async throws -> ThreadRecord {
        try await database.read { db in try ThreadRecord.require(id, in: account, db) }
    }
}

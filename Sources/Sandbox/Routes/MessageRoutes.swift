import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/threads/{id}/messages` (docs/openai-api.md, 10.15).
struct MessageRoutes {
    private static let terms = PageRequest.Terms(filters: ["run_id"])

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let messages = group.group("threads/:thread/messages")
        messages.get(use: list)
        messages.post(use: create)
        messages.get(":message") { _, context in JSONResponse(try await message(context).body) }
        messages.post(":message", use: update)
        messages.delete(":message", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let runID = QueryParameters(request)["run_id"]
        let thread = try await services.thread(context)
        let result = try await services.database.read { db in
            var query = MessageRecord.filter(Column("threadID") == thread.id)
            if let runID { query = query.filter(Column("runID") == runID) }
            return try Page(query, page, db)
        }
        return JSONResponse(result.json(\.body))
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ThreadRules.message)
        let thread = try await services.thread(context)
        let now = services.timestamp
        let active = try await services.database.read { db in try RunRecord.active(in: thread.id, at: now, db) }
        if let active {
            throw APIErrorResponse.badRequest(
                "Can't add messages to \(thread.id) while a run \(active.id) is active."
            )
        }
        let message = try await ThreadCreation(services: services, account: context.account).add(body, to: thread)
        return JSONResponse(message.body)
    }

    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ThreadRules.updateMetadata)
        var message = try await message(context)
        if let metadata = body["metadata"] {
            message.body = message.body.setting("metadata", to: AssistantEcho.metadata(metadata))
        }
        let updated = message
        try await services.database.write { db in try updated.update(db) }
        return JSONResponse(updated.body)
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let message = try await message(context)
        _ = try await services.database.write { db in try message.delete(db) }
        return JSONResponse(["id": .string(message.id), "object": "thread.message.deleted", "deleted": true])
    }

    private func message(_ context: SandboxContext) async throws -> MessageRecord {
        let thread = try await services.thread(context)
        let id = try context.parameters.require("message")
        return try await services.database.read { db in try MessageRecord.require(id, in: thread.id, db) }
    }
}

import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/conversations` (docs/openai-api.md, 9.19).
struct ConversationRoutes {
    static let items = Rule.array(.checked(.openObject, ResponseItemRules.check), count: 0...20)

    private static let create = Rule.object(
        Rule.Fields([.optional("metadata", .metadata), .optional("items", .nullable(items))])
    )
    private static let update = Rule.object(Rule.Fields([.required("metadata", .metadata)]))

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let conversations = group.group("conversations")
        conversations.post(use: create)
        conversations.get(":conversation") { _, context in
            JSONResponse(try await services.conversation(context).json)
        }
        conversations.post(":conversation", use: update)
        conversations.delete(":conversation", use: delete)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, Self.create, isOptional: true)
        let items = try ResponseItems(context: [], input: body.present("items"), newIdentifier: services.identifier)
        let conversation = ConversationRecord(
            id: services.identifier("conv_"),
            account: context.account,
            createdAt: services.timestamp,
            metadata: AssistantEcho.metadata(body["metadata"]),
            items: .array(items.all)
        )
        return JSONResponse(try await services.database.write { db in try conversation.inserted(db) }.json)
    }

    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, Self.update)
        let id = try await services.conversation(context).id
        let account = context.account
        return try await services.database.write { db in
            var conversation = try ConversationRecord.require(id, in: account, db)
            conversation.metadata = AssistantEcho.metadata(body["metadata"])
            try conversation.update(db)
            return JSONResponse(conversation.json)
        }
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let conversation = try await services.conversation(context)
        _ = try await services.database.write { db in try conversation.delete(db) }
        return JSONResponse(["id": .string(conversation.id), "object": "conversation.deleted", "deleted": true])
    }
}

extension SandboxServices {
    /// The conversation that the path names.
    func conversation(_ context: SandboxContext) async throws -> ConversationRecord {
        let id = try context.parameters.require("conversation")
        let account = context.account
        let record = try await database.read { db in try ConversationRecord.find(id, in: account, db) }
        guard let record else { throw ConversationRecord.missing(id) }
        return record
    }
}

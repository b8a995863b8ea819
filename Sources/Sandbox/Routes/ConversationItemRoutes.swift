import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/conversations/{id}/items` (docs/openai-api.md, 9.19).
struct ConversationItemRoutes {
    private static let terms = PageRequest.Terms(hasBefore: false, filters: ["include[]", "include"])
    private static let create = Rule.object(Rule.Fields([.required("items", ConversationRoutes.items)]))

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let items = group.group("conversations/:conversation/items")
        items.get(use: list)
        items.post(use: create)
        items.get(":item", use: read)
        items.delete(":item", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let include = try ResponseInclude(QueryParameters(request))
        let items = try await services.conversation(context).items.arrayValue ?? []
        return JSONResponse(try ItemPage.json(items, page, include.item))
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, Self.create)
        let include = try ResponseInclude(QueryParameters(request))
        let (id, account) = (try await services.conversation(context).id, context.account)
        let identifier = services.identifier
        let added = try await services.database.write { db in
            var conversation = try ConversationRecord.require(id, in: account, db)
            let items = try ResponseItems(
                context: conversation.items.arrayValue ?? [],
                input: body["items"],
                newIdentifier: identifier
            )
            conversation.items = .array(items.all)
            try conversation.update(db)
            return items.own
        }
        let page = PageRequest(limit: max(1, added.count), isAscending: true)
        return JSONResponse(try ItemPage.json(added, page, include.item))
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let include = try ResponseInclude(QueryParameters(request))
        let conversation = try await services.conversation(context)
        let id = try context.parameters.require("item")
        return JSONResponse(include.item(try Self.require(id, in: conversation)))
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let (conversationID, account) = (try await services.conversation(context).id, context.account)
        let id = try context.parameters.require("item")
        return try await services.database.write { db in
            var conversation = try ConversationRecord.require(conversationID, in: account, db)
            _ = try Self.require(id, in: conversation)
            conversation.items = .array((conversation.items.arrayValue ?? []).filter { $0["id"]?.stringValue != id })
            try conversation.update(db)
            return JSONResponse(conversation.json)
        }
    }

    private static func require(_ id: String, in conversation: ConversationRecord) throws(APIErrorResponse) -> JSONValue
    {
        guard let item = conversation.items.arrayValue?.first(where: { $0["id"]?.stringValue == id }) else {
            throw APIErrorResponse(
                status: .notFound,
                message: "Item with id '\(id)' not found in conversation '\(conversation.id)'."
            )
        }
        return item
    }
}

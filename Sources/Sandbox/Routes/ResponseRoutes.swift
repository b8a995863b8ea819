import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/responses` (docs/openai-api.md, 9).
struct ResponseRoutes {
    private static let itemTerms = PageRequest.Terms(hasBefore: false, filters: ["include[]", "include"])

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let responses = group.group("responses")
        responses.post(use: create)
        responses.post("input_tokens", use: countTokens)
        responses.get(":id", use: read)
        responses.delete(":id", use: delete)
        responses.post(":id/cancel", use: cancel)
        responses.get(":id/input_items", use: inputItems)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let body = try await BodyReader.json(request, context, ResponseRules.create)
        let include = ResponseInclude(body.present("include")?.strings ?? [])
        let finished = try await ResponseEngine(services: services, account: context.account).respond(body)
        let response = include.response(finished)
        if body["stream"] == true { return ResponseStream(response).response(after: nil, services.configuration) }
        guard body["background"] == true else { return JSONResponse(response).response() }
        // What runs in the background is queued first and finished at the next reading.
        let queued = response.setting("status", to: "queued").setting("output", to: []).setting("usage", to: .null)
            .setting("completed_at", to: .null).setting("incomplete_details", to: .null)
        return JSONResponse(queued).response()
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let query = QueryParameters(request)
        let response = try ResponseInclude(query).response(try await response(context).body)
        guard query["stream"] == "true" else { return JSONResponse(response).response() }
        return ResponseStream(response).response(
            after: query["starting_after"].flatMap { Int($0) },
            services.configuration
        )
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let response = try await response(context)
        _ = try await services.database.write { db in try response.delete(db) }
        return JSONResponse(["id": .string(response.id), "object": "response", "deleted": true])
    }

    /// A response is finished before anybody can cancel it.
    @Sendable private func cancel(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let response = try await response(context)
        guard response.body["background"] == true else {
            throw APIErrorResponse.badRequest("Only responses created with background=true can be cancelled.")
        }
        throw APIErrorResponse.badRequest("Cannot cancel a completed response.")
    }

    @Sendable private func inputItems(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.itemTerms)
        let include = try ResponseInclude(QueryParameters(request))
        let items = try await response(context).input.arrayValue ?? []
        return JSONResponse(try ItemPage.json(items, page, include.item))
    }

    @Sendable private func countTokens(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ResponseRules.countTokens, isOptional: true)
        let (account, now) = (context.account, services.now)
        let earlier = try await services.database.read { db in
            try ResponseTools(body).check(account, at: now, db)
            return try ResponseContext.items(for: body, account, db)
        }
        let items = try ResponseItems(
            context: earlier,
            input: body.present("input"),
            newIdentifier: services.identifier
        )
        return JSONResponse([
            "object": "response.input_tokens", "input_tokens": .integer(TokenEstimate.input(body, items)),
        ])
    }

    private func response(_ context: SandboxContext) async throws -> ResponseRecord {
        let id = try context.parameters.require("id")
        let account = context.account
        let record = try await services.database.read { db in try ResponseRecord.find(id, in: account, db) }
        guard let record else { throw ResponseRecord.missing(id) }
        return record
    }
}

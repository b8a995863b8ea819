import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/assistants` (docs/openai-api.md, 10).
struct AssistantRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let assistants = group.group("assistants")
        assistants.get(use: list)
        assistants.post(use: create)
        assistants.get(":id") { _, context in JSONResponse(try await services.assistant(context, "id").json) }
        assistants.post(":id", use: update)
        assistants.delete(":id", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context)
        let account = context.account
        let result = try await services.database.read { db in
            try Page(AssistantRecord.filter(Column("account") == account), page, db)
        }
        return JSONResponse(result.json(\.json))
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, AssistantRules.create)
        let resources = try await ToolResources(services: services, account: context.account)
            .resolve(body.present("tool_resources"), tools: AssistantEcho.toolTypes(body["tools"]))
        let definition: JSONValue = [
            "name": body["name"] ?? .null, "description": body["description"] ?? .null,
            "model": body["model"] ?? .null, "instructions": body["instructions"] ?? .null,
            "tools": AssistantEcho.tools(body["tools"]), "top_p": AssistantEcho.sampling(body["top_p"]),
            "temperature": AssistantEcho.sampling(body["temperature"]), "tool_resources": resources,
            "metadata": AssistantEcho.metadata(body["metadata"]),
            "response_format": AssistantEcho.responseFormat(body["response_format"]),
        ]
        let record = AssistantRecord(
            id: services.identifier("asst_"),
            account: context.account,
            createdAt: services.timestamp,
            definition: definition
        )
        return JSONResponse(try await services.database.write { db in try record.inserted(db) }.json)
    }

    /// Fields that are not sent stay; of `tool_resources`, a tool's block that is not sent stays too.
    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, AssistantRules.update)
        let current = try await services.assistant(context, "id")
        var definition = current.definition
        for name in ["name", "description", "model", "instructions"] {
            if let value = body[name] { definition = definition.setting(name, to: value) }
        }
        for name in ["temperature", "top_p"] {
            if let value = body[name] { definition = definition.setting(name, to: AssistantEcho.sampling(value)) }
        }
        if let tools = body["tools"] { definition = definition.setting("tools", to: AssistantEcho.tools(tools)) }
        if let metadata = body["metadata"] {
            definition = definition.setting("metadata", to: AssistantEcho.metadata(metadata))
        }
        if let format = body["response_format"] {
            definition = definition.setting("response_format", to: AssistantEcho.responseFormat(format))
        }
        if body["tools"] != nil || body["tool_resources"] != nil {
            let resources = try await resources(body, beside: definition, context.account)
            definition = definition.setting("tool_resources", to: resources)
        }
        var updated = current
        updated.definition = definition
        let stored = updated
        try await services.database.write { db in try stored.update(db) }
        return JSONResponse(stored.json)
    }

    /// What is sent is checked; what is kept goes when its tool does.
    private func resources(_ body: JSONValue, beside definition: JSONValue, _ account: String) async throws -> JSONValue
    {
        let tools = AssistantEcho.toolTypes(definition["tools"])
        let resolver = ToolResources(services: services, account: account)
        if body["tool_resources"] == .null { return try await resolver.resolve(nil, tools: tools) }
        let sent = try await resolver.resolve(body.present("tool_resources"), tools: tools)
        var result: JSONValue = [:]
        for name in ["code_interpreter", "file_search"] where tools.contains(name) {
            let isSent = body.present("tool_resources")?.present(name) != nil
            let kept = isSent ? nil : definition["tool_resources"]?[name]
            if let value = kept ?? sent[name] { result = result.setting(name, to: value) }
        }
        return result
    }

    /// Its stores and files stay.
    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let assistant = try await services.assistant(context, "id")
        _ = try await services.database.write { db in try assistant.delete(db) }
        return JSONResponse(["id": .string(assistant.id), "object": "assistant.deleted", "deleted": true])
    }
}

extension SandboxServices {
    /// The assistant that the path names.
    func assistant(_ context: SandboxContext, _ parameter: String) async throws -> AssistantRecord {
        try await assistant(try context.parameters.require(parameter), in: context.account)
    }

    func assistant(_ id: String, in account: String) async throws -> AssistantRecord {
        try await database.read { db in try AssistantRecord.require(id, in: account, db) }
    }
}

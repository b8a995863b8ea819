import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/containers` (docs/openai-api.md, 9.18, 9.21).
struct ContainerRoutes {
    private static let terms = PageRequest.Terms(hasBefore: false, filters: ["name"])

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let containers = group.group("containers")
        containers.get(use: list)
        containers.post(use: create)
        containers.get(":container", use: read)
        containers.delete(":container", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let name = QueryParameters(request)["name"]
        let (account, now) = (context.account, services.timestamp)
        let result = try await services.database.read { db in
            var query = ContainerRecord.filter(Column("account") == account)
            if let name { query = query.filter(Column("name") == name) }
            return try Page(query, page, db)
        }
        return JSONResponse(result.json { $0.json(at: now) })
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ContainerRules.create)
        let creation = ContainerCreation(services: services, account: context.account)
        let container = try await services.database.write { db in
            for id in (body["skills"]?.arrayValue ?? []).compactMap({ $0["skill_id"]?.stringValue }) {
                _ = try SkillRecord.require(id, in: creation.account, db)
            }
            return try creation.make(body, db)
        }
        return JSONResponse(container.json(at: services.timestamp))
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        JSONResponse(try await services.container(context).json(at: services.timestamp))
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let container = try await services.container(context)
        let files = try await services.database.write { db in
            let files = try ContainerFileRecord.filter(Column("containerID") == container.id).fetchAll(db)
            try container.delete(db)
            return files
        }
        for file in files { try services.contents.remove(file.id) }
        return JSONResponse(["id": .string(container.id), "object": "container.deleted", "deleted": true])
    }
}

extension SandboxServices {
    /// The container that the path names.
    func container(_ context: SandboxContext) async throws -> ContainerRecord {
        let id = try context.parameters.require("container")
        let account = context.account
        let record = try await database.read { db in try ContainerRecord.find(id, in: account, db) }
        guard let record else {
            throw APIErrorResponse(status: .notFound, message: "Container with id '\(id)' not found.")
        }
        return record
    }
}

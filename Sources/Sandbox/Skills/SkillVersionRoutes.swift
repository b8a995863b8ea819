import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/skills/{id}/versions` (docs/openai-api.md, 8).
struct SkillVersionRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let versions = group.group("skills/:skill/versions")
        versions.get(use: list)
        versions.post(use: create)
        versions.get(":version", use: read)
        versions.delete(":version", use: delete)
        versions.get(":version/content", use: content)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: SkillRoutes.terms)
        let skill = try await services.skill(context)
        let now = services.now
        let result = try await services.database.read { db in
            let visible = SkillVersionRecord.filter(Column("skillID") == skill.id && Column("visibleAt") <= now)
            return try Page(visible, page, db)
        }
        return JSONResponse(result.json(\.json))
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let skill = try await services.skill(context)
        let form = try await SkillForm.read(request, context, allowsDefault: true)
        let account = context.account
        let version = try await SkillPublication(services: services).publish(form) { db in
            try SkillRecord.require(skill.id, in: account, db)
        }
        return JSONResponse(version.json)
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let skill = try await services.skill(context)
        let number = try context.parameters.require("version")
        let now = services.now
        return try await services.database.read { db in
            JSONResponse(try SkillVersionRecord.require(number, of: skill.id, at: now, db).json)
        }
    }

    /// The default one stays, which is why the last one does.
    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let (id, account) = (try context.parameters.require("skill"), context.account)
        let number = try context.parameters.require("version")
        let now = services.now
        let version = try await services.database.write { db in
            let skill = try SkillRecord.require(id, in: account, db)
            let version = try SkillVersionRecord.require(number, of: id, at: now, db)
            guard version.number != skill.defaultNumber else {
                throw APIErrorResponse.badRequest(
                    "Version '\(number)' is the default version of skill '\(id)' and cannot be deleted. Make another "
                        + "version the default first, or delete the skill."
                )
            }
            try version.delete(db)
            return version
        }
        try services.contents.remove(version.id)
        return JSONResponse([
            "object": "skill.version.deleted", "deleted": true, "id": .string(version.id), "version": .string(number),
        ])
    }

    @Sendable private func content(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let skill = try await services.skill(context)
        return try await services.skillArchive(try context.parameters.require("version"), of: skill.id)
    }
}

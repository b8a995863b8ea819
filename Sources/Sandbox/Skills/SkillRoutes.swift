import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/skills` (docs/openai-api.md, 8).
struct SkillRoutes {
    static let terms = PageRequest.Terms(hasBefore: false)
    private static let update = Rule.object(Rule.Fields([.required("default_version", .string(length: 1...64))]))

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let skills = group.group("skills")
        skills.get(use: list)
        skills.post(use: create)
        skills.get(":skill", use: read)
        skills.post(":skill", use: update)
        skills.delete(":skill", use: delete)
        skills.get(":skill/content", use: content)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let account = context.account
        return try await services.database.read { db in
            let result = try Page(SkillRecord.filter(Column("account") == account), page, db)
            return JSONResponse(try result.json { try $0.json(db) })
        }
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let form = try await SkillForm.read(request, context, allowsDefault: false)
        let skill = SkillRecord(
            id: services.identifier("skill_"),
            account: context.account,
            createdAt: services.timestamp,
            defaultNumber: 1,
            lastNumber: 0
        )
        _ = try await SkillPublication(services: services).publish(form) { db in try skill.inserted(db) }
        return try await response(skill.id, context)
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        try await response(try context.parameters.require("skill"), context)
    }

    /// Moves the default.
    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, Self.update)
        let id = try context.parameters.require("skill")
        let (account, now, wanted) = (context.account, services.now, body["default_version"]?.stringValue ?? "")
        try await services.database.write { db in
            var skill = try SkillRecord.require(id, in: account, db)
            do {
                skill.defaultNumber = try SkillVersionRecord.require(wanted, of: id, at: now, db).number
            } catch let error as APIErrorResponse {
                throw APIErrorResponse.badRequest(error.message, parameter: "default_version", code: "invalid_value")
            }
            try skill.update(db)
        }
        return try await response(id, context)
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let skill = try await services.skill(context)
        let versions = try await services.database.write { db in
            let versions = try SkillVersionRecord.filter(Column("skillID") == skill.id).fetchAll(db)
            try skill.delete(db)
            return versions
        }
        for version in versions { try services.contents.remove(version.id) }
        return JSONResponse(["object": "skill.deleted", "deleted": true, "id": .string(skill.id)])
    }

    /// The archive of the default version.
    @Sendable private func content(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let skill = try await services.skill(context)
        return try await services.skillArchive(String(skill.defaultNumber), of: skill.id)
    }

    private func response(_ id: String, _ context: SandboxContext) async throws -> JSONResponse {
        let account = context.account
        return try await services.database.read { db in
            JSONResponse(try SkillRecord.require(id, in: account, db).json(db))
        }
    }
}

extension SandboxServices {
    /// The skill that the path names.
    func skill(_ context: SandboxContext) async throws -> SkillRecord {
        let id = try context.parameters.require("skill")
        let account = context.account
        return try await database.read { db in try SkillRecord.require(id, in: account, db) }
    }

    func skillArchive(_ number: String, of skillID: String) async throws -> Response {
        let now = now
        let version = try await database.read { db in
            try SkillVersionRecord.require(number, of: skillID, at: now, db)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/zip"],
            body: ResponseBody(byteBuffer: try contents.buffer(version.id))
        )
    }
}

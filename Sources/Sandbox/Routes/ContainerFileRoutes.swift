import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/containers/{id}/files` (docs/openai-api.md, 9.18).
struct ContainerFileRoutes {
    private static let terms = PageRequest.Terms(hasBefore: false)

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let files = group.group("containers/:container/files")
        files.get(use: list)
        files.post(use: create)
        files.get(":file", use: read)
        files.delete(":file", use: delete)
        files.get(":file/content", use: content)
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let container = try await services.container(context)
        let result = try await services.database.read { db in
            try Page(ContainerFileRecord.filter(Column("containerID") == container.id), page, db)
        }
        return JSONResponse(result.json(\.json))
    }

    /// Either an upload or a copy of a file of the account.
    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let container = try await services.container(context)
        let creation = ContainerCreation(services: services, account: context.account)
        guard MultipartParser.boundary(in: request.headers[.contentType] ?? "") == nil else {
            return JSONResponse(try await upload(request, context, to: container, creation).json)
        }
        let body = try await BodyReader.json(request, context, ContainerRules.createFile)
        let file = try await services.database.write { db in
            try creation.copy(body["file_id"]?.stringValue ?? "", into: container.id, db)
        }
        return JSONResponse(file.json)
    }

    private func upload(
        _ request: Request,
        _ context: SandboxContext,
        to container: ContainerRecord,
        _ creation: ContainerCreation
    ) async throws -> ContainerFileRecord {
        let id = services.identifier("cfile_")
        let form = try await MultipartForm.read(
            request,
            context,
            fileField: "file",
            to: id,
            in: services.contents,
            maximumBytes: services.configuration.maximumFileBytes
        )
        do {
            if let fileID = form.fields.first(where: { $0.name == "file_id" })?.value, form.file == nil {
                return try await services.database.write { db in try creation.copy(fileID, into: container.id, db) }
            }
            guard let file = form.file else {
                throw APIErrorResponse.missing("file")
            }
            return try await services.database.write { db in
                try creation.add(id, named: file.filename, bytes: file.bytes, to: container.id, db)
            }
        } catch {
            try services.contents.remove(id)
            throw error
        }
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        JSONResponse(try await file(context).json)
    }

    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let file = try await file(context)
        _ = try await services.database.write { db in try file.delete(db) }
        try services.contents.remove(file.id)
        return JSONResponse(["id": .string(file.id), "object": "container.file.deleted", "deleted": true])
    }

    @Sendable private func content(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let file = try await file(context)
        return Response(
            status: .ok,
            headers: [.contentType: "application/octet-stream"],
            body: ResponseBody(byteBuffer: try services.contents.buffer(file.id))
        )
    }

    private func file(_ context: SandboxContext) async throws -> ContainerFileRecord {
        let container = try await services.container(context)
        let id = try context.parameters.require("file")
        return try await services.database.read { db in try ContainerFileRecord.require(id, in: container.id, db) }
    }
}

import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOFoundationCompat
import OrderedJSON

/// `/files` (docs/openai-api.md, 6).
struct FileRoutes {
    private static let purposesWithoutDownload = ["assistants", "user_data", "evals", "fine-tune"]
    private static let terms = PageRequest.Terms(
        defaultLimit: 10_000,
        maximumLimit: 10_000,
        hasBefore: false,
        filters: ["purpose"]
    )

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let files = group.group("files")
        files.post(use: create)
        files.get(use: list)
        files.get(":id") { _, context in JSONResponse(try await file(context).json) }
        files.get(":id/content", use: content)
        files.delete(":id", use: delete)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let id = services.identifier("file-")
        let form = try await MultipartForm.read(
            request,
            context,
            fileField: "file",
            to: id,
            in: services.contents,
            maximumBytes: services.configuration.maximumFileBytes
        )
        do {
            let record = try await store(form, id, context.account)
            return JSONResponse(record.json)
        } catch {
            try services.contents.remove(id)
            throw error
        }
    }

    private func store(_ form: MultipartForm, _ id: String, _ account: String) async throws -> FileRecord {
        let fields = try form.nested()
        try RequestChecker.check(fields, against: FileRules.create)
        guard let file = form.file else {
            throw APIErrorResponse.missing("file")
        }
        let purpose = fields["purpose"]?.stringValue ?? ""
        try FileNames.check(file.filename, purpose: purpose)
        let createdAt = services.timestamp
        let record = FileRecord(
            id: id,
            account: account,
            createdAt: createdAt,
            expiresAt: FileNames.expiry(fields["expires_after"], purpose: purpose, createdAt: createdAt),
            filename: file.filename,
            purpose: purpose,
            bytes: file.bytes
        )
        return try await services.database.write { db in try record.inserted(db) }
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.terms)
        let purpose = QueryParameters(request)["purpose"]
        let (account, now) = (context.account, services.timestamp)
        let result = try await services.database.read { db in
            var query = FileRecord.filter(Column("account") == account)
                .filter(Column("expiresAt") == nil || Column("expiresAt") > now)
            if let purpose { query = query.filter(Column("purpose") == purpose) }
            return try Page(query, page, db)
        }
        return JSONResponse(result.json(\.json))
    }

    private func file(_ context: SandboxContext) async throws -> FileRecord {
        let id = try context.parameters.require("id")
        let account = context.account
        let record = try await services.database.read { db in try FileRecord.find(id, in: account, db) }
        guard let record, record.expiresAt.map({ $0 > services.timestamp }) ?? true else {
            throw FileRecord.missing(id)
        }
        return record
    }

    @Sendable private func content(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let file = try await file(context)
        // Hosts that serve no skills are other people's, which let one download every file.
        let isRefused = !services.configuration.disabled.contains(.skills)
        guard !isRefused || !Self.purposesWithoutDownload.contains(file.purpose) else {
            throw APIErrorResponse.badRequest("Not allowed to download files of purpose: \(file.purpose)")
        }
        let contents = services.contents
        return Response(
            status: .ok,
            headers: [.contentType: "application/octet-stream"],
            body: ResponseBody(contentLength: file.bytes) { writer in
                let pieces = try contents.pieces(of: file.id)
                while let piece = try pieces.next() { try await writer.write(ByteBuffer(data: piece)) }
                try await writer.finish(nil)
            }
        )
    }

    /// Removes the file from every store too.
    @Sendable private func delete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let file = try await file(context)
        _ = try await services.database.write { db in try file.delete(db) }
        try services.contents.remove(file.id)
        return JSONResponse(["object": "file", "id": .string(file.id), "deleted": true])
    }
}

import Crypto
import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/uploads` (docs/openai-api.md, 6.14 to 6.18). There is no way to read an upload (4.8).
struct UploadRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let uploads = group.group("uploads")
        uploads.post(use: create)
        uploads.post(":id/parts", use: addPart)
        uploads.post(":id/complete", use: complete)
        uploads.post(":id/cancel", use: cancel)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, FileRules.createUpload)
        let purpose = body["purpose"]?.stringValue ?? ""
        let filename = body["filename"]?.stringValue ?? ""
        try FileNames.check(filename, purpose: purpose)
        try FileNames.check(mimeType: body["mime_type"]?.stringValue ?? "", purpose: purpose)
        let now = services.timestamp
        let record = UploadRecord(
            id: services.identifier("upload_"),
            account: context.account,
            createdAt: now,
            expiresAt: now + UploadLimits.lifetime,
            filename: filename,
            purpose: purpose,
            bytes: body["bytes"]?.intValue ?? 0,
            fileLifetime: body["expires_after"]?["seconds"]?.intValue,
            status: "pending"
        )
        let stored = try await services.database.write { db in try record.inserted(db) }
        return JSONResponse(stored.json(at: now))
    }

    @Sendable private func addPart(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let upload = try await pendingUpload(context)
        let id = services.identifier("part_")
        let form = try await MultipartForm.read(
            request,
            context,
            fileField: "data",
            to: id,
            in: services.contents,
            maximumBytes: UploadLimits.partBytes
        )
        do {
            let fields = try form.nested()
            try RequestChecker.check(fields, against: .object(Rule.Fields([])))
            guard let data = form.file else {
                throw APIErrorResponse.missing("data")
            }
            let part = UploadPartRecord(
                id: id,
                uploadID: upload.id,
                createdAt: services.timestamp,
                bytes: data.bytes
            )
            try await services.database.write { db in try part.insert(db) }
            return JSONResponse(part.json)
        } catch {
            try services.contents.remove(id)
            throw error
        }
    }

    @Sendable private func complete(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let upload = try await pendingUpload(context)
        let body = try await BodyReader.json(request, context, FileRules.completeUpload)
        let parts = try await parts(of: upload, named: body["part_ids"]?.strings ?? [])
        let total = parts.reduce(0) { $0 + $1.bytes }
        guard total == upload.bytes else {
            throw APIErrorResponse.badRequest(
                "The upload declared \(upload.bytes) bytes, but its parts hold \(total).",
                parameter: "part_ids",
                code: "invalid_value"
            )
        }
        let now = services.timestamp
        let file = FileRecord(
            id: services.identifier("file-"),
            account: upload.account,
            createdAt: now,
            expiresAt: FileNames.expiry(
                upload.fileLifetime.map { ["seconds": .integer($0)] },
                purpose: upload.purpose,
                createdAt: now
            ),
            filename: upload.filename,
            purpose: upload.purpose,
            bytes: total
        )
        do {
            try join(parts, into: file.id, md5: body["md5"]?.stringValue)
            let (stored, completed) = try await services.database.write { db in
                // Somebody else may have completed or cancelled it while the parts were joined.
                var completed = try UploadRecord.require(upload.id, in: upload.account, db)
                try completed.requirePending(at: now)
                completed.status = "completed"
                completed.fileID = file.id
                try completed.update(db)
                return (try file.inserted(db), completed)
            }
            try await discardParts(of: upload)
            return JSONResponse(completed.json(at: now, file: stored))
        } catch {
            try services.contents.remove(file.id)
            throw error
        }
    }

    @Sendable private func cancel(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        var upload = try await pendingUpload(context)
        upload.status = "cancelled"
        let cancelled = upload
        try await services.database.write { db in try cancelled.update(db) }
        try await discardParts(of: cancelled)
        return JSONResponse(cancelled.json(at: services.timestamp))
    }

    private func pendingUpload(_ context: SandboxContext) async throws -> UploadRecord {
        let id = try context.parameters.require("id")
        let account = context.account
        let upload = try await services.database.read { db in try UploadRecord.require(id, in: account, db) }
        try upload.requirePending(at: services.timestamp)
        return upload
    }

    private func parts(of upload: UploadRecord, named ids: [String]) async throws -> [UploadPartRecord] {
        let known = try await services.database.read { db in
            try UploadPartRecord.filter(Column("uploadID") == upload.id).fetchAll(db)
        }
        guard Set(ids).count == ids.count else {
            throw APIErrorResponse.badRequest(
                "Invalid 'part_ids': a part is named twice.",
                parameter: "part_ids",
                code: "invalid_value"
            )
        }
        return try ids.map { id in
            guard let part = known.first(where: { $0.id == id }) else {
                throw APIErrorResponse.badRequest(
                    "Invalid 'part_ids': no part '\(id)' in upload '\(upload.id)'.",
                    parameter: "part_ids",
                    code: "invalid_value"
                )
            }
            return part
        }
    }

    private func join(_ parts: [UploadPartRecord], into fileID: String, md5: String?) throws {
        let writer = try services.contents.writer(fileID)
        var digest = Insecure.MD5()
        for part in parts {
            let pieces = try services.contents.pieces(of: part.id)
            while let piece = try pieces.next() {
                if md5 != nil { digest.update(data: piece) }
                try writer.write(piece)
            }
        }
        try writer.close()
        guard let md5 else { return }
        let actual = digest.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        guard actual == md5.lowercased() else {
            throw APIErrorResponse.badRequest(
                "The MD5 of the uploaded bytes is \(actual), not \(md5).",
                parameter: "md5",
                code: "invalid_value"
            )
        }
    }

    private func discardParts(of upload: UploadRecord) async throws {
        let ids = try await services.database.write { db in
            let parts = UploadPartRecord.filter(Column("uploadID") == upload.id)
            let ids = try parts.fetchAll(db).map(\.id)
            try parts.deleteAll(db)
            return ids
        }
        for id in ids { try services.contents.remove(id) }
    }
}

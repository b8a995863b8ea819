import GRDB
import OrderedJSON

/// An upload in parts (docs/openai-api.md, 6.14).
struct UploadRecord: AccountRecord {
    static let databaseTableName = "upload"
    static let noun = "upload"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var expiresAt: Int
    var filename: String
    var purpose: String
    var bytes: Int
    /// `expires_after.seconds` of the file to be made.
    var fileLifetime: Int?
    /// `pending`, `completed` or `cancelled`; `expired` follows from the time.
    var status: String
    var fileID: String?

    func status(at now: Int) -> String {
        status == "pending" && now >= expiresAt ? "expired" : status
    }

    func requirePending(at now: Int) throws(APIErrorResponse) {
        let status = status(at: now)
        guard status == "pending" else {
            throw .badRequest("Upload '\(id)' is \(status) and cannot be changed any more.")
        }
    }

    func json(at now: Int, file: FileRecord? = nil) -> JSONValue {
        [
            "id": .string(id), "object": "upload", "bytes": .integer(bytes), "created_at": .integer(createdAt),
            "filename": .string(filename), "purpose": .string(purpose), "status": .string(status(at: now)),
            "expires_at": .integer(expiresAt), "file": file?.json ?? .null,
        ]
    }
}

struct UploadPartRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "uploadPart"

    var id: String
    var uploadID: String
    var createdAt: Int
    var bytes: Int

    var json: JSONValue {
        [
            "id": .string(id), "object": "upload.part", "created_at": .integer(createdAt),
            "upload_id": .string(uploadID),
        ]
    }
}

import GRDB
import HTTPTypes
import OrderedJSON

/// A file object (docs/openai-api.md, 6). Its bytes are in the `ContentStore`.
struct FileRecord: AccountRecord {
    static let databaseTableName = "file"
    static let noun = "file"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var expiresAt: Int?
    var filename: String
    var purpose: String
    var bytes: Int

    var json: JSONValue {
        [
            "object": "file", "id": .string(id), "purpose": .string(purpose), "filename": .string(filename),
            "bytes": .integer(bytes), "created_at": .integer(createdAt), "expires_at": JSONValue(expiresAt),
            "status": "processed", "status_details": .null,
        ]
    }

    /// The wording of the files endpoints, which differs from that of other resources.
    static func missing(_ id: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: "No such File object: \(id)", parameter: "id")
    }
}

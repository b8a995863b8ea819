import GRDB
import OrderedJSON

struct ThreadRecord: AccountRecord {
    static let databaseTableName = "thread"
    static let noun = "thread"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var toolResources: JSONValue
    var metadata: JSONValue

    var json: JSONValue {
        [
            "id": .string(id), "object": "thread", "created_at": .integer(createdAt), "metadata": metadata,
            "tool_resources": toolResources,
        ]
    }
}

/// A message: the body is the object as the API shows it.
struct MessageRecord: ListedRecord {
    static let databaseTableName = "message"

    var sequence: Int64?
    var id: String
    var threadID: String
    var runID: String?
    var createdAt: Int
    var body: JSONValue

    /// The text parts, joined by a line break.
    var text: String {
        (body["content"]?.arrayValue ?? []).compactMap { $0["text"]?["value"]?.stringValue }.joined(separator: "\n")
    }

    static func require(_ id: String, in threadID: String, _ db: Database) throws -> MessageRecord {
        guard let record = try filter(Column("threadID") == threadID && Column("id") == id).fetchOne(db) else {
            throw APIErrorResponse.notFound("message", id)
        }
        return record
    }
}

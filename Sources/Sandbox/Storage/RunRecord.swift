import GRDB
import OrderedJSON

/// A run: the body is the object as the API shows it, but for an expiry that nobody wrote down yet.
struct RunRecord: ListedRecord {
    static let databaseTableName = "run"
    /// Seconds until a run that waits for tool outputs expires (docs/openai-api.md, 10.16).
    static let lifetime = 600

    var sequence: Int64?
    var id: String
    var threadID: String
    var createdAt: Int
    var expiresAt: Int
    var status: String
    var body: JSONValue

    /// Takes over a run object, and its status with it.
    mutating func take(_ object: JSONValue) {
        body = object
        status = object["status"]?.stringValue ?? status
    }

    func status(at now: Int) -> String {
        status == "requires_action" && now >= expiresAt ? "expired" : status
    }

    func json(at now: Int) -> JSONValue {
        guard status(at: now) != status else { return body }
        return body.setting("status", to: "expired").setting("required_action", to: .null)
    }

    static func require(_ id: String, in threadID: String, _ db: Database) throws -> RunRecord {
        guard let record = try filter(Column("threadID") == threadID && Column("id") == id).fetchOne(db) else {
            throw APIErrorResponse.notFound("run", id)
        }
        return record
    }

    /// The run that keeps a thread locked, if any.
    static func active(in threadID: String, at now: Int, _ db: Database) throws -> RunRecord? {
        try filter(
            Column("threadID") == threadID && Column("status") == "requires_action" && Column("expiresAt") > now
        ).fetchOne(db)
    }
}

struct RunStepRecord: ListedRecord {
    static let databaseTableName = "runStep"

    var sequence: Int64?
    var id: String
    var runID: String
    var createdAt: Int
    var body: JSONValue
}

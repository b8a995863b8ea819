import GRDB
import HTTPTypes
import OrderedJSON

/// A stored response: the object as the API shows it with everything that `include` can ask for, and all items it
/// answered, those of earlier turns first.
struct ResponseRecord: AccountRecord {
    static let databaseTableName = "response"
    static let noun = "response"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var body: JSONValue
    var input: JSONValue

    /// The wording of the responses endpoints.
    static func missing(_ id: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: "Response with id '\(id)' not found.")
    }
}

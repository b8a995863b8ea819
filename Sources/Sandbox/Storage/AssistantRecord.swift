import GRDB
import OrderedJSON

/// An assistant: everything it echoes but id and time is its definition, already filled with the server's defaults.
struct AssistantRecord: AccountRecord {
    static let databaseTableName = "assistant"
    static let noun = "assistant"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var definition: JSONValue

    var json: JSONValue {
        let head: JSONObject = ["id": .string(id), "object": "assistant", "created_at": .integer(createdAt)]
        return .object(head + (definition.objectValue ?? [:]))
    }
}

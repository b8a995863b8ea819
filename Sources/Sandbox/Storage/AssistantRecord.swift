import GRDB

/// An assistant: everything it echoes but id and time is its definition, already filled with the server's defaults.
struct AssistantRecord: AccountRecord {
    static let databaseTableName = "assistant"
    static let noun = "assistant"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var definition: JSON

    var json: JSON {
        .object(
            [
                JSON.Member(name: "id", value: .string(id)),
                JSON.Member(name: "object", value: "assistant"),
                JSON.Member(name: "created_at", value: .integer(createdAt)),
            ] + (definition.members ?? [])
        )
    }
}

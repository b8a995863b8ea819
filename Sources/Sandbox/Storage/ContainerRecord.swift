import GRDB
import OrderedJSON

/// A container (docs/openai-api.md, 9.18, 9.21). The sandbox keeps its files and runs nothing in it.
struct ContainerRecord: AccountRecord {
    static let databaseTableName = "container"
    static let noun = "container"
    static let defaultMinutes = 20

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var lastActiveAt: Int
    var name: String
    var expiresAfterMinutes: Int
    var memoryLimit: String
    var networkPolicy: JSONValue

    func isExpired(at now: Int) -> Bool { (now - lastActiveAt) / 60 >= expiresAfterMinutes }

    func json(at now: Int) -> JSONValue {
        [
            "id": .string(id), "object": "container", "created_at": .integer(createdAt),
            "status": isExpired(at: now) ? "expired" : "running",
            "expires_after": ["anchor": "last_active_at", "minutes": .integer(expiresAfterMinutes)],
            "last_active_at": .integer(lastActiveAt), "memory_limit": .string(memoryLimit),
            "network_policy": networkPolicy, "name": .string(name),
        ]
    }
}

/// A file inside a container; its bytes are in the `ContentStore`.
struct ContainerFileRecord: ListedRecord {
    static let databaseTableName = "containerFile"

    var sequence: Int64?
    var id: String
    var containerID: String
    var createdAt: Int
    var bytes: Int
    var path: String
    /// `user` or `assistant`.
    var source: String

    var json: JSONValue {
        [
            "id": .string(id), "object": "container.file", "created_at": .integer(createdAt),
            "bytes": .integer(bytes), "container_id": .string(containerID), "path": .string(path),
            "source": .string(source),
        ]
    }

    static func require(_ id: String, in containerID: String, _ db: Database) throws -> Self {
        guard let file = try filter(Column("containerID") == containerID && Column("id") == id).fetchOne(db) else {
            throw APIErrorResponse.notFound("container file", id)
        }
        return file
    }
}

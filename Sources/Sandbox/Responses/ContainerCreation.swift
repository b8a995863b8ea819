import GRDB
import OrderedJSON

/// Makes containers, with copies of the files that they begin with.
struct ContainerCreation {
    /// Where files lie inside a container.
    private static let folder = "/mnt/data/"

    let services: SandboxServices
    let account: String

    /// What the tool `code_interpreter` makes for itself when its container is `auto`.
    func automatic(_ options: JSONValue, _ db: Database) throws -> ContainerRecord {
        try make(options.setting("name", to: "auto"), db)
    }

    /// - Parameter body: the checked body of a creation, whose files exist.
    func make(_ body: JSONValue, _ db: Database) throws -> ContainerRecord {
        let now = services.timestamp
        let container = try ContainerRecord(
            id: services.identifier("cntr_"),
            account: account,
            createdAt: now,
            lastActiveAt: now,
            name: body["name"]?.stringValue ?? "",
            expiresAfterMinutes: body["expires_after"]?["minutes"]?.intValue ?? ContainerRecord.defaultMinutes,
            memoryLimit: body.present("memory_limit")?.stringValue ?? "1g",
            networkPolicy: Self.policy(body["network_policy"])
        ).inserted(db)
        for id in body["file_ids"]?.strings ?? [] { _ = try copy(id, into: container.id, db) }
        return container
    }

    /// Secrets are never shown again.
    private static func policy(_ policy: JSONValue?) -> JSONValue {
        guard let domains = policy?["allowed_domains"] else { return ["type": "disabled"] }
        return ["type": "allowlist", "allowed_domains": domains]
    }

    func copy(_ fileID: String, into containerID: String, _ db: Database) throws -> ContainerFileRecord {
        guard let file = try FileRecord.find(fileID, in: account, db) else { throw FileRecord.missing(fileID) }
        let id = services.identifier("cfile_")
        try services.contents.copy(fileID, to: id)
        return try add(id, named: file.filename, bytes: file.bytes, to: containerID, db)
    }

    /// Notes a file whose content is in the store already.
    func add(
        _ id: String,
        named name: String,
        bytes: Int,
        to containerID: String,
        _ db: Database
    ) throws -> ContainerFileRecord {
        try ContainerFileRecord(
            id: id,
            containerID: containerID,
            createdAt: services.timestamp,
            bytes: bytes,
            path: Self.folder + name,
            source: "user"
        ).inserted(db)
    }
}

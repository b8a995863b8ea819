import GRDB
import OrderedJSON

/// The lists that can lag, by their paths: files, stores and their files, skills and their versions, assistants.
enum ListedTable {
    /// The table that the list at this path shows.
    static func ofList(_ segments: [Substring]) -> String? {
        switch segments.dropFirst().map(String.init) {
        case ["files"]: FileRecord.databaseTableName
        case ["vector_stores"]: VectorStoreRecord.databaseTableName
        case ["assistants"]: AssistantRecord.databaseTableName
        case ["skills"]: SkillRecord.databaseTableName
        case let path where path.count == 3 && path[0] == "vector_stores" && path[2] == "files":
            VectorStoreFileRecord.databaseTableName
        case let path where path.count == 5 && path[0] == "vector_stores" && path[4] == "files":
            VectorStoreFileRecord.databaseTableName
        case let path where path.count == 3 && path[0] == "skills" && path[2] == "versions":
            SkillVersionRecord.databaseTableName
        default: nil
        }
    }

    /// The object at a path, as its list shows it, to be remembered when it is deleted.
    static func object(_ request: FaultSubject, at now: Double, _ db: Database) throws -> DepartedObject? {
        let segments = request.segments.dropFirst().map(String.init)
        guard let id = segments.last, ofList(Array(request.segments.dropLast())) != nil else { return nil }
        let account = request.account
        switch segments.dropLast().map(\.self) {
        case ["files"]:
            return try departed(FileRecord.find(id, in: account, db), request, now) { $0.json }
        case ["vector_stores"]:
            return try departed(VectorStoreRecord.find(id, in: account, db), request, now) { try $0.json(at: now, db) }
        case ["assistants"]:
            return try departed(AssistantRecord.find(id, in: account, db), request, now) { $0.json }
        case ["skills"]:
            return try departed(SkillRecord.find(id, in: account, db), request, now) { try $0.json(db) }
        case let path where path[0] == "vector_stores" && path.count == 3:
            return try departed(attached(id, to: path[1], db), request, now) { $0.json(at: now) }
        case let path where path[0] == "skills":
            let version = SkillVersionRecord.filter(Column("skillID") == path[1] && Column("number") == Int(id))
            return try departed(version.fetchOne(db), request, now) { $0.json }
        default: return nil
        }
    }

    /// The places in stores of a file that is about to be deleted.
    static func memberships(of file: FileRecord, at now: Double, _ db: Database) throws -> [DepartedObject] {
        try VectorStoreFileRecord.filter(Column("fileID") == file.id).fetchAll(db).compactMap { record in
            record.sequence.map { sequence in
                DepartedObject(
                    account: file.account,
                    list: "/v1/vector_stores/\(record.storeID)/files",
                    id: file.id,
                    sequence: sequence,
                    json: record.json(at: now),
                    deletedAt: now
                )
            }
        }
    }

    static func attached(_ fileID: String, to store: String, _ db: Database) throws -> VectorStoreFileRecord? {
        try VectorStoreFileRecord.filter(Column("storeID") == store && Column("fileID") == fileID).fetchOne(db)
    }

    /// The highest sequence number ever given in every table.
    static func newest(_ db: Database) throws -> [String: Int64] {
        let rows = try Row.fetchAll(db, sql: "SELECT name, seq FROM sqlite_sequence")
        return Dictionary(rows.map { ($0["name"], $0["seq"]) }, uniquingKeysWith: { first, _ in first })
    }

    private static func departed<Record: ListedRecord>(
        _ record: Record?,
        _ request: FaultSubject,
        _ now: Double,
        _ render: (Record) throws -> JSONValue
    ) rethrows -> DepartedObject? {
        guard let record, let sequence = record.sequence else { return nil }
        let json = try render(record)
        return DepartedObject(
            account: request.account,
            list: "/" + request.segments.dropLast().joined(separator: "/"),
            id: json["id"]?.stringValue ?? "",
            sequence: sequence,
            json: json,
            deletedAt: now
        )
    }
}

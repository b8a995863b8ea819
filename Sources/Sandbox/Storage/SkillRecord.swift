import GRDB
import HTTPTypes
import OrderedJSON

/// A skill. What it is called stands in its default version (docs/openai-api.md, 8.6).
struct SkillRecord: AccountRecord {
    static let databaseTableName = "skill"
    static let noun = "skill"

    var sequence: Int64?
    var id: String
    var account: String
    var createdAt: Int
    var defaultNumber: Int
    /// The highest number ever given, so that none is given twice.
    var lastNumber: Int

    func json(_ db: Database) throws -> JSONValue {
        let versions = SkillVersionRecord.filter(Column("skillID") == id)
        let shown = try versions.filter(Column("number") == defaultNumber).fetchOne(db)
        let latest = try Int.fetchOne(db, versions.select(max(Column("number"))))
        return [
            "id": .string(id), "object": "skill", "name": JSONValue(shown?.name),
            "description": JSONValue(shown?.description), "created_at": .integer(createdAt),
            "default_version": .string(String(defaultNumber)), "latest_version": .string(String(latest ?? lastNumber)),
        ]
    }
}

/// An immutable version of a skill; its zip is in the `ContentStore`.
struct SkillVersionRecord: ListedRecord {
    static let databaseTableName = "skillVersion"

    var sequence: Int64?
    var id: String
    var skillID: String
    var number: Int
    var createdAt: Int
    /// When reading it begins to find it.
    var visibleAt: Double
    var name: String
    var description: String

    var json: JSONValue {
        [
            "object": "skill.version", "id": .string(id), "skill_id": .string(skillID),
            "version": .string(String(number)), "created_at": .integer(createdAt), "name": .string(name),
            "description": .string(description),
        ]
    }

    /// - Parameter text: the number as the request says it.
    static func require(_ text: String, of skillID: String, at now: Double, _ db: Database) throws -> Self {
        let version = try Int(text).flatMap { number in
            try filter(Column("skillID") == skillID && Column("number") == number).fetchOne(db)
        }
        guard let version, version.visibleAt <= now, String(version.number) == text else {
            throw APIErrorResponse(
                status: .notFound,
                message: "No skill version found with version '\(text)' in skill '\(skillID)'."
            )
        }
        return version
    }
}

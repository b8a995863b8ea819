import Archives
import GRDB
import OrderedJSON

@testable import Sandbox

/// A version of a registry on an account.
struct RegistryDocument: Sendable {
    let number: Int
    let isLive: Bool
    let json: JSONValue

    var isRelease: Bool { json["status"]?.stringValue == "complete" }
    /// Whether the sandbox's own competitor published it.
    var isCompetitors: Bool { json["author"]?.stringValue == "another run" }

    /// The versions of every skill on the account, oldest first.
    static func all(_ services: SandboxServices, _ db: Database) throws -> [RegistryDocument] {
        try SkillRecord.order(Column("sequence")).fetchAll(db).flatMap { skill in
            let versions = SkillVersionRecord.filter(Column("skillID") == skill.id).order(Column("number"))
            return try versions.fetchAll(db).map { version in
                RegistryDocument(
                    number: version.number,
                    isLive: version.number == skill.defaultNumber,
                    json: try document(services.contents.read(version.id))
                )
            }
        }
    }

    /// The competitor's releases, and whether each is live or in the history of the live release.
    static func competitors(_ account: SandboxAccount) throws -> [(number: Int, isKnown: Bool)] {
        let services = account.services
        let documents = try services.database.writer.read { try all(services, $0) }
        let live = documents.first(where: \.isLive)
        let history = (live?.json["history"]?.arrayValue ?? []).compactMap { $0["version"]?.intValue }
        return documents.filter { $0.isCompetitors && $0.isRelease }
            .map { ($0.number, $0.isLive || history.contains($0.number)) }
    }

    private static func document(_ archive: [UInt8]) throws -> JSONValue {
        let limit = 1 << 20
        let zip = try ZipArchive(
            archive,
            limits: ZipArchive.Limits(archiveBytes: limit, entries: 10, entryBytes: limit, unpackedBytes: limit)
        )
        guard let entry = zip.entries.first(where: { $0.name.hasSuffix("release.json") }) else { return .null }
        return try JSONValue(parsing: zip.content(of: entry))
    }
}

import Archives
import GRDB
import OrderedJSON

/// Another run of a deployment tool, which publishes to the account's registries between two requests: a new release
/// that becomes live, or a journal that locks. Registries are skills with a `release.json` that holds `project` and
/// `environment`; what it publishes is made from the live release.
struct CompetingRun {
    private static let documentName = "release.json"

    let competitor: Fault.Competitor

    init(_ competitor: Fault.Competitor) {
        self.competitor = competitor
    }

    /// Publishes to the skill that the request names, or to all registries of the account; where there is none, nothing
    /// happens.
    func publish(_ request: FaultSubject, _ services: SandboxServices) async throws {
        let segments = request.segments.map(String.init)
        let named = segments.count > 2 && segments[1] == "skills" ? segments[2] : nil
        let account = request.account
        let live = try await services.database.read { db -> [(SkillRecord, SkillVersionRecord)] in
            let skills = try SkillRecord.filter(Column("account") == account).order(Column("sequence")).fetchAll(db)
            return try skills.filter { named == nil || $0.id == named }.compactMap { skill in
                let versions = SkillVersionRecord.filter(
                    Column("skillID") == skill.id && Column("number") == skill.defaultNumber
                )
                return try versions.fetchOne(db).map { (skill, $0) }
            }
        }
        for (skill, version) in live {
            guard let bundle = try rewritten(try services.contents.read(version.id), over: version, services) else {
                continue
            }
            let isLive = competitor == .release
            _ = try await SkillPublication(services: services).publish(
                SkillForm(bundle: bundle, isDefault: isLive)
            ) { db in
                try SkillRecord.require(skill.id, in: account, db)
            }
        }
    }

    /// Nil for a skill that is no registry.
    private func rewritten(
        _ archive: [UInt8],
        over version: SkillVersionRecord,
        _ services: SandboxServices
    ) throws -> SkillBundle? {
        let zip = try ZipArchive(
            archive,
            limits: ZipArchive.Limits(
                archiveBytes: SkillBundle.maximumBytes,
                entries: SkillBundle.maximumFiles,
                entryBytes: SkillBundle.maximumFileBytes,
                unpackedBytes: SkillBundle.maximumBytes
            )
        )
        var isRegistry = false
        var files: [(path: String, content: [UInt8])] = []
        for entry in zip.entries where !entry.name.hasSuffix("/") {
            var content = try zip.content(of: entry)
            if entry.name.split(separator: "/").last.map(String.init) == Self.documentName,
                let document = try? JSONValue(parsing: content), document["project"]?.stringValue != nil,
                document["environment"]?.stringValue != nil
            {
                isRegistry = true
                content = Array(rewritten(document, over: version, services).text.utf8)
            }
            files.append((entry.name, content))
        }
        return isRegistry ? try SkillBundle(files: files) : nil
    }

    private func rewritten(_ document: JSONValue, over version: SkillVersionRecord, _ services: SandboxServices)
        -> JSONValue
    {
        let origin: [(String, JSONValue)] = [
            ("base", .integer(version.number)), ("run", .string(services.identifier("run-"))),
            ("time", .integer(services.timestamp)), ("author", "another run"), ("host", "the sandbox"),
        ]
        let release = min(document["release"]?.intValue ?? 0, 1 << 53)
        switch competitor {
        case .release:
            // The release before becomes part of the history.
            let summary: JSONValue = [
                "release": .integer(release), "version": .integer(version.number),
                "time": document["time"] ?? .integer(version.createdAt), "author": document["author"] ?? "",
                "changes": document["changes"] ?? [],
            ]
            let history = (release > 0 ? [summary] : []) + (document["history"]?.arrayValue ?? [])
            let changes: [(String, JSONValue)] = [
                ("release", .integer(release + 1)), ("changes", []), ("history", .array(history)),
            ]
            let kept = (document.objectValue ?? [:]).filter { $0.key != "git" && $0.key != "rolled_back_to" }
            return Self.setting(origin + changes, in: .object(kept))
        case .journal(let leaseSeconds):
            let names = ["schema", "managed_by", "project", "environment", "release", "tool_version"]
            let kept = JSONValue.object((document.objectValue ?? [:]).filter { names.contains($0.key) })
            let journal: JSONValue = [
                "changes": [], "lease_end": .integer(services.timestamp + leaseSeconds), "takes_over": [],
                "end": false,
            ]
            let changes: [(String, JSONValue)] = [
                ("status", "applying"), ("release", .integer(release + 1)), ("journal", journal),
            ]
            return Self.setting(origin + changes, in: kept)
        }
    }

    private static func setting(_ members: [(String, JSONValue)], in document: JSONValue) -> JSONValue {
        members.reduce(document) { $0.setting($1.0, to: $1.1) }
    }
}

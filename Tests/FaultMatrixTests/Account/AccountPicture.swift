import AssistantModel
import GRDB
import OrderedJSON

@testable import Sandbox

/// An account as an application sees it, without ids and times: equal for accounts that hold the same. It is read from
/// the sandbox's own tables, because the api shows no content of such files.
struct AccountPicture: Sendable, Equatable {
    var lines: [String]

    private static let looseDocument = "file with a release that no release names"

    init(_ account: SandboxAccount) throws {
        let services = account.services
        let now = account.time.unixSeconds
        lines = try services.database.writer.read { db in
            var names: [String: String] = [:]
            let files = try FileRecord.fetchAll(db)
            for file in files {
                let content = try services.contents.read(file.id)
                names[file.id] = "<\(file.filename) \(ContentDigest.sha256(content).prefix(8))>"
            }
            let stores = try VectorStoreRecord.fetchAll(db)
            for store in stores { names[store.id] = "<store \(Self.key(of: store.metadata) ?? store.id)>" }
            let named = try stores.filter(StoredRegistry.isRegistry).flatMap {
                try StoredRegistry.documentIDs(of: $0, services)
            }
            var lines = files.compactMap { file -> String? in
                guard StoredRegistry.isDocument(file) else { return "file \(names[file.id] ?? "") \(file.purpose)" }
                return named.contains(file.id) ? nil : Self.looseDocument
            }
            for store in stores where !StoredRegistry.isRegistry(store) {
                let members = try VectorStoreFileRecord.filter(Column("storeID") == store.id).fetchAll(db).map {
                    "\(names[$0.fileID] ?? "missing") \(Self.sorted($0.attributes)) \($0.status(at: now)) "
                        + "\($0.chunkTokens)/\($0.overlapTokens)"
                }
                lines.append(
                    "store \(store.name ?? "-") \(store.expiresAfterDays ?? 0) \(Self.sorted(Self.withoutIDDigests(store.metadata))) "
                        + "\(members.sorted())"
                )
            }
            for assistant in try AssistantRecord.fetchAll(db) {
                lines.append("assistant " + Self.text(Self.withoutIDDigests(assistant.definition), names))
            }
            lines += try Self.registry(names, services, db)
            // One that came to be late holds nothing, and goes when something is changed.
            for store in stores where StoredRegistry.hasReleases(store) {
                let live = try StoredRegistry.document(of: store, services)
                lines += ["store with releases"] + Self.release(live, names)
            }
            return lines.sorted()
        }
    }

    /// What is in one of them only, to be read by people.
    func difference(from other: AccountPicture) -> String {
        let (extra, missing) = compared(with: other)
        return (extra.map { "+ \($0)" } + missing.map { "- \($0)" }).joined(separator: "\n    ")
    }

    /// Whether this is the other account, with a copy of some lost upload besides.
    func matches(_ other: AccountPicture, besides lost: LostUploads) -> Bool {
        let (extra, missing) = compared(with: other)
        return missing.isEmpty && Set(extra).count == extra.count
            && extra.allSatisfy { line in
                lost.names.contains { line.hasPrefix("file <\($0) ") }
                    || lost.countsDocuments && line == Self.looseDocument
            }
    }

    private func compared(with other: AccountPicture) -> (extra: [String], missing: [String]) {
        var (extra, missing) = (lines, other.lines)
        for line in lines {
            guard let index = missing.firstIndex(of: line) else { continue }
            missing.remove(at: index)
            if let index = extra.firstIndex(of: line) { extra.remove(at: index) }
        }
        return (extra, missing)
    }

    // MARK: Releases

    /// What is live. Journals are left out: a run that died, and one that gave the lock back, leave some, and a later
    /// run that takes the lock deletes them.
    private static func registry(
        _ names: [String: String],
        _ services: SandboxServices,
        _ db: Database
    ) throws -> [String] {
        try RegistryDocument.all(services, db).flatMap { document -> [String] in
            document.isLive ? release(document.json, names) : []
        }
    }

    private static func release(_ json: JSONValue, _ names: [String: String]) -> [String] {
        ["assistants", "knowledge_bases"].flatMap { part in
            (json[part]?.objectValue ?? [:]).map { member in
                "release \(part) \(member.key) " + text(withoutIDDigests(member.value), names)
            }
        }
    }

    // MARK: Ids and digests

    private static func key(of metadata: JSONValue) -> String? {
        metadata["managed_by"] == nil ? nil : metadata["key"]?.stringValue
    }

    /// Digests of what holds ids differ from account to account.
    private static func withoutIDDigests(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        let kept = members.filter { $0.key != "request" || $0.value.objectValue != nil }
        return .object(
            JSONObject(
                kept.map { member in
                    var value = withoutIDDigests(member.value)
                    if member.key == Ownership.MetadataKey.record, let text = value.stringValue,
                        let record = AppliedRecord(text: text)
                    {
                        let files = record.codeFiles.map { "\($0.path) \($0.content)" }.sorted()
                        value = .string(
                            "\(record.definition?.text ?? "-") \(record.members ?? "-") \(files) \(record.removing)"
                        )
                    }
                    return (member.key, value)
                }
            )
        )
    }

    private static func text(_ value: JSONValue, _ names: [String: String]) -> String {
        names.reduce(sorted(value)) { $0.replacing($1.key, with: $1.value) }
    }

    private static func sorted(_ value: JSONValue) -> String {
        switch value {
        case .object(let members):
            "{" + members.map { "\($0.key): \(sorted($0.value))" }.sorted().joined(separator: ", ") + "}"
        case .array(let values): "[" + values.map(sorted).joined(separator: ", ") + "]"
        default: value.text
        }
    }
}

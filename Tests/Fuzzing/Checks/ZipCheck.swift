import Archives
import Deployment

/// What holds for the reading of every archive: no crash, contents as large as the archive says and within the limits,
/// and what this program writes reads back as it was.
struct ZipCheck {
    private static let limits = ZipArchive.Limits(
        archiveBytes: 1 << 20,
        entries: 64,
        entryBytes: 1 << 20,
        unpackedBytes: 4 << 20
    )

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func violation() -> String? {
        if let broken = archiveViolation() ?? bundleViolation() { return broken }
        return writtenViolation()
    }

    private func archiveViolation() -> String? {
        guard let archive = try? ZipArchive(bytes, limits: Self.limits) else { return nil }
        let entries = archive.entries
        if entries.count > Self.limits.entries { return "\(entries.count) entries" }
        if entries.map(\.size).reduce(0, +) > Self.limits.unpackedBytes { return "more than may be unpacked" }
        for entry in entries {
            guard let content = try? archive.content(of: entry) else { continue }
            if content.count != entry.size { return "\(entry.name) has \(content.count) bytes, not \(entry.size)" }
            if content.count > Self.limits.entryBytes { return "\(entry.name) is over the limit" }
        }
        return nil
    }

    private func bundleViolation() -> String? {
        let first = Result { try SkillBundle(zip: bytes) }
        let second = Result { try SkillBundle(zip: bytes) }
        switch (first, second) {
        case (.success(let bundle), .success(let again)):
            return bundle == again ? DocumentCheck.violation(bundle.document) : "a second reading differs"
        case (.failure(let error), .failure(let again)):
            return "\(error)" == "\(again)" ? nil : "a second reading fails otherwise"
        default: return "read once only"
        }
    }

    /// The input as the content of an entry, so that what lies behind the checksum is reached too.
    private func writtenViolation() -> String? {
        let name = "assistants-velo-production/\(SkillBundle.documentName)"
        let zip = ZipWriter.archive([("SKILL.md", []), (name, bytes)])
        do {
            let archive = try ZipArchive(zip, limits: Self.limits)
            guard let entry = archive.entries.last, entry.name == name else { return "the entry has another name" }
            if try archive.content(of: entry) != bytes { return "what was written reads back otherwise" }
        } catch {
            return bytes.count > Self.limits.entryBytes / 2 ? nil : "what was written cannot be read: \(error)"
        }
        guard let bundle = try? SkillBundle(zip: zip) else { return nil }
        return DocumentCheck.violation(bundle.document)
    }
}

import Archives

/// The files of a skill version, checked as the server checks them (docs/openai-api.md, 8.6 to 8.8).
struct SkillBundle {
    static let maximumFiles = 500
    static let maximumFileBytes = 25 * 1024 * 1024
    static let maximumBytes = 50 * 1024 * 1024
    private static let maximumNameLength = 64
    private static let maximumDescriptionLength = 1024

    let name: String
    let description: String
    /// As it is downloaded: the archive that was uploaded, or one made of the uploaded files.
    let archive: [UInt8]

    init(zip: [UInt8]) throws(APIErrorResponse) {
        guard zip.count <= Self.maximumBytes else {
            throw Self.refused("the bundle exceeds \(Self.maximumBytes) bytes")
        }
        let files: [(path: String, content: [UInt8])]
        do {
            files = try Self.unpacked(zip)
        } catch {
            throw Self.refused("the zip cannot be read: \(error.reason)")
        }
        try self.init(files, archive: zip)
    }

    init(files: [(path: String, content: [UInt8])]) throws(APIErrorResponse) {
        try self.init(files, archive: nil)
    }

    private init(_ files: [(path: String, content: [UInt8])], archive: [UInt8]?) throws(APIErrorResponse) {
        try Self.check(files)
        let matter = try Self.frontMatter(files)
        name = matter["name"] ?? ""
        description = matter["description"] ?? ""
        try Self.check(name: name)
        guard (1...Self.maximumDescriptionLength).contains(description.unicodeScalars.count) else {
            throw Self.refused(
                "SKILL.md must have a 'description' of 1 to \(Self.maximumDescriptionLength) characters in its front "
                    + "matter"
            )
        }
        self.archive = archive ?? ZipWriter.archive(files)
    }

    private static func unpacked(
        _ zip: [UInt8]
    ) throws(ZipError) -> [(path: String, content: [UInt8])] {
        let archive = try ZipArchive(
            zip,
            limits: ZipArchive.Limits(
                archiveBytes: maximumBytes,
                // Folders are entries too; the files among them are counted below.
                entries: 10 * maximumFiles,
                entryBytes: maximumFileBytes,
                unpackedBytes: maximumBytes
            )
        )
        let entries = archive.entries.filter { !$0.name.hasSuffix("/") }
        guard entries.count <= maximumFiles else {
            throw ZipError("it holds more than \(maximumFiles) files")
        }
        var files: [(path: String, content: [UInt8])] = []
        for entry in entries {
            guard entry.size <= maximumFileBytes else {
                throw ZipError("\(entry.name) exceeds \(maximumFileBytes) bytes")
            }
            files.append((entry.name, try archive.content(of: entry)))
        }
        return files
    }

    private static func check(_ files: [(path: String, content: [UInt8])]) throws(APIErrorResponse) {
        guard !files.isEmpty else { throw refused("the bundle has no files") }
        guard files.count <= maximumFiles else { throw refused("the bundle has more than \(maximumFiles) files") }
        var seen: Set<String> = []
        for file in files {
            let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
            guard !file.path.contains("\\"), parts.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." }) else {
                throw refused("'\(file.path)' is not a relative path")
            }
            guard seen.insert(file.path).inserted else { throw refused("'\(file.path)' is there twice") }
            guard file.content.count <= maximumFileBytes else {
                throw refused("'\(file.path)' exceeds \(maximumFileBytes) bytes")
            }
        }
        guard files.reduce(0, { $0 + $1.content.count }) <= maximumBytes else {
            throw refused("the bundle exceeds \(maximumBytes) bytes")
        }
    }

    /// `SKILL.md` stands at the top, or in the one folder that holds everything.
    private static func frontMatter(
        _ files: [(path: String, content: [UInt8])]
    ) throws(APIErrorResponse) -> FrontMatter {
        let folders = Set(files.map { $0.path.contains("/") ? $0.path.prefix { $0 != "/" } + "/" : "" })
        let prefix = folders.count == 1 ? folders.first ?? "" : ""
        guard let manifest = files.first(where: { $0.path == prefix + "SKILL.md" }) else {
            throw refused("the bundle must have one SKILL.md at its root")
        }
        guard let text = String(validating: manifest.content, as: UTF8.self) else {
            throw refused("SKILL.md is not UTF-8")
        }
        do {
            return try FrontMatter(text)
        } catch {
            throw refused("SKILL.md is not valid: \(error.reason)")
        }
    }

    private static func check(name: String) throws(APIErrorResponse) {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard (1...maximumNameLength).contains(name.utf8.count), isAllowed, !name.hasPrefix("-"), !name.hasSuffix("-")
        else {
            throw refused(
                "SKILL.md must have a 'name' of 1 to \(maximumNameLength) lowercase letters, digits and inner hyphens "
                    + "in its front matter"
            )
        }
    }

    private static func refused(_ reason: String) -> APIErrorResponse {
        .badRequest("Invalid skill: \(reason).", parameter: "files", code: "invalid_skill")
    }
}

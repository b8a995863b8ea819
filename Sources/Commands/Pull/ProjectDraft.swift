import Foundation
import LocalFiles
import ManifestLoading

/// A project with changes that nobody has written yet.
struct ProjectDraft {
    let files: LocalProject
    /// Changed texts by their absolute paths.
    private(set) var texts: [String: [UInt8]] = [:]
    /// What the changed files held when they were read for their change, by absolute path.
    private var before: [String: [UInt8]] = [:]

    init(_ files: LocalProject) { self.files = files }

    /// What a file holds in the draft; nil for one that cannot be read. From then on it is that text which a change
    /// was made from: what somebody saves meanwhile is noticed when the files are written.
    mutating func bytes(of path: String, root: String) -> [UInt8]? {
        if let known = texts[path] ?? before[path] { return known }
        before[path] = try? files.contents(of: path, limit: LimitTable.manifestBytes, root: root)
        return before[path]
    }

    /// - Parameter bytes: made from what ``bytes(of:root:)`` answered.
    mutating func replace(_ path: String, with bytes: [UInt8]) { texts[path] = bytes }

    /// What the project would say.
    func load(environment: String) -> LoadResult {
        ManifestLoader(reader: DraftFiles(base: files, texts: texts), today: .current).load(environment: environment)
    }

    /// The files that change; sorted by path.
    func replacements() -> [FileReplacement] {
        texts.sorted { $0.key < $1.key }.compactMap { path, bytes in
            guard let before = before[path], before != bytes else { return nil }
            return FileReplacement(path: path, before: before, after: bytes)
        }
    }
}

/// The files of a project, some of them with other texts.
private struct DraftFiles: ProjectFileReader {
    let base: LocalProject
    let texts: [String: [UInt8]]

    var folder: String { base.folder }
    var repositoryRoot: String? { base.repositoryRoot }

    func shownPath(of path: String) -> String { base.shownPath(of: path) }

    func manifestPaths() throws(ProjectFileError) -> [String] {
        let new = texts.keys.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        return Set(try base.manifestPaths()).union(new).sorted()
    }

    func contents(of path: String, limit: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        if let text = texts[path] { return text }
        return try base.contents(of: path, limit: limit, root: root)
    }

    func head(of path: String, count: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        if let text = texts[path] { return Array(text.prefix(count)) }
        return try base.head(of: path, count: count, root: root)
    }

    func status(of path: String, root: String) throws(ProjectFileError) -> FileStatus {
        guard let text = texts[path] else { return try base.status(of: path, root: root) }
        return FileStatus(bytes: text.count)
    }

    func files(matching pattern: GlobPattern, in folder: String, root: String) throws(ProjectFileError) -> [FoundFile] {
        try base.files(matching: pattern, in: folder, root: root)
    }

    func folderNames(in folder: String, root: String) throws(ProjectFileError) -> [String] {
        try base.folderNames(in: folder, root: root)
    }

    func spelledOnDisk(_ path: String, root: String) -> String? {
        base.spelledOnDisk(path, root: root) ?? (texts[path] == nil ? nil : path)
    }

    func missingParts(of folder: String) -> [MissingPart] { base.missingParts(of: folder) }
}

import ManifestLoading
import Synchronization

/// The project on disk, behind the protocol that manifests are read through.
///
/// Confinement is checked on resolved paths: both the root and the file have their symbolic links followed first.
package struct LocalProject: ProjectFileReader {
    /// Absolute, symbolic links followed.
    package let folder: String
    private let workingFolder: String
    private let confinements = Confinements()
    private let checkout: GitCheckout?

    /// - Parameters:
    ///   - folder: the folder with `project.yaml`, absolute; symbolic links in it are followed here, once.
    ///   - workingFolder: what shown paths are relative to, absolute.
    package init(folder: String, workingFolder: String) {
        self.folder = Self.resolved(ProjectPath.resolve(folder, in: workingFolder))
        self.workingFolder = Self.resolved(ProjectPath.resolve(workingFolder, in: "/"))
        checkout = GitCheckout(holding: self.folder)
    }

    /// Relative to the working folder, unless the absolute path is shorter.
    package func shownPath(of path: String) -> String {
        let parts = ProjectPath.parts(of: path)
        let own = ProjectPath.parts(of: workingFolder)
        let shared = zip(parts, own).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: own.count - shared) + parts[shared...].map(String.init)
        let relative = steps.isEmpty ? "." : steps.joined(separator: "/")
        return relative.utf8.count <= path.utf8.count ? relative : path
    }

    /// Walks the folder. A link to a folder inside it is not entered: what is in there is found by its own name.
    package func manifestPaths() throws(ProjectFileError) -> [String] {
        guard try SystemCalls.attributes(of: folder).isFolder else { throw .notAFile }
        // The pattern is constant and well formed: a failure here would fail every test.
        guard let pattern = try? GlobPattern("**/*.[yY]{[aA],}[mM][lL]") else {
            throw .unreadable("invalid pattern")
        }
        _ = try SystemCalls.entries(of: folder)
        let found = GlobWalk(pattern: pattern, realRoot: folder, folderLinks: .named).files(in: folder)
        return found.flatMap { file in
            file.status == .failure(.notAFile) ? manifests(behind: file.path, pattern) : [file.path]
        }.sorted()
    }

    /// Manifests that a link hides from the walk: those in a folder outside the project's. Other YAML is none of ours.
    private func manifests(behind link: String, _ pattern: GlobPattern) -> [String] {
        guard let target = try? SystemCalls.realPath(link),
            let attributes = try? SystemCalls.attributes(of: target)
        else {
            return [link]
        }
        guard attributes.isFolder else { return [link] }
        guard !ProjectPath.isInside(target, folder) else { return [] }
        let walk = GlobWalk(pattern: pattern, realRoot: target, folderLinks: .named)
        return walk.files(in: target).compactMap { file in
            guard case .success = file.status,
                let bytes = try? contents(of: file.path, limit: LimitTable.manifestBytes, root: target),
                Self.declaresSomething(bytes), let name = ProjectPath.relative(file.path, to: target)
            else { return nil }
            return "\(link)/\(name)"
        }
    }

    private static func declaresSomething(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains { line in
            line.hasPrefix("assistant:") || line.hasPrefix("knowledge_base:")
        }
    }

    /// Follows the names from the root down, each by its canonical equivalence.
    package func spelledOnDisk(_ path: String, root: String) -> String? {
        guard let relative = ProjectPath.relative(path, to: root) else { return nil }
        var found = root
        for part in ProjectPath.parts(of: relative) {
            guard (try? confinements.resolve(found, root: root)) != nil,
                let names = try? SystemCalls.entries(of: found).map(\.name),
                let name = names.first(where: { $0.utf8.elementsEqual(part.utf8) })
                    ?? names.first(where: { $0 == part })
            else { return nil }
            found += "/\(name)"
        }
        return found.utf8.elementsEqual(path.utf8) ? nil : found
    }

    /// Of the checkout that holds the project's folder.
    package var repositoryRoot: String? { checkout?.root }

    /// What git says of the folder, and of folders in it.
    package func missingParts(of folder: String) -> [MissingPart] {
        checkout?.missingParts(of: folder) ?? []
    }

    /// Reads a file that lies below the root, symbolic links followed.
    package func contents(of path: String, limit: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        let file = try confinements.open(path, root: root)
        guard file.attributes.bytes <= limit else { throw .tooLarge(bytes: file.attributes.bytes) }
        // A file that grows while it is read is cut at the limit, and read again by the next run.
        return try file.bytes(at: 0, count: min(limit, file.attributes.bytes))
    }

    /// Reads the start of a file below the root.
    package func head(of path: String, count: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        let file = try confinements.open(path, root: root)
        return try file.bytes(at: 0, count: min(count, file.attributes.bytes))
    }

    /// Looks at a file or folder below the root, symbolic links followed.
    package func status(of path: String, root: String) throws(ProjectFileError) -> FileStatus {
        let (real, attributes) = try confinements.resolve(path, root: root)
        return FileStatus(
            bytes: attributes.bytes,
            isDirectory: attributes.isFolder,
            isRegular: attributes.isFolder || attributes.isRegularFile,
            isReadable: SystemCalls.isReadable(real, attributes)
        )
    }

    /// Walks a folder below the root; links to folders inside the root are entered.
    package func files(
        matching pattern: GlobPattern,
        in folder: String,
        root: String
    ) throws(ProjectFileError) -> [FoundFile] {
        do throws(ProjectFileError) {
            _ = try confinements.resolve(folder, root: root)
        } catch .missing {
            return []
        }
        let walk = GlobWalk(
            pattern: pattern,
            realRoot: try SystemCalls.realPath(root),
            folderLinks: .entered
        )
        return walk.files(in: folder)
    }

    /// Lists one folder; a link counts where what it leads to lies inside the root.
    package func folderNames(in folder: String, root: String) throws(ProjectFileError) -> [String] {
        let real: String
        do throws(ProjectFileError) {
            real = try confinements.resolve(folder, root: root).real
        } catch .missing {
            return []
        }
        return try SystemCalls.entries(of: real).filter { name, kind in
            switch kind {
            case .folder: !name.hasPrefix(".")
            case .link:
                !name.hasPrefix(".")
                    && (try? confinements.resolve("\(folder)/\(name)", root: root))?.attributes.isFolder == true
            case .file, .other: false
            }
        }.map(\.name).sorted()
    }

    /// A folder that is not there keeps its name: what is wrong with it is said when it is read.
    private static func resolved(_ path: String) -> String { (try? SystemCalls.realPath(path)) ?? path }
}

/// The roots that files are confined to: each is resolved once, however many files are read below it.
private final class Confinements: Sendable {
    private let known = Mutex<[String: Confinement]>([:])

    func resolve(
        _ path: String,
        root: String
    ) throws(ProjectFileError) -> (real: String, attributes: SystemCalls.Attributes) {
        try confinement(to: root).resolve(path)
    }

    func open(_ path: String, root: String) throws(ProjectFileError) -> OpenFile {
        try confinement(to: root).open(path)
    }

    private func confinement(to root: String) throws(ProjectFileError) -> Confinement {
        try known.withLock { known throws(ProjectFileError) in
            if let confinement = known[root] { return confinement }
            let confinement = try Confinement(root: root)
            known[root] = confinement
            return confinement
        }
    }
}

import ManifestLoading
import Synchronization

/// Resolves paths and refuses those that lie outside a root, seen through symbolic links.
///
/// Remembers the folders of the last paths, so that many files of one folder cost one look at each, also where several
/// tasks read at a time.
final class Confinement: Sendable {
    private let realRoot: String
    private let folders = Mutex<[Folder]>([])

    /// Few: a folder that is remembered for long may have become a link.
    private static let rememberedFolders = 8

    private struct Folder {
        let path: String
        /// With symbolic links followed.
        let real: String
    }

    init(root: String) throws(ProjectFileError) {
        realRoot = try SystemCalls.realPath(root)
    }

    /// The path with symbolic links followed, and what lies there.
    func resolve(_ path: String) throws(ProjectFileError) -> (real: String, attributes: SystemCalls.Attributes) {
        let candidate = try candidate(for: path)
        if path != "/", let attributes = try SystemCalls.attributesUnlessLink(candidate) {
            return (try confined(candidate), attributes)
        }
        let real = try SystemCalls.realPath(path)
        return (try confined(real), try SystemCalls.attributes(of: real))
    }

    /// Opens the regular file at a path with one look less at the disk than resolving it first takes.
    func open(_ path: String) throws(ProjectFileError) -> OpenFile {
        let candidate = try candidate(for: path)
        if path != "/", ProjectPath.isInside(candidate, realRoot), let file = try OpenFile(unlessLink: candidate) {
            return file
        }
        return try OpenFile(realPath: resolve(path).real)
    }

    /// The path with the symbolic links of its folder followed.
    private func candidate(for path: String) throws(ProjectFileError) -> String {
        let parent = ProjectPath.parent(of: path)
        let realParent = try realFolder(parent)
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return realParent == "/" ? "/\(name)" : "\(realParent)/\(name)"
    }

    private func realFolder(_ path: String) throws(ProjectFileError) -> String {
        let known = folders.withLock { $0.last { $0.path.utf8.elementsEqual(path.utf8) } }
        if let known { return known.real }
        let folder = Folder(path: path, real: try SystemCalls.realPath(path))
        folders.withLock { $0 = $0.suffix(Self.rememberedFolders - 1) + [folder] }
        return folder.real
    }

    private func confined(_ real: String) throws(ProjectFileError) -> String {
        guard ProjectPath.isInside(real, realRoot) else { throw .outside }
        return real
    }
}

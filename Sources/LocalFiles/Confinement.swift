import ManifestLoading

/// Resolves paths and refuses those that lie outside a root, seen through symbolic links.
///
/// Remembers the folder of the last path, so that many files of one folder cost one look at each.
struct Confinement {
    private let realRoot: String
    private var folder: (path: String, real: String)?

    init(root: String) throws(ProjectFileError) {
        realRoot = try SystemCalls.realPath(root)
    }

    /// The path with symbolic links followed, and what lies there.
    mutating func resolve(
        _ path: String
    ) throws(ProjectFileError) -> (real: String, attributes: SystemCalls.Attributes) {
        let candidate = try candidate(for: path)
        if path != "/", let attributes = try SystemCalls.attributesUnlessLink(candidate) {
            return (try confined(candidate), attributes)
        }
        let real = try SystemCalls.realPath(path)
        return (try confined(real), try SystemCalls.attributes(of: real))
    }

    /// Opens the regular file at a path with one look less at the disk than resolving it first takes.
    mutating func open(_ path: String) throws(ProjectFileError) -> OpenFile {
        let candidate = try candidate(for: path)
        if path != "/", ProjectPath.isInside(candidate, realRoot), let file = try OpenFile(unlessLink: candidate) {
            return file
        }
        return try OpenFile(realPath: resolve(path).real)
    }

    /// The path with the symbolic links of its folder followed.
    private mutating func candidate(for path: String) throws(ProjectFileError) -> String {
        let parent = ProjectPath.parent(of: path)
        let realParent: String
        if let folder, folder.path.utf8.elementsEqual(parent.utf8) {
            realParent = folder.real
        } else {
            realParent = try SystemCalls.realPath(parent)
            folder = (parent, realParent)
        }
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return realParent == "/" ? "/\(name)" : "\(realParent)/\(name)"
    }

    private func confined(_ real: String) throws(ProjectFileError) -> String {
        guard ProjectPath.isInside(real, realRoot) else { throw .outside }
        return real
    }
}

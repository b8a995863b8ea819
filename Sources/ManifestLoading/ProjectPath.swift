/// Arithmetic on absolute paths with `/` between their parts. Nothing here looks at a disk.
package enum ProjectPath {
    private static let slash = UInt8(ascii: "/")

    /// The parts between slashes, empty ones left out. Bytes decide: a combining accent behind a slash would make one
    /// `Character` of both.
    package static func parts(of path: String) -> [Substring] {
        path.utf8.split(separator: slash).map { Substring($0) }
    }

    /// Resolves a path that was written in a file of `folder`: `.`, `..` and empty parts go away.
    ///
    /// - Parameter path: relative to `folder`, or absolute.
    package static func resolve(_ path: String, in folder: String) -> String {
        var parts = path.utf8.first == slash ? [] : self.parts(of: folder)
        for part in self.parts(of: path) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder that a file lies in.
    package static func parent(of path: String) -> String {
        guard let end = path.utf8.lastIndex(of: slash), end != path.startIndex else { return "/" }
        return String(path[..<end])
    }

    /// Whether a path is a folder itself or below it.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        let (path, folder) = (path.utf8, folder.utf8)
        if folder.count == 1, folder.first == slash { return true }
        guard path.count >= folder.count, path.starts(with: folder) else { return false }
        return path.count == folder.count || path[path.index(path.startIndex, offsetBy: folder.count)] == slash
    }

    /// The path below a folder without a slash at its start, `.` for the folder itself; nil for a path outside.
    package static func relative(_ path: String, to folder: String) -> String? {
        guard isInside(path, folder) else { return nil }
        if path.utf8.count == folder.utf8.count { return "." }
        return String(Substring(path.utf8.dropFirst(folder == "/" ? 1 : folder.utf8.count + 1)))
    }

    /// The part behind the last dot of the last part, in lower case; empty when there is none.
    package static func lowercasedExtension(of path: String) -> String {
        let name = path.utf8.lastIndex(of: slash).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
        return name[name.utf8.index(after: dot)...].lowercased()
    }
}

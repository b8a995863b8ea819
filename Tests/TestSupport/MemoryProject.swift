import ManifestLoading

/// A project in memory: `/repo/assistants`, seen from `/repo`.
package struct MemoryProject: ProjectFileReader {
    /// What a path holds.
    package enum File: Sendable {
        case text(String)
        case bytes([UInt8])
        /// A file of which only the size matters.
        case size(Int)
        case unreadable
        /// A symbolic link out of the project.
        case escaping
    }

    /// Of the manifests.
    package let folder = "/repo/assistants"
    private var files: [String: File] = [:]

    /// - Parameter files: by path below `/repo`.
    package init(_ files: [String: File]) {
        for (path, file) in files { self.files["/repo/\(path)"] = file }
    }

    package func shownPath(of path: String) -> String {
        ProjectPath.relative(path, to: "/repo") ?? path
    }

    package func manifestPaths() throws(ProjectFileError) -> [String] {
        guard files.keys.contains(where: { $0.hasPrefix(folder + "/") }) else { throw .missing }
        return files.keys.filter { path in
            path.hasPrefix(folder + "/")
                && ["yaml", "yml"].contains(ProjectPath.lowercasedExtension(of: path))
        }.sorted()
    }

    package func contents(of path: String, limit: Int, root: String) throws(ProjectFileError)
        -> [UInt8]
    {
        let status = try status(of: path, root: root)
        guard !status.isDirectory else { throw .notAFile }
        guard status.isReadable else { throw .unreadable("Permission denied") }
        guard status.bytes <= limit else { throw .tooLarge(bytes: status.bytes) }
        switch files[path] {
        case .text(let text): return Array(text.utf8)
        case .bytes(let bytes): return bytes
        default: return []
        }
    }

    package func status(of path: String, root: String) throws(ProjectFileError) -> FileStatus {
        guard let file = files[path] else {
            guard files.keys.contains(where: { $0.hasPrefix(path + "/") }) else { throw .missing }
            return FileStatus(bytes: 0, isDirectory: true)
        }
        guard ProjectPath.isInside(path, root) else { throw .outside }
        switch file {
        case .text(let text): return FileStatus(bytes: text.utf8.count)
        case .bytes(let bytes): return FileStatus(bytes: bytes.count)
        case .size(let bytes): return FileStatus(bytes: bytes)
        case .unreadable: return FileStatus(bytes: 1, isReadable: false)
        case .escaping: throw .outside
        }
    }

    package func files(
        matching pattern: GlobPattern,
        in folder: String,
        root: String
    ) throws(ProjectFileError) -> [FoundFile] {
        files.keys.sorted().compactMap { path in
            guard let relative = ProjectPath.relative(path, to: folder), pattern.matches(relative) else { return nil }
            do throws(ProjectFileError) {
                return FoundFile(path: path, status: .success(try status(of: path, root: root)))
            } catch {
                return FoundFile(path: path, status: .failure(error))
            }
        }
    }

    package func folderNames(in folder: String, root: String) throws(ProjectFileError) -> [String] {
        let names = files.keys.compactMap { path -> String? in
            guard let relative = ProjectPath.relative(path, to: folder) else { return nil }
            let parts = ProjectPath.parts(of: relative)
            return parts.count > 1 ? parts.first.map(String.init) : nil
        }
        return Set(names).filter { !$0.hasPrefix(".") }.sorted()
    }
}

extension MemoryProject.File: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}

import ManifestLoading

/// Finds the files below a folder that match a pattern, and enters only folders in which something can match.
///
/// Symbolic links to folders are followed as long as they stay inside the root and do not lead back to where the walk
/// came from.
struct GlobWalk {
    let pattern: GlobPattern
    /// With its symbolic links followed.
    let realRoot: String
    let folderLinks: FolderLinks

    /// What becomes of links to folders.
    enum FolderLinks {
        case entered
        /// Found as what cannot be read: ``ProjectFileError/notAFile``. So is a link to nothing whose name is that of a
        /// folder, as ``ProjectFileError/missing``.
        case named
    }

    /// How far each alternative of the pattern has been matched.
    private typealias Progress = [GlobPattern.Positions]

    /// Sorted by path.
    func files(in folder: String) -> [FoundFile] {
        guard let real = try? SystemCalls.realPath(folder) else { return [] }
        var found: [FoundFile] = []
        var open: Set<String> = [real]
        let start = Progress(repeating: GlobPattern.start, count: pattern.alternatives.count)
        visit(folder, real: real, start, open: &open, found: &found)
        return found.sorted { $0.path < $1.path }
    }

    /// - Parameter open: the real paths of the folders that the walk is inside of.
    private func visit(
        _ folder: String,
        real: String,
        _ progress: Progress,
        open: inout Set<String>,
        found: inout [FoundFile]
    ) {
        let entries: [(name: String, kind: SystemCalls.EntryKind)]
        do throws(ProjectFileError) {
            entries = try SystemCalls.entries(of: real)
        } catch {
            found.append(FoundFile(path: folder, status: .failure(error)))
            return
        }
        for (name, kind) in entries {
            let next = advance(progress, over: name[...])
            guard next.contains(where: { $0 != 0 }) else { continue }
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            let realPath = real == "/" ? "/\(name)" : "\(real)/\(name)"
            switch kind {
            case .file: if isComplete(next) { found.append(file(path, real: realPath)) }
            case .folder: enter(path, real: realPath, next, open: &open, found: &found)
            case .link: follow(path, real: realPath, next, open: &open, found: &found)
            case .other:
                if isComplete(next) { found.append(FoundFile(path: path, status: .failure(.notAFile))) }
            }
        }
    }

    private func enter(
        _ path: String,
        real: String,
        _ progress: Progress,
        open: inout Set<String>,
        found: inout [FoundFile]
    ) {
        guard canGoOn(progress), open.insert(real).inserted else { return }
        visit(path, real: real, progress, open: &open, found: &found)
        open.remove(real)
    }

    private func follow(
        _ path: String,
        real: String,
        _ progress: Progress,
        open: inout Set<String>,
        found: inout [FoundFile]
    ) {
        let target: String
        let isFolder: Bool
        do throws(ProjectFileError) {
            target = try SystemCalls.realPath(real)
            isFolder = try SystemCalls.attributes(of: target).isFolder
        } catch {
            let mayBeFolder = folderLinks == .named && ProjectPath.lowercasedExtension(of: path).isEmpty
            if isComplete(progress) || mayBeFolder {
                found.append(FoundFile(path: path, status: .failure(error)))
            }
            return
        }
        guard isFolder ? canGoOn(progress) : isComplete(progress) else { return }
        if isFolder, folderLinks == .named {
            found.append(FoundFile(path: path, status: .failure(.notAFile)))
        } else if !ProjectPath.isInside(target, realRoot) {
            found.append(FoundFile(path: path, status: .failure(.outside)))
        } else if isFolder {
            enter(path, real: target, progress, open: &open, found: &found)
        } else {
            found.append(file(path, real: target))
        }
    }

    private func file(_ path: String, real: String) -> FoundFile {
        do throws(ProjectFileError) {
            let attributes = try SystemCalls.attributes(of: real)
            let status = FileStatus(
                bytes: attributes.bytes,
                isRegular: attributes.isRegularFile,
                isReadable: SystemCalls.isReadable(real, attributes)
            )
            return FoundFile(path: path, status: .success(status))
        } catch {
            return FoundFile(path: path, status: .failure(error))
        }
    }

    private func advance(_ progress: Progress, over name: Substring) -> Progress {
        zip(progress, pattern.alternatives).map { positions, parts in
            positions == 0 ? 0 : GlobPattern.advance(positions, over: name, in: parts)
        }
    }

    private func isComplete(_ progress: Progress) -> Bool {
        zip(progress, pattern.alternatives).contains { GlobPattern.isComplete($0, in: $1) }
    }

    /// Whether something below can still match.
    private func canGoOn(_ progress: Progress) -> Bool {
        zip(progress, pattern.alternatives).contains { GlobPattern.canGoOn($0, in: $1) }
    }
}

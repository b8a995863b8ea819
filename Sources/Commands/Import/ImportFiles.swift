import Foundation

/// Writes new files below a folder, all of them or none, and never over one that is there.
struct ImportFiles {
    /// Absolute. Nothing is written outside of it, also through symbolic links.
    let folder: String
    /// What is to be written, by its path relative to the folder.
    let texts: [(path: String, text: String)]

    struct Failure: Error {
        let path: String
        let reason: String
        var isThere = false
    }

    /// - Throws: ``Failure``; nothing was written then.
    func write() throws(Failure) {
        var temporary: [(from: String, to: String)] = []
        var written: [String] = []
        var folders: [String] = []
        func undo() {
            for path in written + temporary.map(\.from) { unlink(path) }
            for folder in folders.reversed() { rmdir(folder) }
        }
        for (relative, text) in texts {
            let path = "\(folder)/\(relative)"
            do throws(Failure) {
                guard Self.staysInside(relative) else { throw Failure(path: path, reason: Self.outside) }
                try makeFolder(of: path, &folders)
                let draft = "\(path).\(getpid()).new"
                temporary.append((draft, path))
                try Self.write(text, to: draft)
            } catch {
                undo()
                throw error
            }
        }
        for (from, to) in temporary {
            // A link, unlike a renaming, takes the place of nothing.
            guard link(from, to) == 0 else {
                let code = errno
                undo()
                throw Failure(path: to, reason: String(cString: strerror(code)), isThere: code == EEXIST)
            }
            written.append(to)
        }
        for (from, _) in temporary { unlink(from) }
    }

    private static let outside = "it lies outside of the project's folder"

    /// Whether a path cannot leave the folder that it is relative to, but through symbolic links.
    private static func staysInside(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
            && !path.utf8.contains(0)
    }

    /// The folder that a path leads to, through symbolic links.
    private static func resolved(_ path: String) throws(Failure) -> String {
        guard let found = realpath(path, nil) else {
            throw Failure(path: path, reason: String(cString: strerror(errno)))
        }
        defer { free(found) }
        return String(cString: found)
    }

    private func makeFolder(of path: String, _ made: inout [String]) throws(Failure) {
        let parent = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let plain = parent.hasSuffix("/") && parent != "/" ? String(parent.dropLast()) : parent
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: plain, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw Failure(path: plain, reason: "it is no folder") }
            let (root, found) = (try Self.resolved(folder), try Self.resolved(plain))
            guard found == root || found.hasPrefix(root == "/" ? root : root + "/") else {
                throw Failure(path: plain, reason: Self.outside)
            }
            return
        }
        try makeFolder(of: plain, &made)
        guard mkdir(plain, 0o777) == 0 else { throw Failure(path: plain, reason: String(cString: strerror(errno))) }
        made.append(plain)
    }

    private static func write(_ text: String, to path: String) throws(Failure) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            throw Failure(path: path, reason: SystemReason.text(of: error))
        }
    }
}

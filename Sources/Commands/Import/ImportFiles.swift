import Foundation

/// Writes new files, all of them or none, and never over one that is there.
struct ImportFiles {
    /// What is to be written, by its path.
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
        for (path, text) in texts {
            do throws(Failure) {
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

    private func makeFolder(of path: String, _ made: inout [String]) throws(Failure) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let plain = folder.hasSuffix("/") && folder != "/" ? String(folder.dropLast()) : folder
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: plain, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw Failure(path: plain, reason: "it is no folder") }
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

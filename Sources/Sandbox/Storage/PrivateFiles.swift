import Foundation

/// Files and folders that only their owner reads and writes, from the moment they are made: the account holds prompts,
/// documents and what people asked.
package enum PrivateFiles {
    /// Makes a folder, and what is missing above it. One that is there already loses the permissions of others, and so
    /// does everything in it.
    package static func makeFolder(_ folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        guard mkdir(folder.path, 0o700) != 0 else { return }
        guard errno == EEXIST else { throw failure(folder.path) }
        guard isOpenToOthers(folder.path) else { return }
        chmod(folder.path, 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            restrict(folder.appendingPathComponent(name).path)
        }
    }

    /// A file for writing, made where it is missing.
    ///
    /// - Parameter keepsContent: of a file that is there.
    static func handle(_ path: String, keepsContent: Bool) throws -> FileHandle {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (keepsContent ? 0 : O_TRUNC)
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Takes the permissions of others from a file. Where it belongs to somebody else, that is theirs to decide.
    static func restrict(_ path: String) {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_mode & 0o077 != 0
        else { return }
        chmod(path, 0o600)
    }

    private static func isOpenToOthers(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & 0o077 != 0
    }

    private static func failure(_ path: String) -> CocoaError {
        let reason = POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        return CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path, NSUnderlyingErrorKey: reason])
    }
}

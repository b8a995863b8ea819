import NIOPosix
import OpenAIAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file on disk, open for reading. Reads run on a thread pool of their own: a slow disk stops no other request.
final class DiskFile: UploadReader {
    /// Why the system refused, in its own words.
    struct SystemError: Error, CustomStringConvertible {
        var description: String

        init(_ description: String) { self.description = description }
        init(errno code: Int32) { description = String(cString: strerror(code)) }
    }

    private let descriptor: Int32
    private let threads: NIOThreadPool

    private init(descriptor: Int32, threads: NIOThreadPool) {
        self.descriptor = descriptor
        self.threads = threads
    }

    deinit {
        close(descriptor)
    }

    /// Opens a file that lies below a folder, whatever links lead to it, and nothing that does not.
    ///
    /// - Throws: ``SystemError`` for what cannot be opened, for a path that leaves the folder, and for everything but
    ///   regular files: a directory, or a pipe that would never end.
    static func open(_ path: String, below root: String, threads: NIOThreadPool = .singleton) async throws -> DiskFile {
        let descriptor = try await threads.runIfActive {
            let descriptor = try opened(path, below: root)
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                let code = errno
                close(descriptor)
                throw SystemError(errno: code)
            }
            guard status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw SystemError("not a regular file")
            }
            return descriptor
        }
        return DiskFile(descriptor: descriptor, threads: threads)
    }

    /// Resolves the path, and then walks down to what it means without following a link: what is made one meanwhile is
    /// refused, not followed.
    private static func opened(_ path: String, below root: String) throws(SystemError) -> Int32 {
        let outside = SystemError("outside of the folder that files are read from")
        guard !path.hasPrefix("/"), !path.utf8.contains(0), !path.split(separator: "/").contains("..") else {
            throw outside
        }
        let realRoot = try parts(ofReal: root)
        let real = try parts(ofReal: "\(root)/\(path)")
        guard real.count > realRoot.count, real.starts(with: realRoot) else { throw outside }
        var folder = openForReading(AT_FDCWD, "/", folderFlags)
        for (index, name) in real.enumerated() {
            guard folder >= 0 else { throw SystemError(errno: errno) }
            // Without O_NONBLOCK the opening of a pipe waits for its writer.
            let flags = index == real.count - 1 ? O_RDONLY | O_NONBLOCK : folderFlags
            let next = openForReading(folder, name, flags | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            close(folder)
            errno = code
            folder = next
        }
        guard folder >= 0 else { throw SystemError(errno: errno) }
        return folder
    }

    /// For folders that are passed through, which need not be readable.
    #if canImport(Darwin)
        private static let folderFlags = O_RDONLY | O_DIRECTORY
    #else
        /// With `O_PATH`, which the module does not show: the same bit on every architecture that Swift has Linux for.
        private static let folderFlags: Int32 = O_DIRECTORY | 0o10000000
    #endif

    /// The names on the way to what a path means, links followed.
    private static func parts(ofReal path: String) throws(SystemError) -> [String] {
        guard let real = realpath(path, nil) else { throw SystemError(errno: errno) }
        defer { free(real) }
        return String(cString: real).split(separator: "/").map(String.init)
    }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        try await threads.runIfActive { [self] in
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: maximumLength) { buffer, count in
                count = 0
                while count < maximumLength {
                    let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    let length = pread(descriptor, room.baseAddress, room.count, off_t(offset) + off_t(count))
                    if length > 0 {
                        count += length
                    } else if length == 0 {
                        break
                    } else if errno != EINTR {
                        failure = errno
                        break
                    }
                }
            }
            guard failure == 0 else { throw SystemError(errno: failure) }
            return bytes
        }
    }
}

/// `openat` under a name that ``DiskFile/open(_:below:threads:)`` does not hide.
private func openForReading(_ folder: Int32, _ name: String, _ flags: Int32) -> Int32 {
    openat(folder, name, flags)
}

extension UploadSource {
    /// A file on disk.
    ///
    /// - Parameters:
    ///   - path: where to read it, relative to `root`.
    ///   - root: the absolute path of the folder that it may not leave.
    ///   - fileName: the name it gets on the account.
    ///   - byteCount: the size that the plan saw.
    ///   - sha256: the hash that the plan saw, lower-case hexadecimal.
    ///   - reportProgress: see ``UploadSource/reportProgress``.
    package static func disk(
        path: String,
        below root: String,
        fileName: String,
        byteCount: Int64,
        mimeType: String,
        sha256: String?,
        reportProgress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) -> UploadSource {
        UploadSource(
            fileName: fileName,
            byteCount: byteCount,
            mimeType: mimeType,
            sha256: sha256,
            open: { try await DiskFile.open(path, below: root) },
            makeHasher: { SHA256Hasher() },
            reportProgress: reportProgress
        )
    }
}

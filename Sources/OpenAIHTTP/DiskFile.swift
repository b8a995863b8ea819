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

    /// - Throws: ``SystemError`` for what cannot be opened and for everything but regular files: a directory, or a pipe
    ///   that would never end.
    static func open(_ path: String, threads: NIOThreadPool = .singleton) async throws -> DiskFile {
        let descriptor = try await threads.runIfActive {
            // Without O_NONBLOCK the opening of a pipe waits for its writer.
            let descriptor = openForReading(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { throw SystemError(errno: errno) }
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

/// `open` under a name that ``DiskFile/open(_:threads:)`` does not hide.
private func openForReading(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags)
}

extension UploadSource {
    /// A file on disk.
    ///
    /// - Parameters:
    ///   - path: where to read it.
    ///   - fileName: the name it gets on the account.
    ///   - byteCount: the size that the plan saw.
    ///   - sha256: the hash that the plan saw, lower-case hexadecimal.
    ///   - reportProgress: see ``UploadSource/reportProgress``.
    package static func disk(
        path: String,
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
            open: { try await DiskFile.open(path) },
            makeHasher: { SHA256Hasher() },
            reportProgress: reportProgress
        )
    }
}

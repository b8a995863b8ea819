#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that gets another text, or is new.
package struct FileReplacement: Equatable, Sendable {
    /// Absolute; a link stays a link, and what it leads to is written.
    package var path: String
    /// What it has to hold until then; nil for a file that is not there yet.
    package var before: [UInt8]?
    package var after: [UInt8]

    /// A file with its bytes before and after.
    package init(path: String, before: [UInt8]?, after: [UInt8]) {
        self.path = path
        self.before = before
        self.after = after
    }
}

/// Why files stay as they were.
package struct FileReplacementError: Error, Equatable, Sendable {
    package var path: String
    /// The end of a sentence that begins with the path.
    package var reason: String
    /// Files that could not be brought back to what they held; nearly always none.
    package var changed: [String] = []
}

extension [FileReplacement] {
    /// Writes all of them or none: each whole into a file beside it first, then by renaming. Permissions stay.
    package func write() throws(FileReplacementError) {
        var staged: [StagedFile] = []
        do throws(FileReplacementError) {
            for replacement in self { staged.append(try StagedFile(replacement)) }
            for index in staged.indices { try staged[index].publish() }
        } catch {
            var error = error
            for file in staged where !file.undo() { error.changed.append(file.replacement.path) }
            throw error
        }
    }
}

/// A file that is written and does not stand in its place yet.
private struct StagedFile {
    let replacement: FileReplacement
    /// The path with every link followed.
    private let path: String
    private let temporary: String
    private let mode: mode_t?
    private var isPublished = false

    init(_ replacement: FileReplacement) throws(FileReplacementError) {
        self.replacement = replacement
        if let before = replacement.before {
            guard let real = realpath(replacement.path, nil) else { throw Self.error(replacement, "is gone") }
            path = String(cString: real)
            free(real)
            var information = stat()
            guard stat(path, &information) == 0 else { throw Self.error(replacement) }
            guard information.st_mode & S_IFMT == S_IFREG else { throw Self.error(replacement, "is no file") }
            // Its owner took the permission away, which replacing it would not ask for.
            guard information.st_mode & S_IWUSR != 0, access(path, W_OK) == 0 else {
                throw Self.error(replacement, "is read-only")
            }
            guard Self.bytes(of: path) == before else {
                throw Self.error(replacement, "changed since it was read")
            }
            mode = information.st_mode & 0o7777
        } else {
            path = replacement.path
            mode = nil
            Self.makeFolder(of: path)
        }
        temporary = try Self.write(replacement, beside: path, mode: mode)
    }

    mutating func publish() throws(FileReplacementError) {
        if replacement.before == nil {
            // Renaming would replace what somebody has put there meanwhile.
            guard link(temporary, path) == 0 else {
                throw errno == EEXIST ? Self.error(replacement, "exists") : Self.error(replacement)
            }
            unlink(temporary)
        } else {
            guard rename(temporary, path) == 0 else { throw Self.error(replacement) }
        }
        isPublished = true
    }

    /// Puts back what was there.
    ///
    /// - Returns: whether the file holds what it held.
    func undo() -> Bool {
        guard isPublished else {
            unlink(temporary)
            return true
        }
        guard let before = replacement.before else { return unlink(path) == 0 }
        let back = FileReplacement(path: path, before: replacement.after, after: before)
        guard let temporary = try? Self.write(back, beside: path, mode: mode) else { return false }
        return rename(temporary, path) == 0
    }

    private static func write(
        _ replacement: FileReplacement,
        beside path: String,
        mode: mode_t?
    ) throws(FileReplacementError) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        for attempt in 0..<1_000 {
            // Loaders and globs pass over names that begin with a dot.
            let temporary = "\(path[..<slash]).\(path[slash...].prefix(60)).assistantctl-\(getpid())-\(attempt)"
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor < 0, errno == EEXIST { continue }
            guard descriptor >= 0 else { throw error(replacement) }
            var isWritten = write(replacement.after, to: descriptor)
            if let mode, fchmod(descriptor, mode) != 0 { isWritten = false }
            if fsync(descriptor) != 0 { isWritten = false }
            let failure = errno
            close(descriptor)
            if isWritten { return temporary }
            unlink(temporary)
            errno = failure
            throw error(replacement)
        }
        throw error(replacement, "has too many unfinished copies beside it")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Self.systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func bytes(of path: String) -> [UInt8]? {
        guard let file = try? OpenFile(realPath: path) else { return nil }
        return try? file.bytes(at: 0, count: file.attributes.bytes)
    }

    /// One that cannot be made shows when the file is written.
    private static func makeFolder(of path: String) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard mkdir(folder, 0o777) != 0, errno == ENOENT else { return }
        makeFolder(of: folder)
        mkdir(folder, 0o777)
    }

    private static func error(_ replacement: FileReplacement, _ reason: String? = nil) -> FileReplacementError {
        let reason = reason ?? "cannot be written: \(String(cString: strerror(errno)))"
        return FileReplacementError(path: replacement.path, reason: reason)
    }
}

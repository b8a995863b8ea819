#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import ManifestLoading

/// The calls to the operating system that the project's files need, with errors as values.
enum SystemCalls {
    /// What a folder lists, without following symbolic links.
    enum EntryKind {
        case file, folder, link, other
    }

    /// The attributes of a file that the hash cache and the confinement look at.
    struct Attributes: Hashable, Sendable {
        var inode: UInt64
        var device: UInt64
        var bytes: Int
        /// Nanoseconds since 1970.
        var modified: Int64
        var changed: Int64
        var isRegularFile: Bool
        var isFolder: Bool
        /// By its mode. A list of access rights may still refuse somebody: reading it says so.
        var isReadableByAll: Bool
    }

    /// The path with every symbolic link followed.
    static func realPath(_ path: String) throws(ProjectFileError) -> String {
        guard let resolved = realpath(path, nil) else { throw lastError() }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What lies at a path, symbolic links followed.
    static func attributes(of path: String) throws(ProjectFileError) -> Attributes {
        var information = stat()
        guard stat(path, &information) == 0 else { throw lastError() }
        return Attributes(information)
    }

    /// What lies at a path, a symbolic link itself not followed; nil for a symbolic link.
    static func attributesUnlessLink(_ path: String) throws(ProjectFileError) -> Attributes? {
        var information = stat()
        guard lstat(path, &information) == 0 else { throw lastError() }
        return information.st_mode & S_IFMT == S_IFLNK ? nil : Attributes(information)
    }

    static func attributes(of descriptor: Int32) throws(ProjectFileError) -> Attributes {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw lastError() }
        return Attributes(information)
    }

    /// - Parameter attributes: of what lies at the path: what all may read is not asked for.
    static func isReadable(_ path: String, _ attributes: Attributes) -> Bool {
        attributes.isReadableByAll || access(path, R_OK) == 0
    }

    /// Opens a file for reading; the caller closes it. A pipe is not waited for.
    ///
    /// - Returns: nil for a symbolic link, which is not followed.
    static func openForReadingUnlessLink(_ path: String) throws(ProjectFileError) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor >= 0 { return descriptor }
        guard errno == ELOOP else { throw lastError() }
        return nil
    }

    static func closeFile(_ descriptor: Int32) { _ = close(descriptor) }

    /// Reads from an offset, at most as much as the buffer holds; 0 at the end of the file.
    static func read(
        _ descriptor: Int32,
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) throws(ProjectFileError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw lastError() }
        }
    }

    /// The names in a folder, without `.` and `..`, in the order of the file system.
    static func entries(of folder: String) throws(ProjectFileError) -> [(name: String, kind: EntryKind)] {
        guard let stream = opendir(folder) else { throw lastError() }
        defer { closedir(stream) }
        var entries: [(name: String, kind: EntryKind)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw lastError() }
                return entries
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            entries.append((name, kind(of: entry.pointee.d_type, path: "\(folder)/\(name)")))
        }
    }

    private static func kind(of type: UInt8, path: String) -> EntryKind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            // Some file systems do not tell in the listing.
            var information = stat()
            guard lstat(path, &information) == 0 else { return .other }
            switch information.st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            case S_IFLNK: return .link
            default: return .other
            }
        default: return .other
        }
    }

    private static func lastError() -> ProjectFileError {
        switch errno {
        case ENOENT, ENOTDIR: .missing
        case let code: .unreadable(String(cString: strerror(code)))
        }
    }
}

extension SystemCalls.Attributes {
    fileprivate init(_ information: stat) {
        inode = UInt64(information.st_ino)
        device = UInt64(information.st_dev)
        bytes = Int(information.st_size)
        #if canImport(Darwin)
            modified = Self.nanoseconds(information.st_mtimespec)
            changed = Self.nanoseconds(information.st_ctimespec)
        #else
            modified = Self.nanoseconds(information.st_mtim)
            changed = Self.nanoseconds(information.st_ctim)
        #endif
        isRegularFile = information.st_mode & S_IFMT == S_IFREG
        isFolder = information.st_mode & S_IFMT == S_IFDIR
        isReadableByAll = information.st_mode & 0o444 == 0o444
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

import Foundation

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The standard input of a program as an open file without a name: one that is not read stops nobody, and nothing is left
/// behind, however this process ends.
enum ProgramInput {
    /// - Throws: what the system has against a temporary file.
    static func open(_ bytes: [UInt8]) throws -> FileDescriptor {
        guard !bytes.isEmpty else { return try FileDescriptor.open("/dev/null", .readOnly) }
        var path = Array((NSTemporaryDirectory() + "/assistantctl-XXXXXX").utf8CString)
        let file = FileDescriptor(rawValue: mkstemp(&path))
        guard file.rawValue >= 0 else { throw Errno(rawValue: errno) }
        do {
            guard unlink(path) == 0 else { throw Errno(rawValue: errno) }
            try file.writeAll(bytes)
            try file.seek(offset: 0, from: .start)
            return file
        } catch {
            // Its bytes are of no use to anybody any more.
            try? file.close()
            throw error
        }
    }
}

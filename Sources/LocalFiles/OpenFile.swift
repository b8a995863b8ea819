import ManifestLoading

/// A file that is open for reading, confined to a root when it was opened; closed with its last reference.
final class OpenFile: Sendable {
    let attributes: SystemCalls.Attributes
    private let descriptor: Int32

    /// - Parameter realPath: resolved and confined just before; a symbolic link in its place is not followed.
    convenience init(realPath: String) throws(ProjectFileError) {
        guard let descriptor = try SystemCalls.openForReadingUnlessLink(realPath) else { throw .outside }
        try self.init(descriptor: descriptor)
    }

    /// Nil where a symbolic link lies at the path.
    convenience init?(unlessLink path: String) throws(ProjectFileError) {
        guard let descriptor = try SystemCalls.openForReadingUnlessLink(path) else { return nil }
        try self.init(descriptor: descriptor)
    }

    /// Takes the descriptor over.
    private init(descriptor: Int32) throws(ProjectFileError) {
        self.descriptor = descriptor
        do throws(ProjectFileError) {
            attributes = try SystemCalls.attributes(of: descriptor)
        } catch {
            SystemCalls.closeFile(descriptor)
            throw error
        }
        guard attributes.isRegularFile else { throw .notAFile }
    }

    deinit { SystemCalls.closeFile(descriptor) }

    /// Reads from an offset until the buffer is full or the file ends.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ProjectFileError) -> Int {
        var count = 0
        while count < buffer.count {
            let read = try SystemCalls.read(
                descriptor,
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]),
                at: offset + count
            )
            if read == 0 { break }
            count += read
        }
        return count
    }

    /// The bytes from an offset: fewer than asked for at the end of the file.
    func bytes(at offset: Int, count: Int) throws(ProjectFileError) -> [UInt8] {
        var failure: ProjectFileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(ProjectFileError) {
                initialized = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

import AssistantModel
import Crypto
import ManifestLoading

/// Reads a file once, in pieces of constant size, for its SHA-256 and its size: as many bytes as it had when it was
/// opened. One that grows as fast as it is read would never end.
enum FileHasher {
    private static let pieceBytes = 1024 * 1024

    /// - Throws: ``ProjectFileError/changed`` for a file that has more or fewer bytes when it was read.
    static func content(of file: OpenFile) throws(ProjectFileError) -> FileContent {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        var offset = 0
        while true {
            let count = try file.read(into: buffer, at: offset)
            if count == 0 { break }
            guard offset + count <= file.attributes.bytes else { throw .changed }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += count
        }
        guard offset == file.attributes.bytes else { throw .changed }
        return FileContent(sha256: ContentDigest.hexadecimal(hash.finalize()), bytes: offset)
    }
}

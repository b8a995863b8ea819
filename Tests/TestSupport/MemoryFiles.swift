import AssistantModel
import Deployment
import OpenAIAPI

/// A project's files in memory, for uploads.
package struct MemoryFiles: ProjectFileOpener {
    private let files: [String: String]

    /// - Parameter files: text by path.
    package init(files: [String: String]) { self.files = files }

    package func source(of path: String, named name: String, content: FileContent) -> UploadSource {
        let bytes = Array((files[path] ?? "").utf8)
        return UploadSource(
            fileName: name,
            byteCount: Int64(content.bytes),
            mimeType: "text/plain",
            sha256: content.sha256,
            open: { MemoryReader(bytes: bytes) },
            makeHasher: { MemoryHasher() }
        )
    }
}

private final class MemoryReader: UploadReader {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        Array(bytes.dropFirst(Int(offset)).prefix(maximumLength))
    }
}

private struct MemoryHasher: ContentHasher {
    private var bytes: [UInt8] = []

    mutating func update(_ bytes: [UInt8]) { self.bytes += bytes }
    mutating func finish() -> String { ContentDigest.sha256(bytes) }
}

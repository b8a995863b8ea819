import OpenAIAPI
import Synchronization

/// A file in memory.
final class MemoryFile: UploadReader {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        Array(bytes.dropFirst(Int(offset)).prefix(maximumLength))
    }
}

/// A file of which one byte changes as soon as it was read.
final class ChangingFile: UploadReader {
    private let bytes: [UInt8]
    private let place: Int
    private let wasRead = Mutex(false)

    init(_ bytes: [UInt8], at place: Int) {
        self.bytes = bytes
        self.place = place
    }

    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8] {
        let range = Int(offset)..<min(Int(offset) + maximumLength, max(bytes.count, Int(offset)))
        var piece = Array(bytes.dropFirst(range.lowerBound).prefix(range.count))
        guard range.contains(place) else { return piece }
        let isChanged = wasRead.withLock { wasRead in
            defer { wasRead = true }
            return wasRead
        }
        if isChanged { piece[place - range.lowerBound] ^= 1 }
        return piece
    }
}

/// A sum instead of a real hash: these tests are about when hashes are compared.
struct SumHasher: ContentHasher {
    private var sum = 0

    mutating func update(_ bytes: [UInt8]) {
        for byte in bytes { sum = (sum &* 31 &+ Int(byte)) & 0xFFFF_FFFF }
    }

    mutating func finish() -> String { String(sum, radix: 16) }

    static func hash(_ bytes: [UInt8]) -> String {
        var hasher = SumHasher()
        hasher.update(bytes)
        return hasher.finish()
    }
}

extension UploadSource {
    static func memory(
        _ bytes: [UInt8],
        name: String = "handbook.md",
        plannedSize: Int64? = nil,
        plannedHash: String? = nil
    ) -> UploadSource {
        UploadSource(
            fileName: name,
            byteCount: plannedSize ?? Int64(bytes.count),
            mimeType: "text/markdown",
            sha256: plannedHash ?? SumHasher.hash(bytes),
            open: { MemoryFile(bytes) },
            makeHasher: { SumHasher() }
        )
    }

    /// As ``memory(_:name:plannedSize:plannedHash:)``, of a file whose byte at `place` is another one whenever it is
    /// read again.
    static func changing(_ bytes: [UInt8], at place: Int) -> UploadSource {
        let file = ChangingFile(bytes, at: place)
        var source = memory(bytes)
        source.open = { file }
        return source
    }
}

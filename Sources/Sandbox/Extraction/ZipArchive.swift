/// Reads zip archives with stored and deflated entries.
struct ZipArchive {
    struct Failure: Error, Equatable {
        let reason: String
    }

    struct Entry: Equatable {
        let name: String
        fileprivate let method: Int
        fileprivate let compressedSize: Int
        let size: Int
        fileprivate let headerOffset: Int
    }

    /// A guard against archives that unpack to far more than they hold.
    private static let maximumEntryBytes = 256 * 1024 * 1024
    private static let endRecord: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    private static let directoryRecord: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    private static let localRecord: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    let entries: [Entry]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(Failure) {
        self.bytes = bytes
        entries = try Self.directory(bytes)
    }

    func content(of entry: Entry) throws(Failure) -> [UInt8] {
        guard entry.size <= Self.maximumEntryBytes else { throw Failure(reason: "\(entry.name) is too large") }
        let header = entry.headerOffset
        guard Self.has(Self.localRecord, at: header, in: bytes), header + 30 <= bytes.count else {
            throw Failure(reason: "\(entry.name) has no local header")
        }
        let start =
            header + 30 + Self.number(2, at: header + 26, in: bytes) + Self.number(2, at: header + 28, in: bytes)
        let end = start + entry.compressedSize
        guard end <= bytes.count else { throw Failure(reason: "\(entry.name) reaches past the end of the archive") }
        switch entry.method {
        case 0: return Array(bytes[start..<end])
        case 8:
            do {
                return try Inflate.decompress(bytes[start..<end], expectedSize: entry.size)
            } catch {
                throw Failure(reason: "\(entry.name): \(error.reason)")
            }
        default: throw Failure(reason: "\(entry.name) is compressed in an unknown way")
        }
    }

    private static func directory(_ bytes: [UInt8]) throws(Failure) -> [Entry] {
        guard let end = endOffset(bytes) else { throw Failure(reason: "it is no zip archive") }
        let count = number(2, at: end + 10, in: bytes)
        var offset = number(4, at: end + 16, in: bytes)
        var entries: [Entry] = []
        for _ in 0..<count {
            guard has(directoryRecord, at: offset, in: bytes), offset + 46 <= bytes.count else {
                throw Failure(reason: "its directory is damaged")
            }
            let nameLength = number(2, at: offset + 28, in: bytes)
            guard offset + 46 + nameLength <= bytes.count else { throw Failure(reason: "its directory is damaged") }
            entries.append(
                Entry(
                    name: String(decoding: bytes[offset + 46..<offset + 46 + nameLength], as: UTF8.self),
                    method: number(2, at: offset + 10, in: bytes),
                    compressedSize: number(4, at: offset + 20, in: bytes),
                    size: number(4, at: offset + 24, in: bytes),
                    headerOffset: number(4, at: offset + 42, in: bytes)
                )
            )
            offset += 46 + nameLength + number(2, at: offset + 30, in: bytes) + number(2, at: offset + 32, in: bytes)
        }
        return entries
    }

    /// The end record stands last, before a comment of at most 65,535 bytes.
    private static func endOffset(_ bytes: [UInt8]) -> Int? {
        var offset = bytes.count - 22
        let lowest = max(0, bytes.count - 22 - 0xFFFF)
        while offset >= lowest {
            if has(endRecord, at: offset, in: bytes) { return offset }
            offset -= 1
        }
        return nil
    }

    private static func has(_ record: [UInt8], at offset: Int, in bytes: [UInt8]) -> Bool {
        offset >= 0 && offset + record.count <= bytes.count && bytes[offset...].starts(with: record)
    }

    /// A little-endian number; the caller has checked that it lies inside.
    private static func number(_ count: Int, at offset: Int, in bytes: [UInt8]) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
}

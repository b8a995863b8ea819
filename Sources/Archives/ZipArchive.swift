/// Reads zip archives with stored and deflated entries, such as skills and office files.
///
/// Every number in an archive is untrusted: each is checked before it is used.
package struct ZipArchive: Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: String
        /// Bytes when unpacked, as the archive says.
        package let size: Int
        let compressedSize: Int
        let method: Int
        let checksum: UInt32
        let headerOffset: Int
    }

    /// In the order of the archive's directory.
    package let entries: [Entry]
    private let bytes: [UInt8]
    private let limits: Limits

    /// - Throws: for what is not a zip archive, or one that is damaged, over a limit, encrypted or of the 64-bit kind.
    package init(_ bytes: [UInt8], limits: Limits) throws(ZipError) {
        guard bytes.count <= limits.archiveBytes else {
            throw ZipError("it has \(bytes.count) bytes, more than the \(limits.archiveBytes) of the largest archive")
        }
        self.bytes = bytes
        self.limits = limits
        entries = try Self.directory(ByteReader(bytes: bytes), limits)
        var unpacked = 0
        for entry in entries { unpacked += entry.size }
        guard unpacked <= limits.unpackedBytes else {
            throw ZipError("it unpacks to \(unpacked) bytes, more than \(limits.unpackedBytes)")
        }
    }

    /// - Throws: for an entry that is damaged or over a limit, or that unpacks to something else than the archive says.
    package func content(of entry: Entry) throws(ZipError) -> [UInt8] {
        guard entry.size <= limits.entryBytes else {
            throw ZipError(
                "\(entry.name) has \(entry.size) bytes, more than the \(limits.entryBytes) of the largest file"
            )
        }
        let reader = ByteReader(bytes: bytes)
        guard try reader.number(4, at: entry.headerOffset) == 0x0403_4B50 else {
            throw ZipError("\(entry.name) has no header")
        }
        let nameLength = try reader.number(2, at: entry.headerOffset + 26)
        let extraLength = try reader.number(2, at: entry.headerOffset + 28)
        let start = entry.headerOffset + 30 + nameLength + extraLength
        let end = start + entry.compressedSize
        guard end <= bytes.count else { throw ZipError("\(entry.name) reaches past the end") }
        let packed = bytes[start..<end]
        let content: [UInt8]
        switch entry.method {
        case 0: content = Array(packed)
        case 8:
            do {
                content = try Deflate.decompress(packed, size: entry.size)
            } catch {
                throw ZipError("\(entry.name): \(error.reason)")
            }
        default: throw ZipError("\(entry.name) is compressed with method \(entry.method), which is unknown")
        }
        guard content.count == entry.size, Checksum.crc32(content) == entry.checksum else {
            throw ZipError("\(entry.name) is damaged")
        }
        return content
    }

    private static func directory(_ reader: ByteReader, _ limits: Limits) throws(ZipError) -> [Entry] {
        let end = try endRecord(reader)
        let count = try reader.number(2, at: end + 10)
        var offset = try reader.number(4, at: end + 16)
        guard count != 0xFFFF, offset != 0xFFFF_FFFF else { throw ZipError("it is of the 64-bit kind (zip64)") }
        guard count <= limits.entries else {
            throw ZipError("it has \(count) entries, more than \(limits.entries)")
        }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard try reader.number(4, at: offset) == 0x0201_4B50 else { throw ZipError("its directory is damaged") }
            let nameLength = try reader.number(2, at: offset + 28)
            let name = String(decoding: try reader.slice(at: offset + 46, count: nameLength), as: UTF8.self)
            let entry = Entry(
                name: name,
                size: try reader.number(4, at: offset + 24),
                compressedSize: try reader.number(4, at: offset + 20),
                method: try reader.number(2, at: offset + 10),
                checksum: UInt32(try reader.number(4, at: offset + 16)),
                headerOffset: try reader.number(4, at: offset + 42)
            )
            guard try reader.number(2, at: offset + 8) & 0x41 == 0 else { throw ZipError("\(name) is encrypted") }
            guard ![entry.size, entry.compressedSize, entry.headerOffset].contains(0xFFFF_FFFF) else {
                throw ZipError("\(name) is of the 64-bit kind (zip64)")
            }
            entries.append(entry)
            let extraLength = try reader.number(2, at: offset + 30)
            let commentLength = try reader.number(2, at: offset + 32)
            offset += 46 + nameLength + extraLength + commentLength
        }
        return entries
    }

    /// The end record stands last, before a comment of at most 65,535 bytes.
    private static func endRecord(_ reader: ByteReader) throws(ZipError) -> Int {
        let last = reader.bytes.count - 22
        var offset = last
        while offset >= max(0, last - 0xFFFF) {
            if try reader.number(4, at: offset) == 0x0605_4B50 { return offset }
            offset -= 1
        }
        throw ZipError("it is no zip archive")
    }
}

extension ZipArchive {
    /// How much an archive may hold, so that a small one cannot unpack to more than a machine has.
    package struct Limits: Hashable, Sendable {
        /// The archive as it is.
        package var archiveBytes: Int
        /// Files and folders.
        package var entries: Int
        /// One unpacked entry; checked where it is unpacked, so that a large one that nobody reads does no harm.
        package var entryBytes: Int
        /// All entries unpacked.
        package var unpackedBytes: Int

        package init(archiveBytes: Int, entries: Int, entryBytes: Int, unpackedBytes: Int) {
            self.archiveBytes = archiveBytes
            self.entries = entries
            self.entryBytes = entryBytes
            self.unpackedBytes = unpackedBytes
        }
    }
}

/// Why an archive cannot be read.
package struct ZipError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A clause about the archive, such as `it is no zip archive`.
    package let reason: String
    package var description: String { reason }

    package init(_ reason: String) { self.reason = reason }
}

/// Little-endian numbers at any offset, checked.
private struct ByteReader {
    let bytes: [UInt8]

    func slice(at offset: Int, count: Int) throws(ZipError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= bytes.count - count else { throw ZipError("it ends early") }
        return bytes[offset..<offset + count]
    }

    func number(_ count: Int, at offset: Int) throws(ZipError) -> Int {
        try slice(at: offset, count: count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

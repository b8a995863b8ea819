/// Reads a file, or a range of one, piece by piece, and sees to it that what was read is what was planned: the last
/// piece comes only when everything is right.
package struct PartReading: Sendable {
    private let part: StreamedPart
    private let reader: any UploadReader
    private var hasher: (any ContentHasher)?
    private var checksum = RunningChecksum()
    private var offset: Int64
    private var end: Int64 { part.offset + part.byteCount }

    /// Opens the file.
    package init(_ part: StreamedPart) async throws(APIError) {
        self.part = part
        reader = try await part.source.reader()
        hasher = part.sha256 == nil ? nil : part.source.makeHasher()
        offset = part.offset
    }

    /// The next bytes; nil behind the last.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged``.
    package mutating func next() async throws(APIError) -> [UInt8]? {
        guard offset < end else { return nil }
        let source = part.source
        let bytes = try await source.chunk(from: offset, to: end, of: reader)
        hasher?.update(bytes)
        if part.reportChecksum != nil { checksum.update(bytes) }
        offset += Int64(bytes.count)
        if offset == end {
            if end == source.byteCount { try await source.checkEnd(of: reader) }
            if let sha256 = part.sha256, hasher?.finish() != sha256 { throw source.changed("has other bytes") }
            part.reportChecksum?(checksum.value)
        }
        return bytes
    }
}

/// A checksum of bytes, equal for equal bytes however they are cut. It finds what changed by chance, and costs next to
/// nothing; it is no protection against anybody.
package struct RunningChecksum: Sendable, Hashable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325
    private var word: UInt64 = 0
    private var filled: UInt64 = 0
    private var count: UInt64 = 0

    package init() {}

    package mutating func update(_ bytes: [UInt8]) {
        count &+= UInt64(bytes.count)
        bytes.withUnsafeBytes { buffer in
            var place = 0
            if filled == 0 {
                while place + 8 <= buffer.count {
                    mix(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
                    place += 8
                }
            }
            while place < buffer.count {
                word |= UInt64(buffer[place]) << (8 * filled)
                filled += 1
                place += 1
                if filled == 8 {
                    mix(word)
                    word = 0
                    filled = 0
                }
            }
        }
    }

    /// Of everything so far.
    package var value: UInt64 {
        var copy = self
        copy.mix(word)
        copy.mix(count)
        return copy.state
    }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 32
    }
}

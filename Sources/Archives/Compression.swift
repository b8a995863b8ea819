import CZlib

/// Packs bytes as HTTP answers are packed.
package enum Compression: String, Sendable, CaseIterable {
    case gzip
    /// The zlib format, which HTTP calls so.
    case deflate

    /// - Returns: nil where zlib does not start, or the bytes are more than it takes at once.
    package func packed(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        var stream = z_stream()
        let window = MAX_WBITS + (self == .gzip ? 16 : 0)
        let memoryLevel: Int32 = 8
        let opened = deflateInit2_(
            &stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            window,
            memoryLevel,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard opened == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(count)))
        var status = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: room) { output, used in
            bytes.withUnsafeBufferPointer { input in
                // zlib's interface is not const, and deflate never writes to its input.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = count
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                status = CZlib.deflate(&stream, Z_FINISH)
            }
            used = room - Int(stream.avail_out)
        }
        return status == Z_STREAM_END ? output : nil
    }
}

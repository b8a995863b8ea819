import CZlib

/// Unpacks raw DEFLATE data (RFC 1951) with the system's zlib.
enum Deflate {
    struct Failure: Error, Hashable {
        let reason: String
    }

    /// One byte of DEFLATE data makes at most this many.
    private static let largestRatio = 1032

    /// Never unpacks more than one byte beyond the size, whatever the data promise.
    ///
    /// - Parameter size: how many bytes come out; more or fewer are a failure.
    static func decompress(_ input: ArraySlice<UInt8>, size: Int) throws(Failure) -> [UInt8] {
        guard let inputCount = UInt32(exactly: input.count), !input.isEmpty else {
            throw Failure(reason: input.isEmpty ? "the compressed data ends early" : "it is too large")
        }
        // Room for one byte too many shows data that go on; a false size reserves no memory.
        guard let room = UInt32(exactly: min(size, input.count * largestRatio) + 1) else {
            throw Failure(reason: "it is too large")
        }
        var stream = z_stream()
        // Negative: no header and no checksum around the data.
        let opened = inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw Failure(reason: "zlib cannot start (\(opened))") }
        defer { inflateEnd(&stream) }

        var status = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: Int(room)) { output, count in
            input.withUnsafeBufferPointer { input in
                // zlib's interface is not const, and inflate never writes to its input.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = inputCount
                stream.next_out = output.baseAddress
                stream.avail_out = room
                status = inflate(&stream, Z_FINISH)
            }
            count = Int(room - stream.avail_out)
        }
        if output.count > size { throw Failure(reason: "it unpacks to more than \(size) bytes") }
        switch status {
        case Z_STREAM_END where output.count == size: return output
        case Z_STREAM_END, Z_BUF_ERROR: throw Failure(reason: "the compressed data ends early")
        default: throw Failure(reason: stream.msg.map { String(cString: $0) } ?? "it is damaged (\(status))")
        }
    }
}

/// The checksum of zip entries.
enum Checksum {
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: CZlib.crc32_z(0, $0.baseAddress, $0.count)) }
    }
}

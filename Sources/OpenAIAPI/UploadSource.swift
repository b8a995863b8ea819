/// A file to upload, read when it is needed and as often as a repetition needs it.
package struct UploadSource: Sendable {
    /// The name that the account, models and citations show.
    package var fileName: String
    /// The size that the plan saw.
    package var byteCount: Int64
    /// The MIME type; the Uploads API does not guess it from the name (docs/openai-api.md, 6.16).
    package var mimeType: String
    /// Lower-case hexadecimal SHA-256 that the plan saw; nil sends whatever is there.
    package var sha256: String?
    /// Opens the file from its start. Any error becomes ``APIError/Code/fileUnreadable``.
    package var open: @Sendable () async throws -> any UploadReader
    /// Makes an empty SHA-256 state.
    package var makeHasher: @Sendable () -> any ContentHasher
    /// Told of bytes as they leave; a repetition first takes back what it repeats, as a negative number. The sum is
    /// what is up.
    package var reportProgress: @Sendable (Int64) -> Void

    package init(
        fileName: String,
        byteCount: Int64,
        mimeType: String,
        sha256: String?,
        open: @escaping @Sendable () async throws -> any UploadReader,
        makeHasher: @escaping @Sendable () -> any ContentHasher,
        reportProgress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.fileName = fileName
        self.byteCount = byteCount
        self.mimeType = mimeType
        self.sha256 = sha256
        self.open = open
        self.makeHasher = makeHasher
        self.reportProgress = reportProgress
    }
}

/// An open file, given back when the last reference to it goes.
package protocol UploadReader: AnyObject, Sendable {
    /// Reads up to `maximumLength` bytes from `offset`. Fewer come only near the end; none at or behind it.
    func read(from offset: Int64, maximumLength: Int) async throws -> [UInt8]
}

/// A running hash.
package protocol ContentHasher: Sendable {
    mutating func update(_ bytes: [UInt8])
    /// Lower-case hexadecimal digest of everything so far.
    mutating func finish() -> String
}

extension UploadSource {
    /// Bytes read at a time: memory does not grow with the file.
    package static let chunkSize = 512 * 1024

    /// Opens the file.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/fileUnreadable``.
    package func reader() async throws(APIError) -> any UploadReader {
        do {
            return try await open()
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError(.fileUnreadable, "cannot open \(fileName): \(error)")
        }
    }

    /// Reads the next bytes of a range.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged`` when the file ends before the range does.
    package func chunk(
        from offset: Int64,
        to end: Int64,
        of reader: any UploadReader
    ) async throws(APIError) -> [UInt8] {
        let wanted = Int(min(Int64(Self.chunkSize), end - offset))
        let bytes: [UInt8]
        do {
            bytes = try await reader.read(from: offset, maximumLength: wanted)
        } catch is CancellationError {
            throw APIError(.cancelled, "cancelled while \(fileName) was read")
        } catch {
            throw APIError(.fileUnreadable, "cannot read \(fileName): \(error)")
        }
        guard !bytes.isEmpty else { throw changed("is shorter") }
        return bytes
    }

    /// The error for a file that is not what the plan saw.
    package func changed(_ difference: String) -> APIError {
        APIError(.fileChanged, "\(fileName) \(difference) than when the plan was made")
    }

    /// Refuses a file that goes on behind the size that the plan saw.
    package func checkEnd(of reader: any UploadReader) async throws(APIError) {
        let behind: [UInt8]
        do {
            behind = try await reader.read(from: byteCount, maximumLength: 1)
        } catch {
            throw APIError(.fileUnreadable, "cannot read \(fileName): \(error)")
        }
        guard behind.isEmpty else { throw changed("is longer") }
    }
}

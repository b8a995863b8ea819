import Synchronization

/// When and how a file goes up in parts.
package struct UploadLimits: Sendable, Hashable {
    /// Larger files go through the Uploads API.
    package var singleRequestBytes: Int64
    /// At most 64 MiB (docs/openai-api.md, 6.14).
    package var partBytes: Int64
    /// Parts of one file under way at a time.
    package var parallelParts: Int

    package init(singleRequestBytes: Int64 = 64 << 20, partBytes: Int64 = 64 << 20, parallelParts: Int = 4) {
        self.singleRequestBytes = singleRequestBytes
        self.partBytes = partBytes
        self.parallelParts = parallelParts
    }

    package static let standard = UploadLimits()
}

extension OpenAIClient {
    /// Uploads a file the way its size asks for: in one request, or in parallel parts that are given up on failure.
    ///
    /// While parts go up, one reader hashes the file in order; a checksum of every part, as it was sent last, shows that
    /// what went up is what was hashed. Only then is the upload completed.
    ///
    /// A part that fails is sent again, the others stay. An upload whose process died is not taken up: the server does
    /// not show it (docs/openai-api.md, 4.8), and there is no state on this machine; it expires an hour after its
    /// start.
    ///
    /// - Parameter lifetime: of the file, in seconds, 3,600 to 2,592,000; nil for no end.
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged`` when the bytes are not those of
    ///   ``UploadSource/sha256``; no file was made then.
    package func upload(
        _ source: UploadSource,
        purpose: FilePurpose = .assistants,
        lifetime: Int64? = nil,
        limits: UploadLimits = .standard
    ) async throws(APIError) -> OpenAIFile {
        guard source.byteCount > limits.singleRequestBytes else {
            return try await uploadFile(source, purpose: purpose, lifetime: lifetime)
        }
        try await source.checkSize()
        let upload = try await createUpload(source, purpose: purpose, lifetime: lifetime)
        do throws(APIError) {
            let ids = try await send(source, to: upload.id, limits: limits)
            return try await completeUpload(upload.id, partIDs: ids)
        } catch {
            throw await givingUp(upload.id, because: error)
        }
    }

    /// Sends the parts, a few at a time, and hashes the file meanwhile. Returns their ids in the order of the file.
    private func send(
        _ source: UploadSource,
        to uploadID: String,
        limits: UploadLimits
    ) async throws(APIError) -> [String] {
        let sent = SentChecksums()
        let parts = source.parts(of: limits.partBytes, sent)
        let outcome = await withTaskGroup(of: Piece.self) { group in
            var ids = [String](repeating: "", count: parts.count)
            var read: [UInt64] = []
            group.addTask { await source.hashed(as: parts) }
            let width = min(max(limits.parallelParts, 1), parts.count)
            for index in 0..<width { group.addTask { await self.sending(parts[index], at: index, to: uploadID) } }
            var next = width
            for await piece in group {
                switch piece {
                case .failed(let error):
                    group.cancelAll()
                    return Result<(ids: [String], read: [UInt64]), APIError>.failure(error)
                case .hashed(let checksums): read = checksums
                case .sent(let index, let id):
                    ids[index] = id
                    guard next < parts.count else { continue }
                    group.addTask { [next] in await self.sending(parts[next], at: next, to: uploadID) }
                    next += 1
                }
            }
            return .success((ids, read))
        }
        let (ids, read) = try outcome.get()
        guard sent.inOrder(parts.count) == read else { throw source.changed("has other bytes") }
        return ids
    }

    private func sending(_ part: StreamedPart, at index: Int, to uploadID: String) async -> Piece {
        do throws(APIError) {
            return .sent(index, id: try await addUploadPart(part, to: uploadID).id)
        } catch {
            return .failed(error)
        }
    }

    /// Cancels the upload after a failure. A cancelled task leaves it to expire.
    private func givingUp(_ uploadID: String, because failure: APIError) async -> APIError {
        var failure = failure
        do {
            _ = try await cancelUpload(uploadID)
            // A cancelled upload has made no file and never will.
            failure.mayHaveBeenCarriedOut = false
        } catch {
            failure.message +=
                failure.mayHaveBeenCarriedOut
                ? "; whether upload \(uploadID) was completed could not be seen"
                : "; upload \(uploadID) could not be cancelled and expires an hour after its start"
        }
        return failure
    }
}

/// A piece of the work on an upload in parts.
private enum Piece: Sendable {
    case sent(Int, id: String)
    /// The file is what was planned, with these checksums of its parts.
    case hashed([UInt64])
    case failed(APIError)
}

/// The checksum of each part as it was sent last.
private final class SentChecksums: Sendable {
    private let checksums = Mutex<[Int: UInt64]>([:])

    func note(_ checksum: UInt64, of part: Int) { checksums.withLock { $0[part] = checksum } }

    func inOrder(_ count: Int) -> [UInt64?] {
        checksums.withLock { checksums in (0..<count).map { checksums[$0] } }
    }
}

extension UploadSource {
    /// Cuts the file into parts that tell what was sent of them.
    fileprivate func parts(of partBytes: Int64, _ sent: SentChecksums) -> [StreamedPart] {
        stride(from: 0, to: byteCount, by: Int64.Stride(partBytes)).enumerated().map { index, start in
            var part = StreamedPart(
                name: "data",
                source: self,
                offset: start,
                byteCount: min(partBytes, byteCount - start),
                sha256: nil
            )
            part.reportChecksum = { sent.note($0, of: index) }
            return part
        }
    }

    /// Reads the file in order, once: the checksums of its parts, if the whole is what was planned.
    fileprivate func hashed(as parts: [StreamedPart]) async -> Piece {
        do throws(APIError) {
            let reader = try await reader()
            var whole = sha256 == nil ? nil : makeHasher()
            var checksums: [UInt64] = []
            for part in parts {
                var checksum = RunningChecksum()
                var offset = part.offset
                while offset < part.offset + part.byteCount {
                    if Task.isCancelled { throw APIError(.cancelled, "cancelled while \(fileName) was read") }
                    let bytes = try await chunk(from: offset, to: part.offset + part.byteCount, of: reader)
                    checksum.update(bytes)
                    whole?.update(bytes)
                    offset += Int64(bytes.count)
                }
                checksums.append(checksum.value)
            }
            try await checkEnd(of: reader)
            if let sha256, whole?.finish() != sha256 { throw changed("has other bytes") }
            return .hashed(checksums)
        } catch {
            return .failed(error)
        }
    }

    /// Refuses a file of another size than the plan saw.
    fileprivate func checkSize() async throws(APIError) {
        let reader = try await reader()
        _ = try await chunk(from: byteCount - 1, to: byteCount, of: reader)
        try await checkEnd(of: reader)
    }
}

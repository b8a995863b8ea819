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
    /// A part that fails is sent again, the others stay. An upload whose process died is not taken up: the server does
    /// not show it (docs/openai-api.md, 4.8), and there is no state on this machine; it expires an hour after its
    /// start.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged`` when the bytes are not those of
    ///   ``UploadSource/sha256``; no file was made then.
    package func upload(
        _ source: UploadSource,
        purpose: FilePurpose = .assistants,
        limits: UploadLimits = .standard
    ) async throws(APIError) -> OpenAIFile {
        guard source.byteCount > limits.singleRequestBytes else {
            return try await uploadFile(source, purpose: purpose)
        }
        let parts = try await source.parts(of: limits.partBytes)
        let upload = try await createUpload(source, purpose: purpose)
        do throws(APIError) {
            let ids = try await send(parts, to: upload.id, limits: limits)
            return try await completeUpload(upload.id, partIDs: ids)
        } catch {
            throw await givingUp(upload.id, because: error)
        }
    }

    /// Sends the parts, a few at a time. Returns their ids in the order of the file.
    private func send(
        _ parts: [StreamedPart],
        to uploadID: String,
        limits: UploadLimits
    ) async throws(APIError) -> [String] {
        let width = min(max(limits.parallelParts, 1), parts.count)
        let results = await withTaskGroup(of: PartOutcome.self) { group in
            var results = [Result<UploadPartObject, APIError>?](repeating: nil, count: parts.count)
            for index in 0..<width { group.addTask(operation: sending(parts[index], at: index, to: uploadID)) }
            var next = width
            for await outcome in group {
                results[outcome.index] = outcome.result
                if case .failure = outcome.result {
                    group.cancelAll()
                    return [outcome.result]
                }
                if next < parts.count {
                    group.addTask(operation: sending(parts[next], at: next, to: uploadID))
                    next += 1
                }
            }
            return results.compactMap { $0 }
        }
        var ids: [String] = []
        for result in results { ids.append(try result.get().id) }
        return ids
    }

    private func sending(
        _ part: StreamedPart,
        at index: Int,
        to uploadID: String
    ) -> @Sendable () async -> PartOutcome {
        {
            do throws(APIError) {
                return PartOutcome(index: index, result: .success(try await addUploadPart(part, to: uploadID)))
            } catch {
                return PartOutcome(index: index, result: .failure(error))
            }
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

/// How the sending of a part ended.
private struct PartOutcome: Sendable {
    /// The part's place in the file.
    var index: Int
    var result: Result<UploadPartObject, APIError>
}

extension UploadSource {
    /// Cuts the file into parts, each with the hash it had while the whole file was what the plan saw. Reads it once;
    /// the parts are checked again while they go up, so what the server gets is what was planned.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged``.
    func parts(of partBytes: Int64) async throws(APIError) -> [StreamedPart] {
        let reader = try await reader()
        var whole = makeHasher()
        var parts: [StreamedPart] = []
        var offset: Int64 = 0
        while offset < byteCount {
            let start = offset
            let end = min(start + partBytes, byteCount)
            var hasher = makeHasher()
            while offset < end {
                let bytes = try await chunk(from: offset, to: end, of: reader)
                hasher.update(bytes)
                whole.update(bytes)
                offset += Int64(bytes.count)
            }
            let digest = hasher.finish()
            parts.append(
                StreamedPart(name: "data", source: self, offset: start, byteCount: end - start, sha256: digest)
            )
        }
        try await checkEnd(of: reader)
        if let sha256, whole.finish() != sha256 { throw changed("has other bytes") }
        return parts
    }
}

import OrderedJSON

/// An upload in parts: it vanishes an hour after its creation unless completed (docs/openai-api.md, 6.14), and cannot
/// be looked up (4.8).
package struct UploadObject: WireDecodable, Identified, Hashable {
    package var id: String
    /// `pending`, `completed`, `cancelled`, `expired`.
    package var status: String
    /// Unix seconds.
    package var expiresAt: Int64?
    /// The file, once completed.
    package var file: OpenAIFile?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        status = try value.string("status")
        expiresAt = try value.time("expires_at")
        file = try value.member("file").map { file throws(JSONCursorError) in try OpenAIFile(from: file) }
    }
}

/// One part of an upload.
package struct UploadPartObject: WireDecodable, Identified, Hashable {
    package var id: String

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
    }
}

extension OpenAIClient {
    /// Announces an upload. Repeatable: one that is never completed makes no file.
    ///
    /// - Parameter lifetime: of the file, in seconds; nil for no end.
    package func createUpload(
        _ source: UploadSource,
        purpose: FilePurpose = .assistants,
        lifetime: Int64? = nil
    ) async throws(APIError) -> UploadObject {
        var body: JSONObject = [
            "filename": .string(source.fileName),
            "purpose": .string(purpose.rawValue),
            "bytes": .integer(source.byteCount),
            "mime_type": .string(source.mimeType),
        ]
        body.add("expires_after", lifetime) { ["anchor": "created_at", "seconds": .integer($0)] }
        return try await object(
            APIRequest(
                .post,
                ["uploads"],
                body: .json(.object(body)),
                repeatability: .always,
                meaningOfNotFound: .missingCollection
            )
        )
    }

    /// Sends one part of at most 64 MB. Repeatable: only parts that the completion names count.
    package func addUploadPart(_ part: StreamedPart, to uploadID: String) async throws(APIError) -> UploadPartObject {
        let form = try MultipartForm(fields: [], file: part)
        return try await object(
            APIRequest(.post, ["uploads", uploadID, "parts"], body: .multipart(form), repeatability: .always)
        )
    }

    /// Makes a file of the parts, in the given order.
    package func completeUpload(_ id: String, partIDs: [String]) async throws(APIError) -> OpenAIFile {
        let request = APIRequest(
            .post,
            ["uploads", id, "complete"],
            body: .json(["part_ids": .array(partIDs.map { .string($0) })]),
            repeatability: .onlyIfNotCarriedOut
        )
        let response = try await send(request)
        guard let file = try response.decoded(as: UploadObject.self, of: request).file else {
            var error = response.error(.decoding, "the completed upload \(id) names no file")
            error.mayHaveBeenCarriedOut = true
            throw error
        }
        return file
    }

    /// Gives an upload up.
    package func cancelUpload(_ id: String) async throws(APIError) -> UploadObject {
        try await object(APIRequest(.post, ["uploads", id, "cancel"], repeatability: .always))
    }
}

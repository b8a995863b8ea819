import OrderedJSON

/// A file on the account (docs/openai-api.md, 6.1, 6.2). Immutable; its bytes' hash is not told.
package struct OpenAIFile: WireDecodable, Identified, Hashable {
    package var id: String
    /// Unix seconds; 0 where the server does not say.
    package var createdAt: Int64
    package var filename: String
    package var bytes: Int64
    package var purpose: FilePurpose
    /// `uploaded`, `processed`, `error`: deprecated by OpenAI, and says nothing about indexing.
    package var status: String?
    /// Unix seconds.
    package var expiresAt: Int64?

    package init(
        id: String,
        createdAt: Int64,
        filename: String,
        bytes: Int64,
        purpose: FilePurpose,
        status: String? = nil,
        expiresAt: Int64? = nil
    ) {
        self.id = id
        self.createdAt = createdAt
        self.filename = filename
        self.bytes = bytes
        self.purpose = purpose
        self.status = status
        self.expiresAt = expiresAt
    }

    package init(from value: JSONCursor) throws(JSONCursorError) {
        self.init(
            id: try value.string("id"),
            createdAt: try value.time("created_at") ?? 0,
            filename: try value.string("filename"),
            bytes: try value.optionalInteger("bytes") ?? 0,
            purpose: FilePurpose(rawValue: try value.string("purpose")),
            status: try value.optionalString("status"),
            expiresAt: try value.time("expires_at")
        )
    }
}

/// What a file is for. Open: servers answer with more than they accept (docs/openai-api.md, 6.4).
package struct FilePurpose: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let assistants = FilePurpose(rawValue: "assistants")
}

extension OpenAIClient {
    /// Every file of the account, oldest first.
    package func listFiles(purpose: FilePurpose? = nil) async throws(APIError) -> [OpenAIFile] {
        try await all(
            ["files"],
            query: purpose.map { [("purpose", $0.rawValue)] } ?? [],
            pageSize: 10_000,
            meaningOfNotFound: .missingCollection
        )
    }

    package func retrieveFile(_ id: String) async throws(APIError) -> OpenAIFile {
        try await object(APIRequest(.get, ["files", id], repeatability: .always))
    }

    /// Uploads one file in one request (at most 512 MB). Prefer ``upload(_:purpose:limits:)``, which picks the way by size.
    ///
    /// - Parameter lifetime: in seconds, 3,600 to 2,592,000, after which the server deletes it; nil for never.
    /// - Throws: ``APIError`` with ``APIError/Code/fileChanged`` when the bytes are not those of
    ///   ``UploadSource/sha256``; the server then got no complete request.
    package func uploadFile(
        _ source: UploadSource,
        purpose: FilePurpose = .assistants,
        lifetime: Int64? = nil
    ) async throws(APIError) -> OpenAIFile {
        let expiry = lifetime.map {
            [("expires_after[anchor]", "created_at"), ("expires_after[seconds]", String($0))]
        }
        let form = try MultipartForm(
            fields: [("purpose", purpose.rawValue)] + (expiry ?? []),
            file: StreamedPart(name: "file", source: source)
        )
        return try await object(
            APIRequest(
                .post,
                ["files"],
                body: .multipart(form),
                repeatability: .onlyIfNotCarriedOut,
                meaningOfNotFound: .missingCollection
            )
        )
    }

    /// The bytes of a file. OpenAI refuses those of most purposes, other hosts do not (docs/openai-api.md, 6.7).
    ///
    /// - Throws: ``APIError``; for more than ``ClientConfiguration/maximumAnswerBytes``, too.
    package func fileContent(_ id: String) async throws(APIError) -> [UInt8] {
        var request = APIRequest(.get, ["files", id, "content"], repeatability: .always)
        request.content = .bytes(mediaType: "*/*")
        return try await send(request).bytes
    }

    /// Deletes a file. Detach it from its vector stores first: some servers keep listing it there
    /// (docs/openai-api.md, 7.18).
    package func deleteFile(_ id: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["files", id])
    }
}

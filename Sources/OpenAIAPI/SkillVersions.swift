import OrderedJSON

/// A version of a skill. Never changes (docs/openai-api.md, 8.1).
package struct SkillVersionObject: WireDecodable, Identified, Hashable {
    package var id: String
    package var skillID: String
    /// A positive number in digits, given by the server; we take it that none is given twice (docs/openai-api.md, 8.3).
    package var version: String
    /// Unix seconds.
    package var createdAt: Int64
    package var name: String
    package var description: String

    /// ``version`` as a number; nil on a server that counts in another way.
    package var number: Int? { Self.number(version) }

    /// The number of a version that is written in digits, at most 2^53; nil for anything else.
    package static func number(_ version: String) -> Int? {
        Int(version).flatMap { (1...1 << 53).contains($0) ? $0 : nil }
    }

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        skillID = try value.string("skill_id")
        version = try value.string("version")
        createdAt = try value.requiredTime("created_at")
        name = try value.optionalString("name") ?? ""
        description = try value.optionalString("description") ?? ""
    }
}

extension OpenAIClient {
    /// Every version of a skill, lowest number first. One just published may be missing for half a minute.
    package func listSkillVersions(of skillID: String) async throws(APIError) -> [SkillVersionObject] {
        try await all(["skills", skillID, "versions"])
    }

    /// One version. One just published may answer 404 for half a minute (docs/openai-api.md, 8.11).
    ///
    /// - Parameter version: its number in digits.
    package func retrieveSkillVersion(
        _ version: String,
        of skillID: String
    ) async throws(APIError) -> SkillVersionObject {
        try await object(APIRequest(.get, ["skills", skillID, "versions", version], repeatability: .always))
    }

    /// Publishes a version. After an error that may have been carried out look for it among the versions by what its
    /// files say.
    ///
    /// - Parameter isDefault: whether it becomes the default at once.
    package func createSkillVersion(
        _ files: [SkillFile],
        of skillID: String,
        isDefault: Bool = false
    ) async throws(APIError) -> SkillVersionObject {
        let field = BufferedForm.Field(name: "default", value: isDefault ? "true" : "false")
        return try await object(
            APIRequest(
                .post,
                ["skills", skillID, "versions"],
                body: .bufferedForm(try BufferedForm(skill: files, fields: [field])),
                repeatability: .onlyIfNotCarriedOut
            )
        )
    }

    /// Deletes a version. Never asked for the default one, which servers should keep (docs/openai-api.md, 8.14).
    package func deleteSkillVersion(_ version: String, of skillID: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["skills", skillID, "versions", version])
    }

    /// The bundle of a version as a zip archive.
    ///
    /// - Throws: ``APIError``; with ``APIError/Code/decoding`` for what is not a zip archive or is larger than
    ///   ``ClientConfiguration/maximumAnswerBytes``.
    package func skillVersionContent(_ version: String, of skillID: String) async throws(APIError) -> [UInt8] {
        var request = APIRequest(.get, ["skills", skillID, "versions", version, "content"], repeatability: .always)
        request.content = .bytes(mediaType: "application/zip")
        let response = try await send(request)
        guard response.bytes.starts(with: "PK".utf8) else {
            throw response.error(.decoding, "the answer is not a zip archive")
        }
        return response.bytes
    }
}

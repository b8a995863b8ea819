import OrderedJSON

/// A skill on the account (docs/openai-api.md, 8): a row of immutable versions, one of which is the default.
package struct SkillObject: WireDecodable, Identified, Hashable {
    package var id: String
    /// Unix seconds.
    package var createdAt: Int64
    /// As `SKILL.md` of the default version says.
    package var name: String
    package var description: String
    /// A positive number in digits, like every version.
    package var defaultVersion: String
    package var latestVersion: String

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        createdAt = try value.requiredTime("created_at")
        name = try value.string("name")
        description = try value.optionalString("description") ?? ""
        defaultVersion = try value.string("default_version")
        latestVersion = try value.string("latest_version")
    }
}

/// A file of a skill's bundle.
package struct SkillFile: Sendable, Hashable {
    /// Relative, with `/`. `SKILL.md` stands at the top or in the one folder that holds everything.
    package var path: String
    package var bytes: [UInt8]
    /// The MIME type.
    package var contentType: String

    package init(path: String, bytes: [UInt8], contentType: String = "application/octet-stream") {
        self.path = path
        self.bytes = bytes
        self.contentType = contentType
    }
}

extension BufferedForm {
    /// A bundle of 1 to 500 files with the relative paths that it will have.
    ///
    /// - Throws: ``APIError`` with ``APIError/Code/invalidRequest`` for a bundle that no server takes.
    init(skill files: [SkillFile], fields: [Field] = []) throws(APIError) {
        guard (1...500).contains(files.count) else {
            throw APIError(.invalidRequest, "a skill has 1 to 500 files, and this one has \(files.count)")
        }
        for file in files {
            let segments = file.path.split(separator: "/", omittingEmptySubsequences: false)
            guard segments.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." }),
                !file.path.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\\" })
            else {
                throw APIError(.invalidRequest, "\(file.path.debugDescription) is no relative path in a skill")
            }
        }
        let files = files.map {
            File(name: "files[]", fileName: $0.path, contentType: $0.contentType, bytes: $0.bytes)
        }
        self.init(fields: fields, files: files)
    }
}

extension OpenAIClient {
    /// Every skill of the account, oldest first. Lists may lag: never conclude from one that a skill is gone.
    ///
    /// - Throws: ``APIError``; with ``APIError/Code/notServed`` on a host without skills.
    package func listSkills() async throws(APIError) -> [SkillObject] {
        try await all(["skills"], meaningOfNotFound: .missingCollection)
    }

    /// The newest skills of the account, at most 100.
    package func newestSkills() async throws(APIError) -> Page<SkillObject> {
        try await newestPage(["skills"], meaningOfNotFound: .missingCollection)
    }

    package func retrieveSkill(_ id: String) async throws(APIError) -> SkillObject {
        try await object(APIRequest(.get, ["skills", id], repeatability: .always))
    }

    /// Makes a skill whose version 1, the default, holds these files. Name and description come from `SKILL.md`.
    /// After an error that may have been carried out look for the skill by its name.
    package func createSkill(_ files: [SkillFile]) async throws(APIError) -> SkillObject {
        try await object(
            APIRequest(
                .post,
                ["skills"],
                body: .bufferedForm(try BufferedForm(skill: files)),
                repeatability: .onlyIfNotCarriedOut,
                meaningOfNotFound: .missingCollection
            )
        )
    }

    /// Makes another version the default.
    package func updateSkill(_ id: String, defaultVersion: String) async throws(APIError) -> SkillObject {
        try await object(
            APIRequest(
                .post,
                ["skills", id],
                body: .json(["default_version": .string(defaultVersion)]),
                repeatability: .always
            )
        )
    }

    /// Deletes a skill with all its versions.
    package func deleteSkill(_ id: String) async throws(APIError) -> DeletionResult {
        try await deletion(of: ["skills", id])
    }
}

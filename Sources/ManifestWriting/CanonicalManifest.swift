import AssistantModel
import OrderedJSON

/// A manifest as this program writes it, with the files that it refers to.
package struct CanonicalManifest: Equatable, Sendable {
    /// A file beside the manifest.
    package struct SideFile: Equatable, Sendable {
        /// Relative to the manifest, its parts joined by `/`.
        package var path: String
        package var text: String
    }

    /// Something that no manifest can say.
    package struct Loss: Equatable, Sendable {
        /// OpenAI's name, such as `response_format`.
        package var field: String
        package var reason: String
    }

    /// The YAML, in UTF-8 with LF line ends.
    package var text: String
    /// Prompts and schemas; sorted by path.
    package var files: [SideFile]
    /// What had to be left out.
    package var losses: [Loss]

    /// The comment that tells editors which schema a manifest follows.
    ///
    /// - Parameter path: of the schema's file, relative to the manifest.
    package static func schemaLine(_ path: String) -> String { "# yaml-language-server: $schema=\(path)" }
}

/// An assistant as it is to be written.
package struct WrittenAssistant: Sendable {
    /// What `knowledge:` says.
    package enum Knowledge: Sendable {
        /// The key of a knowledge base.
        case shared(String)
        /// A store that another pipeline fills, by its id.
        case elsewhere(String)
        case own(WrittenKnowledge)
    }

    package var key: String
    package var definition: AssistantDefinition
    /// Paths and globs, relative to the manifest.
    package var codeInterpreterFiles: [String]
    package var knowledge: Knowledge?
    package var lifecycle: Lifecycle
    /// What is different in single environments, by their names: members as a manifest has them.
    package var environments: JSONObject

    /// An assistant; what is left out is not written.
    package init(
        key: String,
        definition: AssistantDefinition,
        codeInterpreterFiles: [String] = [],
        knowledge: Knowledge? = nil,
        lifecycle: Lifecycle = Lifecycle(),
        environments: JSONObject = [:]
    ) {
        self.key = key
        self.definition = definition
        self.codeInterpreterFiles = codeInterpreterFiles
        self.knowledge = knowledge
        self.lifecycle = lifecycle
        self.environments = environments
    }
}

/// Knowledge as it is to be written.
package struct WrittenKnowledge: Sendable {
    /// An entry of `files`.
    package struct File: Sendable {
        /// A path or a glob, relative to the manifest; with `!` in front it takes files out.
        package var path: String
        package var attributes: JSONObject

        /// An entry; without attributes it is a text.
        package init(_ path: String, attributes: JSONObject = [:]) {
            self.path = path
            self.attributes = attributes
        }
    }

    package var files: [File]
    package var chunking: Chunking
    package var expiresAfterDays: Int?

    /// Knowledge of some files.
    package init(files: [File], chunking: Chunking = .standard, expiresAfterDays: Int? = nil) {
        self.files = files
        self.chunking = chunking
        self.expiresAfterDays = expiresAfterDays
    }

    /// As a manifest has it.
    package var members: JSONObject {
        var members: JSONObject = [
            "files": .array(
                files.map { file in
                    file.attributes.isEmpty
                        ? .string(file.path) : ["path": .string(file.path), "attributes": .object(file.attributes)]
                }
            )
        ]
        if chunking != .standard {
            members["chunking"] = [
                "max_chunk_size_tokens": .integer(chunking.maxChunkSizeTokens),
                "chunk_overlap_tokens": .integer(chunking.chunkOverlapTokens),
            ]
        }
        if let expiresAfterDays { members["expires_after_days"] = .integer(expiresAfterDays) }
        return members
    }
}

extension CanonicalManifest {
    /// A manifest of one assistant: its instructions go to `prompts/<key>.md`, its schemas to `schemas/<function>.json`.
    ///
    /// - Parameters:
    ///   - order: what an assistant's manifest may hold.
    ///   - schemaPath: the file of the manifest's JSON Schema, relative to the manifest; nil for none.
    ///   - taken: the side files that others have, by path: one with another text gets the assistant's key in its name.
    package init(
        _ assistant: WrittenAssistant,
        order: KeyOrder,
        schemaPath: String? = nil,
        taken: [String: String] = [:]
    ) {
        var parts = ManifestParts(key: assistant.key, order: order, taken: taken)
        var members: JSONObject = ["assistant": .string(assistant.key)]
        members =
            members + parts.members(of: assistant.definition, codeInterpreterFiles: assistant.codeInterpreterFiles)
        switch assistant.knowledge {
        case .shared(let key)?: members["knowledge"] = .string(key)
        case .elsewhere(let id)?: members["knowledge"] = ["vector_store_id": .string(id)]
        case .own(let knowledge)?: members["knowledge"] = .object(knowledge.members)
        case nil: break
        }
        let lifecycle = ManifestParts.members(of: assistant.lifecycle)
        if !lifecycle.isEmpty { members["lifecycle"] = .object(lifecycle) }
        if !assistant.environments.isEmpty { members["environments"] = .object(assistant.environments) }
        text = Self.head(schemaPath) + CanonicalYAML(order).document(members)
        files = parts.files.sorted { $0.path < $1.path }
        losses = parts.losses
    }

    /// A manifest of one knowledge base.
    ///
    /// - Parameters:
    ///   - order: what a knowledge base's manifest may hold.
    ///   - environments: what is different in single environments, by their names.
    package init(
        knowledgeBase key: String,
        _ knowledge: WrittenKnowledge,
        environments: JSONObject = [:],
        order: KeyOrder,
        schemaPath: String? = nil
    ) {
        var members: JSONObject = ["knowledge_base": .string(key)]
        members = members + knowledge.members
        if !environments.isEmpty { members["environments"] = .object(environments) }
        text = Self.head(schemaPath) + CanonicalYAML(order).document(members)
        files = []
        losses = []
    }

    /// A `project.yaml` with these members.
    ///
    /// - Parameter order: what a project's file may hold.
    package init(project members: JSONObject, order: KeyOrder, schemaPath: String? = nil) {
        text = Self.head(schemaPath) + CanonicalYAML(order).document(members)
        files = []
        losses = []
    }

    private static func head(_ schemaPath: String?) -> String { schemaPath.map { schemaLine($0) + "\n" } ?? "" }
}

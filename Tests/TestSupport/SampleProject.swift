import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A project of the example company in memory: `velo`, deployed to `test`.
package struct SampleProject: Sendable {
    package static let ownership = Ownership(project: "velo", environment: "test")
    /// Where everything is written.
    package static let place = SourceLocation(file: "assistants/a.yaml")

    /// Text by path.
    package var files: [String: String]
    package var assistants: [Assistant]
    package var knowledgeBases: [KnowledgeBase]

    package init(files: [String: String], assistants: [Assistant], knowledgeBases: [KnowledgeBase]) {
        self.files = files
        self.assistants = assistants
        self.knowledgeBases = knowledgeBases
    }

    /// What the project's files hold.
    package var contents: FileContents {
        var contents = FileContents(
            files.mapValues { FileContent(sha256: ContentDigest.sha256(Array($0.utf8)), bytes: $0.utf8.count) }
        )
        if knowledgeBases.contains(where: { $0.adoption != nil }) {
            contents.textDigests = files.filter { $0.key.hasSuffix(".md") }.mapValues(ComparableText.digest)
        }
        return contents
    }

    package func desired(on api: APIKind) -> DesiredState {
        DesiredState(
            project: Self.ownership.project,
            environment: EnvironmentSettings(name: Self.ownership.environment, api: api, location: Self.place),
            assistants: assistants.map { assistant in
                var assistant = assistant
                // Only there an assistant is an object that somebody else may have made.
                if api != .assistants { assistant.lifecycle.adoption = nil }
                return assistant
            },
            knowledgeBases: knowledgeBases
        )
    }
}

/// What it is made of.
extension SampleProject {
    package static func file(_ path: String, _ attributes: [String: JSONValue] = [:]) -> ProjectFile {
        ProjectFile(path: path, attributes: attributes, origin: place)
    }

    /// An assistant with every kind of tool, knowledge of its own and two files for code interpreter.
    package static func support(_ change: (inout AssistantDefinition) -> Void = { _ in }) -> Assistant {
        var definition = AssistantDefinition(
            name: "Support",
            description: "Helps",
            model: "gpt-6-sol",
            instructions: "Be kind.",
            temperature: 0.2,
            metadata: ["team": "support"],
            tools: [
                .fileSearch(FileSearchTool(maxNumResults: 8)), .codeInterpreter,
                .function(
                    FunctionTool(name: "lookup", parameters: ["type": "object", "properties": [:]], strict: false)
                ),
            ]
        )
        change(&definition)
        return Assistant(
            key: "support",
            definition: definition,
            knowledge: "support",
            codeInterpreterFiles: [file("data/prices.csv"), file("data/stock.csv")],
            location: place
        )
    }

    /// An assistant that only searches.
    package static func searching(
        _ knowledge: String,
        key: String,
        name: String,
        model: String = "gpt-6-sol"
    ) -> Assistant {
        Assistant(
            key: key,
            definition: AssistantDefinition(name: name, model: model, tools: [.fileSearch(FileSearchTool())]),
            knowledge: knowledge,
            location: place
        )
    }

    /// The knowledge of one assistant.
    package static func knowledge(_ key: String, _ files: [ProjectFile]) -> KnowledgeBase {
        KnowledgeBase(key: key, isShared: false, files: files, expiresAfterDays: 30, location: place)
    }

    /// The knowledge of several.
    package static func handbook(_ files: [ProjectFile], _ chunking: Chunking) -> KnowledgeBase {
        KnowledgeBase(key: "handbook", isShared: true, files: files, chunking: chunking, location: place)
    }
}

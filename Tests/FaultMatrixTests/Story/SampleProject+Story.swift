import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// A project of the example company as it was, and as it is meant to become: everything that an apply can be asked for,
/// once.
struct MatrixProject: Sendable {
    static let ownership = Ownership(project: "velo", environment: "test")
    private static let place = SourceLocation(file: "assistants/a.yaml")

    /// Text by path.
    var files: [String: String]
    var assistants: [Assistant]
    var knowledgeBases: [KnowledgeBase]

    /// An assistant with knowledge of its own and code interpreter, one with a shared base, and one that will go.
    static let before = MatrixProject(
        files: [
            "docs/faq.md": "questions", "docs/terms.md": "terms", "docs/prices.html": "<p>prices</p>",
            "docs/guide.md": "guide", "data/prices.csv": "bike,1", "data/stock.csv": "bike,2", "hand/one.md": "one",
            "intern/notes.md": "notes",
        ],
        assistants: [
            support(instructions: "Be kind."),
            Assistant(
                key: "workshop",
                definition: AssistantDefinition(
                    name: "Workshop",
                    model: "gpt-6-sol",
                    tools: [.fileSearch(FileSearchTool())]
                ),
                knowledge: "handbook",
                location: place
            ),
            Assistant(
                key: "intern",
                definition: AssistantDefinition(
                    name: "Intern",
                    model: "gpt-6-luna",
                    tools: [.fileSearch(FileSearchTool())]
                ),
                knowledge: "intern",
                location: place
            ),
        ],
        knowledgeBases: [
            knowledge(
                "support",
                [
                    file("docs/faq.md"), file("docs/guide.md"), file("docs/prices.html", language: "en"),
                    file("docs/terms.md"),
                ]
            ),
            handbook(Chunking(maxChunkSizeTokens: 400, chunkOverlapTokens: 100)),
            knowledge("intern", [file("intern/notes.md")]),
        ]
    )

    /// Another prompt; a file changed, one added, one removed, one moved, and one whose attribute changed; other chunks;
    /// other data; an assistant gone with its knowledge.
    static let after = MatrixProject(
        files: [
            "docs/faq.md": "QUESTIONS", "docs/new.md": "new", "docs/prices.html": "<p>prices</p>",
            "manual/guide.md": "guide", "data/prices.csv": "bike,9", "data/stock.csv": "bike,2", "hand/one.md": "one",
        ],
        assistants: [support(instructions: "Be brief."), before.assistants[1]],
        knowledgeBases: [
            knowledge(
                "support",
                [
                    file("docs/faq.md"), file("docs/new.md"), file("docs/prices.html", language: "de"),
                    file("manual/guide.md"),
                ]
            ),
            handbook(Chunking(maxChunkSizeTokens: 800, chunkOverlapTokens: 200)),
        ]
    )

    private static func support(instructions: String) -> Assistant {
        Assistant(
            key: "support",
            definition: AssistantDefinition(
                name: "Support",
                description: "Helps",
                model: "gpt-6-sol",
                instructions: instructions,
                temperature: 0.2,
                metadata: ["team": "support"],
                tools: [
                    .fileSearch(FileSearchTool(maxNumResults: 8)), .codeInterpreter,
                    .function(FunctionTool(name: "lookup", parameters: ["type": "object"], strict: false)),
                ]
            ),
            knowledge: "support",
            codeInterpreterFiles: [file("data/prices.csv"), file("data/stock.csv")],
            location: place
        )
    }

    private static func knowledge(_ key: String, _ files: [ProjectFile]) -> KnowledgeBase {
        KnowledgeBase(key: key, isShared: false, files: files, expiresAfterDays: 30, location: place)
    }

    private static func handbook(_ chunking: Chunking) -> KnowledgeBase {
        KnowledgeBase(
            key: "handbook",
            isShared: true,
            files: [file("hand/one.md")],
            chunking: chunking,
            location: place
        )
    }

    private static func file(_ path: String, language: String? = nil) -> ProjectFile {
        ProjectFile(path: path, attributes: language.map { ["lang": .string($0)] } ?? [:], origin: place)
    }

    var contents: [String: FileContent] {
        files.mapValues { FileContent(sha256: ContentDigest.sha256(Array($0.utf8)), bytes: $0.utf8.count) }
    }

    func desired(_ api: APIKind) -> DesiredState {
        DesiredState(
            project: Self.ownership.project,
            environment: EnvironmentSettings(name: Self.ownership.environment, api: api, location: Self.place),
            assistants: assistants,
            knowledgeBases: knowledgeBases
        )
    }
}

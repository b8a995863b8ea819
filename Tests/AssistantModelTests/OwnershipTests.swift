import AssistantModel
import OrderedJSON
import SourceDiagnostics
import Testing

/// Swift Testing has a type of that name too.
private typealias Place = SourceDiagnostics.SourceLocation

@Suite("Ownership, addresses and places")
struct OwnershipTests {
    private let ownership = Ownership(project: "velo", environment: "production")

    @Test("an object is ours when every mark matches as a whole")
    func marks() {
        let marks = ownership.marks(key: "bot")
        #expect(ownership.key(in: marks) == "bot")
        #expect(ownership.key(in: marks.merging(["team": "x"]) { $1 }) == "bot")
    }

    @Test(
        "another value, a longer one, or a missing mark makes it somebody else's",
        arguments: [
            ("managed_by", "assistantctl2"), ("project", "velo-2"), ("environment", "prod"), ("key", ""),
        ]
    )
    func foreign(key: String, value: String) {
        var metadata = ownership.marks(key: "bot")
        metadata[key] = value
        #expect(ownership.key(in: metadata) == nil)
        metadata[key] = nil
        #expect(ownership.key(in: metadata) == nil)
    }

    @Test("addresses read as the design writes them")
    func addresses() {
        #expect("\(ResourceAddress.assistant("bot"))" == "assistant.bot")
        #expect("\(ResourceAddress(.vectorStore(key: "bot"), duplicateID: "vs_1"))" == "vector_store.bot#vs_1")
        #expect("\(ResourceAddress.knowledgeFile("bot", "docs/a.md"))" == "file.bot/docs/a.md")
        #expect("\(ResourceAddress.codeInterpreterFile("bot", "p.csv"))" == "file.bot/code_interpreter/p.csv")
        #expect(ResourceAddress.knowledgeFile("bot", "docs/a.md").type == "openai_file")
    }

    @Test("what belongs together stands together: by owner, then assistant, store, files, duplicates last")
    func sorting() {
        let sorted: [ResourceAddress] = [
            .assistant("a"), ResourceAddress(.assistant(key: "a"), duplicateID: "x"), .vectorStore("a"),
            .knowledgeFile("a", "a.md"), .knowledgeFile("a", "b.md"), .codeInterpreterFile("a", "a.csv"),
            .assistant("b"),
        ]
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("a field without a place of its own is where the nearest field around it is")
    func origins() {
        func place(_ line: Int) -> Place {
            let position = SourcePosition(line: line, column: 1)
            return Place(file: "bot.yaml", range: SourceRange(start: position, end: position))
        }
        let assistant = Assistant(
            key: "bot",
            definition: AssistantDefinition(model: "m"),
            location: place(1),
            origins: ["tools": place(5), "tools.function.refund": place(7)]
        )
        #expect(assistant.origin(ofField: "tools.function.refund") == place(7))
        #expect(assistant.origin(ofField: "tools.function.other") == place(5))
        #expect(assistant.origin(ofField: "model") == place(1))
    }

    @Test("every file is listed once, sorted, and keys are sorted")
    func desiredState() {
        func file(_ path: String) -> ProjectFile { ProjectFile(path: path, origin: Place(file: "x.yaml")) }
        func assistant(_ key: String, files: [ProjectFile]) -> Assistant {
            Assistant(
                key: key,
                definition: AssistantDefinition(model: "m"),
                codeInterpreterFiles: files,
                location: Place(file: "x.yaml")
            )
        }
        let state = DesiredState(
            project: "velo",
            environment: EnvironmentSettings(name: "production", location: Place(file: "project.yaml")),
            assistants: [assistant("b", files: [file("z.csv")]), assistant("a", files: [file("docs/a.md")])],
            knowledgeBases: [
                KnowledgeBase(
                    key: "a",
                    isShared: false,
                    files: [file("docs/a.md"), file("b.md")],
                    location: Place(file: "x.yaml")
                )
            ]
        )
        #expect(state.filePaths == ["b.md", "docs/a.md", "z.csv"])
        #expect(state.assistants.map(\.key) == ["a", "b"])
        #expect(state.ownership == ownership)
        #expect(file("docs/handbook/a.md").name == "a.md")
    }
}

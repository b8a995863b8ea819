import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// Small projects and accounts for tests: every place is `FILE:LINE`, every content is named by a word.
enum Fixture {
    static let environment = EnvironmentSettings(
        name: "gateway",
        api: .assistants,
        location: place("project.yaml", 5)
    )

    static func place(_ file: String, _ line: Int) -> SourceLocation {
        let position = SourcePosition(line: line, column: 1)
        return SourceLocation(file: file, range: SourceRange(start: position, end: position))
    }

    static func desired(
        _ assistants: [Assistant] = [],
        _ knowledge: [KnowledgeBase] = [],
        isProtected: Bool = false
    ) -> DesiredState {
        var environment = environment
        environment.isProtected = isProtected
        return DesiredState(
            project: "velo",
            environment: environment,
            assistants: assistants,
            knowledgeBases: knowledge
        )
    }

    static func assistant(
        _ key: String = "bot",
        model: String = "gpt-6-sol",
        knowledge: String? = nil,
        codeFiles: [String] = [],
        lifecycle: Lifecycle = Lifecycle(),
        _ change: (inout AssistantDefinition) -> Void = { _ in }
    ) -> Assistant {
        var definition = AssistantDefinition(name: key, model: model)
        if knowledge != nil { definition.tools.append(.fileSearch(FileSearchTool())) }
        if !codeFiles.isEmpty { definition.tools.append(.codeInterpreter) }
        change(&definition)
        let file = "\(key).yaml"
        return Assistant(
            key: key,
            definition: definition,
            knowledge: knowledge,
            codeInterpreterFiles: codeFiles.sorted().map { ProjectFile(path: $0, origin: place(file, 30)) },
            lifecycle: lifecycle,
            location: place(file, 1),
            origins: [
                "name": place(file, 2), "model": place(file, 3), "instructions": place(file, 4),
                "tools": place(file, 5), "metadata": place(file, 6), "knowledge": place(file, 7),
                "lifecycle": place(file, 8),
            ]
        )
    }

    static func knowledge(
        _ key: String = "bot",
        _ paths: [String] = [],
        attributes: [String: [String: JSONValue]] = [:],
        chunking: Chunking = .standard,
        expiresAfterDays: Int? = nil,
        isShared: Bool = false
    ) -> KnowledgeBase {
        KnowledgeBase(
            key: key,
            isShared: isShared,
            files: paths.sorted().map { path in
                ProjectFile(path: path, attributes: attributes[path] ?? [:], origin: place("\(key).yaml", 20))
            },
            chunking: chunking,
            expiresAfterDays: expiresAfterDays,
            location: place("\(key).yaml", 10),
            origins: ["expires_after_days": place("\(key).yaml", 11)]
        )
    }

    /// Files by path; equal words are equal contents.
    static func contents(_ words: [String: String]) -> FileContents {
        FileContents(words.mapValues { FileContent(sha256: sha256($0), bytes: $0.utf8.count) })
    }

    static func sha256(_ word: String) -> String { ContentDigest.sha256(Array(word.utf8)) }
}

extension FileContents {
    /// Of a file in a folder, whoever uses it.
    subscript(path: String) -> FileContent? {
        get { self[.knowledgeFile("anybody", path)] }
        set {
            var contents = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0.content) })
            contents[path] = newValue
            self = FileContents(contents)
        }
    }
}

/// A project in git together with what its files hold.
struct Project {
    var desired: DesiredState
    var contents: FileContents

    init(
        _ assistants: [Assistant] = [],
        _ knowledge: [KnowledgeBase] = [],
        files: [String: String] = [:],
        isProtected: Bool = false
    ) {
        desired = Fixture.desired(assistants, knowledge, isProtected: isProtected)
        contents = Fixture.contents(files)
    }

    /// An account to which this project was applied in one clean run.
    func applied(_ account: ModelAccount = ModelAccount()) -> ModelAccount {
        var account = account
        account.apply(self)
        return account
    }

    /// What changed on the account since this was applied.
    func driftPlan(_ account: ModelAccount) -> Plan {
        let live = account.fullState(ownership: desired.ownership)
        return Planner().driftPlan(Inspection(of: live, desired: desired, contents: contents))
    }

    func plan(
        _ account: ModelAccount,
        looksEverywhere: Bool = false,
        allowsMassDelete: Bool = true
    ) -> Plan {
        let live = looksEverywhere ? account.fullState(ownership: desired.ownership) : account.state(for: self)
        return Planner(allowsMassDelete: allowsMassDelete).plan(
            Inspection(of: live, desired: desired, contents: contents)
        )
    }
}

/// What the files in git say the account should hold, for one project and one environment.
package struct DesiredState: Equatable, Sendable {
    /// `[a-z0-9]+(-[a-z0-9]+)*`, at most 36 characters.
    package var project: String
    /// The account that all of it is for.
    package var environment: EnvironmentSettings
    /// Sorted by key.
    package var assistants: [Assistant]
    /// The assistants' own and the shared ones, sorted by key.
    package var knowledgeBases: [KnowledgeBase]

    /// Sorts by key.
    package init(
        project: String,
        environment: EnvironmentSettings,
        assistants: [Assistant],
        knowledgeBases: [KnowledgeBase]
    ) {
        self.project = project
        self.environment = environment
        self.assistants = assistants.sorted { $0.key < $1.key }
        self.knowledgeBases = knowledgeBases.sorted { $0.key < $1.key }
    }

    /// Every path that is uploaded, each once, sorted.
    package var filePaths: [String] {
        let knowledge = knowledgeBases.flatMap { $0.files.map(\.path) }
        let code = assistants.flatMap { $0.codeInterpreterFiles.map(\.path) }
        return Set(knowledge + code).sorted()
    }

    /// The same project and environment without anything in it.
    package var declaringNothing: DesiredState {
        DesiredState(project: project, environment: environment, assistants: [], knowledgeBases: [])
    }

    /// The mark of the objects that this project owns in this environment.
    package var ownership: Ownership { Ownership(project: project, environment: environment.name) }
}

import AssistantModel
import SourceDiagnostics

/// What a project's files say, and every problem found in them.
package struct LoadResult: Sendable {
    /// Nil when a diagnostic is an error.
    package var desired: DesiredState?
    /// What `project.yaml` says; nil when that cannot be known.
    package var settings: ProjectSettings?
    /// Sorted, each once.
    package var diagnostics: [Diagnostic]
    /// The text of every file that was read, by the path that diagnostics show, secrets blacked out: what a renderer
    /// prints lines from.
    package var sources: [String: String]
    /// The comments that silence nothing in the environment that was loaded for; others may need them.
    var unusedIgnores: Set<Diagnostic> = []

    /// A result of a load.
    package init(
        desired: DesiredState?,
        settings: ProjectSettings?,
        diagnostics: [Diagnostic],
        sources: [String: String]
    ) {
        self.desired = desired
        self.settings = settings
        self.diagnostics = diagnostics
        self.sources = sources
    }
}

extension LoadResult {
    /// The declared environments but the one that was loaded for.
    ///
    /// - Parameter environment: as the load was asked for it.
    func otherEnvironments(than environment: String?) -> [String] {
        let chosen = environment ?? settings?.defaultEnvironment
        return (settings?.environments ?? []).map(\.name).filter { $0 != chosen }
    }

    /// This result with what was found for other environments, each problem once.
    func withProblems(of others: [(name: String, result: LoadResult)]) -> LoadResult {
        guard settings != nil else { return self }
        var result = self
        let own = Set(diagnostics)
        var unusedIgnores = unusedIgnores
        var elsewhere: [Diagnostic: [String]] = [:]
        for (name, other) in others {
            result.sources.merge(other.sources) { first, _ in first }
            unusedIgnores.formIntersection(other.unusedIgnores)
            for diagnostic in other.diagnostics where !own.contains(diagnostic) {
                elsewhere[diagnostic, default: []].append(name)
            }
        }
        for (diagnostic, names) in elsewhere {
            var diagnostic = diagnostic
            diagnostic.notes.append(.init("in the environment \(names.joined(separator: ", "))"))
            result.diagnostics.append(diagnostic)
        }
        // Where there are errors, not everything was looked at.
        if !result.diagnostics.hasErrors { result.diagnostics += unusedIgnores }
        result.diagnostics.sort()
        if result.diagnostics.hasErrors { result.desired = nil }
        return result
    }
}

/// What `project.yaml` says, the defaults of assistants left out.
package struct ProjectSettings: Equatable, Sendable {
    /// `[a-z0-9]+(-[a-z0-9]+)*`, at most 36 characters.
    package var project: String
    /// The absolute path of the project's folder.
    package var folder: String
    /// The absolute path that the paths of ``ProjectFile`` are relative to.
    package var filesRoot: String
    /// `default_environment`, or the only one there is; nil where one has to be chosen.
    package var defaultEnvironment: String?
    /// Sorted by name.
    package var environments: [EnvironmentSettings]
    /// What is known of models: the file that `model_catalogue` names, else the catalogue of this program.
    package var catalogue: ModelCatalogue
    /// `serve` for the environment that was loaded for; nil where nothing is said of it.
    package var serve: ServeSettings?

    /// Sorts the environments.
    package init(
        project: String,
        folder: String,
        filesRoot: String,
        defaultEnvironment: String?,
        environments: [EnvironmentSettings],
        catalogue: ModelCatalogue = .builtIn
    ) {
        self.project = project
        self.folder = folder
        self.filesRoot = filesRoot
        self.defaultEnvironment = defaultEnvironment
        self.environments = environments.sorted { $0.name < $1.name }
        self.catalogue = catalogue
    }
}

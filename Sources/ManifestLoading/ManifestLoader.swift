import AssistantModel
import SourceDiagnostics
import YAMLTree

/// Turns the files of a project into the state that an account should have, and finds everything wrong with them.
///
/// Pure but for the reader: the same files give the same result.
package struct ManifestLoader: Sendable {
    private let reader: any ProjectFileReader
    private let files: ManifestFiles
    private let today: CalendarDay?
    private let looks: FileLooks

    /// A loader for the files behind a reader.
    ///
    /// - Parameters:
    ///   - files: the manifests behind the reader; nil reads them here, one after the other.
    ///   - today: decides which models are shut down; nil for the date of the catalogue.
    ///   - scans: PDFs of which pages hold no text, by absolute path; none where nobody looked.
    package init(
        reader: any ProjectFileReader,
        files: ManifestFiles? = nil,
        today: CalendarDay? = nil,
        scans: [String: ScannedPages] = [:]
    ) {
        self.reader = reader
        self.files = files ?? ManifestFiles(of: reader)
        self.today = today
        looks = FileLooks(scans: scans)
    }

    /// Loads the project for one environment, on one core.
    ///
    /// - Parameter environment: its name; nil for `default_environment`, or for the only one there is.
    package func load(environment: String?) -> LoadResult {
        let begun = begin(environment)
        return result(of: begun, DeclaredObjects.read(begun.documents, of: begun.project, begun.context))
    }

    /// The same on all cores: of a large project most of the work is here.
    package func loadConcurrently(environment: String?) async -> LoadResult {
        let begun = begin(environment)
        return result(
            of: begun,
            await DeclaredObjects.readConcurrently(begun.documents, of: begun.project, begun.context)
        )
    }

    /// Loads the project for one environment and checks what it says for all the others: overrides of an environment
    /// count nowhere else, and apis differ in what they hold.
    ///
    /// - Parameter environment: as for ``load(environment:)``.
    /// - Returns: the result for that environment, with the problems of every other one, each once. A problem that the
    ///   environment itself does not have carries a note with the names of those that have it. A comment that silences
    ///   nothing in any environment is a problem too.
    package func loadCheckingAll(environment: String?) -> LoadResult {
        let result = load(environment: environment)
        return result.withProblems(of: result.otherEnvironments(than: environment).map { ($0, load(environment: $0)) })
    }

    /// The same on all cores.
    package func loadConcurrentlyCheckingAll(environment: String?) async -> LoadResult {
        let result = await loadConcurrently(environment: environment)
        var others: [(name: String, result: LoadResult)] = []
        for other in result.otherEnvironments(than: environment) {
            others.append((other, await loadConcurrently(environment: other)))
        }
        return result.withProblems(of: others)
    }

    /// A load of which everything is read but what the documents declare.
    private struct BegunLoad {
        var context: LoadContext
        var texts: ManifestTexts
        var project: ProjectManifest
        var documents: [ManifestDocument]
    }

    private func begin(_ environment: String?) -> BegunLoad {
        let context = LoadContext(reader: reader, looks: looks)
        let texts = ManifestTexts(files, context: context)
        let project = project(in: texts, environment: environment, context: context)
        context.api = project.environment?.api
        context.isJudgedAsOpenAI = project.environment.map { $0.isOpenAI || $0.endpoint == .embedded } ?? true
        return BegunLoad(
            context: context,
            texts: texts,
            project: project,
            documents: texts.documents(context: context)
        )
    }

    private func result(of load: BegunLoad, _ objects: DeclaredObjects) -> LoadResult {
        let (context, project) = (load.context, load.project)
        ReferenceCheck(
            documents: load.documents,
            assistants: objects.assistants,
            shared: objects.shared,
            problems: context.problems
        ).run()
        let citations = CitationCheck(context: context, shared: objects.shared)
        let declared = objects.assistants.map(citations.resolved)
        if let environment = project.environment {
            ModelCheck(project, today: today, environment: environment, problems: context.problems).run(declared)
            project.serve?.check(
                declared,
                isEmbedded: environment.endpoint == .embedded,
                context.problems
            )
        }
        files.strays.report(
            unlessIn: {
                load.texts.includedPaths(context: context).union(
                    objects.files.map { ProjectPath.resolve($0.path, in: context.filesRoot) }
                )
            },
            context: context
        )
        let (diagnostics, unusedIgnores) = context.diagnostics()
        let knowledge = objects.assistants.compactMap(\.ownKnowledge) + objects.shared
        var result = LoadResult(
            desired: diagnostics.hasErrors ? nil : desired(project, declared, knowledge),
            settings: project.settings,
            diagnostics: diagnostics,
            sources: context.shownSources
        )
        result.unusedIgnores = Set(unusedIgnores)
        return result
    }

    private func project(in texts: ManifestTexts, environment: String?, context: LoadContext) -> ProjectManifest {
        guard let text = texts.project else {
            if !texts.isFolderMissing {
                let misnamed = texts.misnamedProject(in: reader.folder).map { reader.shownPath(of: $0) }
                context.problems.error(
                    "no-project-file",
                    "there is no \(reader.shownPath(of: "\(reader.folder)/\(ProjectManifest.fileName)"))",
                    at: nil,
                    hint: misnamed.map { "rename \($0) to \(ProjectManifest.fileName)" }
                        ?? "run `assistantctl init`, or name the project's folder with --dir"
                )
            }
            return ProjectManifest()
        }
        guard text.nodes.count == 1 else {
            if text.isComplete {
                context.problems.error(
                    "wrong-document-count",
                    "project.yaml has \(text.nodes.count) documents; it must have one",
                    at: text.nodes.dropFirst().first?.location ?? SourceLocation(file: text.shownPath)
                )
            }
            return ProjectManifest()
        }
        return ProjectManifest(text.nodes[0], requested: environment, context: context)
    }

    private func desired(
        _ project: ProjectManifest,
        _ assistants: [Assistant],
        _ knowledgeBases: [KnowledgeBase]
    ) -> DesiredState? {
        guard let settings = project.settings, let environment = project.environment else { return nil }
        return DesiredState(
            project: settings.project,
            environment: environment,
            assistants: assistants,
            knowledgeBases: knowledgeBases
        )
    }
}

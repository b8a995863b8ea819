import AssistantModel
import SourceDiagnostics

/// Finds the files that `cites` stands for, among those of an assistant's knowledge.
struct CitationCheck {
    private let context: LoadContext
    private let shared: [String: KnowledgeBase]

    /// - Parameter shared: knowledge bases that are documents of their own.
    init(context: LoadContext, shared: [KnowledgeBase]) {
        self.context = context
        self.shared = Dictionary(shared.map { ($0.key, $0) }) { first, _ in first }
    }

    /// The assistant with the paths of what its checks expect to be cited.
    func resolved(_ manifest: AssistantManifest) -> Assistant {
        var assistant = manifest.assistant
        let base = manifest.sharedKnowledge.map { shared[$0.key] } ?? manifest.ownKnowledge
        for check in assistant.checks.indices {
            for index in assistant.checks[check].expectations.indices {
                let expectation = assistant.checks[check].expectations[index]
                guard case .cites(let pattern, _) = expectation.rule else { continue }
                let paths = paths(of: pattern, at: expectation.location, among: base?.files.map(\.path))
                assistant.checks[check].expectations[index].rule = .cites(pattern: pattern, paths: paths)
            }
        }
        return assistant
    }

    /// - Parameter known: the paths of the knowledge; nil for an assistant without files of its own.
    private func paths(of text: String, at location: SourceLocation, among known: [String]?) -> [String] {
        guard let known else {
            context.problems.error(
                "unknown-citation",
                "the assistant has no files that it could cite",
                at: location,
                hint: "`cites` is for files under `knowledge`; of a store that is managed elsewhere nobody knows them"
            )
            return []
        }
        let folder = context.folder(of: location)
        let exact = ProjectPath.relative(ProjectPath.resolve(text, in: folder), to: context.filesRoot)
        if let exact, known.contains(exact) { return [exact] }
        if GlobPattern.hasWildcards(text) {
            do throws(GlobPattern.Problem) {
                let pattern = try GlobPattern(text)
                let found = known.filter { path in
                    ProjectPath.relative(ProjectPath.resolve(path, in: context.filesRoot), to: folder)
                        .map(pattern.matches) ?? false
                }
                if !found.isEmpty { return found }
            } catch {
                context.problems.error("invalid-glob", "\(quoted(text)) \(error.reason)", at: location)
                return []
            }
        }
        context.problems.error(
            "unknown-citation",
            "\(quoted(text)) is no file of the assistant's knowledge",
            at: location,
            hint: hint(for: text, among: known, in: folder)
        )
        return []
    }

    private func hint(for text: String, among known: [String], in folder: String) -> String {
        let relative = known.map { path in
            let absolute = ProjectPath.resolve(path, in: context.filesRoot)
            return ProjectPath.relative(absolute, to: folder) ?? path
        }
        let name = ProjectFile.name(ofPath: text)
        let namesake = relative.first { ProjectFile.name(ofPath: $0) == name }
        return namesake.map { "did you mean \(quoted($0))?" }
            ?? Suggestion.hint(for: text, among: relative)
            ?? "paths are relative to \(context.reader.shownPath(of: folder))"
    }
}

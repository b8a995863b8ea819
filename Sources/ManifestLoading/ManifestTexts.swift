import AssistantModel
import SourceDiagnostics
import YAMLTree

/// Every YAML file below the project's folder, read into nodes.
struct ManifestTexts {
    struct Text {
        var path: String
        var shownPath: String
        var nodes: [YAMLNode]
        /// Whether nothing of the text was lost to errors.
        var isComplete: Bool
    }

    /// Errors of the YAML reader after which the rest of the text still says what it says.
    private static let harmlessCodes: Set<String> = ["duplicate-key", "key-not-a-string", "tag-refused"]

    /// `project.yaml`; nil when it is not there.
    private(set) var project: Text?
    /// The others, sorted by path.
    private(set) var manifests: [Text] = []
    private(set) var isFolderMissing = false

    init(_ files: ManifestFiles, context: LoadContext) {
        let reader = context.reader
        switch files.files {
        case .success(let files):
            let projectPath = ProjectPath.resolve(ProjectManifest.fileName, in: reader.folder)
            for file in files {
                let text = Self.text(of: file, context: context)
                if file.path == projectPath {
                    project = text
                } else {
                    manifests.append(text)
                    Self.refuseEmptiness(of: file, context: context)
                }
            }
        case .failure(let error):
            isFolderMissing = true
            let shown = reader.shownPath(of: reader.folder)
            context.problems.error(
                error.code,
                error == .missing ? "there is no folder \(shown)" : "cannot read the folder \(shown): \(error.reason)",
                at: nil,
                hint: "run `assistantctl init`, or name the project's folder with --dir"
            )
        }
    }

    /// A file in the place of `project.yaml` that has its name but for capitals and `.yml`.
    func misnamedProject(in folder: String) -> String? {
        manifests.map(\.path).first { path in
            guard let name = ProjectPath.relative(path, to: folder) else { return false }
            return ["project.yaml", "project.yml"].contains(name.lowercased())
        }
    }

    /// The documents that declare something. One that does not is an error, unless a manifest takes its file as a
    /// schema or a prompt.
    func documents(context: LoadContext) -> [ManifestDocument] {
        let included = includedPaths(context: context)
        var documents: [ManifestDocument] = []
        for text in manifests where !included.contains(text.path) {
            for node in text.nodes {
                if let document = ManifestDocument(node, isComplete: text.isComplete, problems: context.problems) {
                    documents.append(document)
                } else {
                    reportUndeclared(node, text, context)
                }
            }
        }
        if manifests.allSatisfy({ $0.isComplete && $0.nodes.isEmpty }), !isFolderMissing {
            context.problems.warning(
                .noManifests,
                "the project declares no assistant and no knowledge base",
                at: nil,
                hint: "add a file with `assistant: <key>` beside project.yaml"
            )
        }
        return documents
    }

    private static func text(of file: ManifestFile, context: LoadContext) -> Text {
        var text = Text(path: file.path, shownPath: file.shownPath, nodes: [], isComplete: false)
        switch file.content {
        case .success(let content):
            let source = SourceFile(path: file.path, shownPath: file.shownPath, text: content.text)
            context.remember(source, secrets: content.secrets, isManifest: true, scalars: content.secretScalars)
            let start = source.start
            guard
                !context.reportStandIn(content.text.utf8, at: file.path, root: context.reader.folder, start)
            else { return text }
            let diagnostics = content.reading.diagnostics
            context.problems.add(contentsOf: diagnostics)
            context.silencing.add(content.comments)
            context.problems.add(contentsOf: content.misreadings)
            context.problems.add(contentsOf: content.comments.flatMap(Silencing.problems(with:)))
            text.nodes = content.reading.documents
            text.isComplete = diagnostics.allSatisfy {
                $0.severity == .warning || harmlessCodes.contains($0.code)
            }
        case .failure(.missing):
            context.problems.error(
                "dangling-link",
                "\(file.shownPath) is a link to nothing: the manifests behind it are not there",
                at: SourceLocation(file: file.shownPath),
                hint: "check out what it points to, or remove the link"
            )
        case .failure(let error):
            context.report(
                error,
                path: file.path,
                root: context.reader.folder,
                limit: LimitTable.manifestBytes,
                at: SourceLocation(file: file.shownPath)
            )
        }
        return text
    }

    /// A file without a word may have held an assistant, which the plan would delete.
    private static func refuseEmptiness(of file: ManifestFile, context: LoadContext) {
        guard case .success(let content) = file.content, content.text.allSatisfy(\.isWhitespace) else { return }
        context.problems.error(
            "empty-manifest",
            "\(file.shownPath) is empty",
            at: SourceLocation(file: file.shownPath),
            hint: "delete the file if what it declared is to go; a comment in it says that it is meant"
        )
    }

    private func reportUndeclared(_ node: YAMLNode, _ text: Text, _ context: LoadContext) {
        guard text.isComplete else { return }
        let kinds = ManifestDocument.Kind.allCases.map(\.rawValue)
        var hint =
            "a manifest has `assistant: <key>` or `knowledge_base: <key>`; keep other YAML files outside "
            + context.reader.shownPath(of: context.reader.folder)
        var location = node.location
        if case .mapping(let pairs) = node.value {
            if let pair = pairs.first(where: { Suggestion.nearest(to: $0.key, among: kinds) != nil }),
                let suggestion = Suggestion.hint(for: pair.key, among: kinds)
            {
                hint = suggestion
                location = pair.keyLocation
            } else if pairs.contains(where: { $0.key == "project" }) {
                hint =
                    "a project has one \(ProjectManifest.fileName), in "
                    + context.reader.shownPath(of: context.reader.folder)
            }
        }
        context.problems.error("not-a-manifest", "this document declares nothing", at: location, hint: hint)
    }

    /// The paths of all files that some `file:` in any layer of any manifest names.
    func includedPaths(context: LoadContext) -> Set<String> {
        IncludedFiles.paths((manifests + [project].compactMap { $0 }).map { ($0.path, $0.nodes) })
    }
}

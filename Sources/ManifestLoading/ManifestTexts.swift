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

    init(context: LoadContext) {
        let reader = context.reader
        let paths: [String]
        do throws(ProjectFileError) {
            paths = try reader.manifestPaths()
        } catch {
            isFolderMissing = true
            let shown = reader.shownPath(of: reader.folder)
            context.problems.error(
                error.code,
                error == .missing ? "there is no folder \(shown)" : "cannot read the folder \(shown): \(error.reason)",
                at: nil,
                hint: "run `assistantctl init`, or name the project's folder with --dir"
            )
            return
        }
        let projectPath = ProjectPath.resolve(ProjectManifest.fileName, in: reader.folder)
        for path in paths {
            let text = Self.read(path, context: context)
            if path == projectPath { project = text } else { manifests.append(text) }
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

    private static func read(_ path: String, context: LoadContext) -> Text {
        let shownPath = context.reader.shownPath(of: path)
        var text = Text(path: path, shownPath: shownPath, nodes: [], isComplete: false)
        do throws(ProjectFileError) {
            let bytes = try context.reader.contents(
                of: path,
                limit: LimitTable.manifestBytes,
                root: context.reader.folder
            )
            let source = String(decoding: bytes, as: UTF8.self)
            context.remember(SourceFile(path: path, shownPath: shownPath, text: source), isManifest: true)
            let result = YAMLReader().read(bytes, file: shownPath)
            context.problems.add(contentsOf: result.diagnostics)
            let comments = IgnoreScan(source, documents: result.documents, file: shownPath).comments()
            context.silencing.add(comments)
            context.problems.add(contentsOf: comments.flatMap(Silencing.problems(with:)))
            text.nodes = result.documents
            text.isComplete = result.diagnostics.allSatisfy {
                $0.severity == .warning || harmlessCodes.contains($0.code)
            }
        } catch {
            context.report(
                error,
                path: path,
                root: context.reader.folder,
                limit: LimitTable.manifestBytes,
                at: SourceLocation(file: shownPath)
            )
        }
        return text
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
    private func includedPaths(context: LoadContext) -> Set<String> {
        var paths: Set<String> = []
        for text in manifests + [project].compactMap({ $0 }) {
            var open = text.nodes
            while let node = open.popLast() {
                switch node.value {
                case .scalar: break
                case .sequence(let nodes): open += nodes
                case .mapping(let pairs):
                    for pair in pairs {
                        if pair.key == "file", case .scalar(let scalar) = pair.value.value {
                            paths.insert(ProjectPath.resolve(scalar.text, in: ProjectPath.parent(of: text.path)))
                        } else {
                            open.append(pair.value)
                        }
                    }
                }
            }
        }
        return paths
    }
}

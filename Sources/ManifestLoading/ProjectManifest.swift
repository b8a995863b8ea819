import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `project.yaml`, for the environment that is loaded for.
struct ProjectManifest {
    static let fileName = "project.yaml"

    /// Nil when there is no usable project.
    private(set) var settings: ProjectSettings?
    /// The environment that is loaded for; nil when it is not declared or is wrong.
    private(set) var environment: EnvironmentSettings?
    /// Its name, also when its settings are wrong.
    private(set) var environmentName: String?
    /// The declared names, wrong ones included; nil when that is not known.
    private(set) var environmentNames: [String]?
    /// What lies under every assistant.
    private(set) var defaults: [YAMLNode.Pair] = []
    /// What is known of models: the project's own catalogue, else the one of this program.
    private(set) var catalogue = ModelCatalogue.builtIn
    /// Whether the project's own catalogue has errors: what it knows is not known here.
    private(set) var isCatalogueUnread = false
    /// `serve` for the environment that is loaded for; nil where neither project nor environment has one.
    private(set) var serve: ServeManifest?

    /// A project whose file cannot be read.
    init() {}

    /// - Parameter requested: the environment that the user asked for; nil for the default one.
    init(_ node: YAMLNode, requested: String?, context: LoadContext) {
        let field = Field(name: Self.fileName, node: node, problems: context.problems)
        guard let mapping = field.mapping(.project) else { return }
        let project = mapping.required("project", hint: "a name such as `project: acme-support`")
            .flatMap { Identifier.project($0) }
        if let root = mapping["files_root"] { readFilesRoot(root, context) }
        var environments: [EnvironmentSettings] = []
        if let field = mapping.required("environments", hint: "such as `environments: {sandbox: {base_url: embedded}}`")
        {
            environments = readEnvironments(field, context)
        }
        if let field = mapping["defaults"],
            field.mapping(.defaults) != nil,
            case .mapping(let pairs) = field.node.value
        {
            defaults = pairs.filter { ManifestMapping.defaults[$0.key] != nil }
        }
        if let field = mapping["model_catalogue"] {
            let own = CatalogueFile.catalogue(field, context: context)
            if let own { catalogue = own }
            isCatalogueUnread = own == nil
        }
        chooseEnvironment(mapping, requested: requested, among: environments, context)
        if let environment {
            let own = mapping["environments"]?.pairs()?.first { $0.pair.key == environment.name }?.field
            serve = ServeManifest(
                project: mapping["serve"],
                environment: own.flatMap { $0.member("serve") },
                isEmbedded: environment.endpoint == .embedded,
                context: context
            )
        }
        if let project {
            settings = ProjectSettings(
                project: project,
                folder: context.reader.folder,
                filesRoot: context.filesRoot,
                defaultEnvironment: environmentNames.flatMap { $0.count == 1 ? $0[0] : nil },
                environments: environments,
                catalogue: catalogue
            )
            if let field = mapping["default_environment"], case .scalar(let scalar) = field.node.value {
                settings?.defaultEnvironment = scalar.text
            }
            settings?.serve = serve?.settings
        }
    }

    private func readFilesRoot(_ field: Field, _ context: LoadContext) {
        guard let text = field.string() else { return }
        guard let path = context.path(named: text, at: field.location, root: "/") else { return }
        do throws(ProjectFileError) {
            let status = try context.reader.status(of: path, root: path)
            if status.isDirectory {
                context.filesRoot = path
                if let repository = context.reader.repositoryRoot, !ProjectPath.isInside(path, repository) {
                    context.problems.warning(
                        .filesOutsideRepository,
                        "`files_root` is \(path), outside of the git repository \(repository): manifests can upload "
                            + "whatever lies there, and nobody reviews it",
                        at: field.location,
                        hint: "name a folder of the repository"
                    )
                }
            } else {
                context.problems.error(
                    "not-a-folder",
                    "`files_root` must be a folder; \(quoted(text)) is a file",
                    at: field.location
                )
            }
        } catch {
            context.problems.error(
                error.code,
                "there is no folder \(context.reader.shownPath(of: path))",
                at: field.location,
                hint: "`files_root` is relative to project.yaml"
            )
        }
    }

    private mutating func readEnvironments(_ field: Field, _ context: LoadContext) -> [EnvironmentSettings] {
        guard let pairs = field.pairs() else { return [] }
        if pairs.isEmpty {
            context.problems.error("empty-value", "`environments` declares none", at: field.location)
        }
        var names: [String] = []
        var environments: [EnvironmentSettings] = []
        for (pair, field) in pairs where !names.contains(pair.key) {
            names.append(pair.key)
            if !Identifier.isEnvironment(pair.key) {
                context.problems.error(
                    "invalid-name",
                    "\(quoted(pair.key)) is not the name of an environment",
                    at: pair.keyLocation,
                    hint: "allowed: lower-case letters and digits, at most 16"
                )
            } else if let settings = EnvironmentManifest.settings(pair, field, context: context) {
                environments.append(settings)
            }
        }
        environmentNames = names
        return environments
    }

    private mutating func chooseEnvironment(
        _ mapping: MappingReader,
        requested: String?,
        among environments: [EnvironmentSettings],
        _ context: LoadContext
    ) {
        guard let names = environmentNames, !names.isEmpty else { return }
        let standard = mapping["default_environment"]
        let standardName = standard?.string()
        let declared = "declared: \(names.sorted().map { onOneLine($0) }.joined(separator: ", "))"
        if let standard, let standardName, !names.contains(standardName) {
            context.problems.error(
                "unknown-environment",
                "`default_environment` names \(quoted(standardName)), which is not declared",
                at: standard.location,
                hint: Suggestion.hint(for: standardName, among: names) ?? declared
            )
        }
        if let requested, !names.contains(requested) {
            context.problems.error(
                "unknown-environment",
                "project.yaml declares no environment \(quoted(requested))",
                at: mapping.keyLocation("environments"),
                hint: Suggestion.hint(for: requested, among: names) ?? declared
            )
            return
        }
        guard let name = requested ?? standardName ?? (names.count == 1 ? names[0] : nil) else {
            if standard == nil {
                context.problems.error(
                    "no-environment",
                    "no environment was chosen, and there is no `default_environment`",
                    at: mapping.keyLocation("environments"),
                    hint: "choose one with --env; \(declared)"
                )
            }
            return
        }
        environmentName = name
        environment = environments.first { $0.name == name }
    }
}

import SourceDiagnostics
import YAMLTree

/// `environments` of an assistant or a knowledge base.
enum EnvironmentOverrides {
    /// The overrides of the environment that is loaded for; those of the others are checked for their keys only.
    static func chosen(
        _ field: Field?,
        of mapping: ManifestMapping,
        project: ProjectManifest,
        context: LoadContext
    ) -> [YAMLNode.Pair] {
        var chosen: [YAMLNode.Pair] = []
        for (pair, environment) in field?.pairs() ?? [] {
            if let names = project.environmentNames, !names.contains(pair.key) {
                context.problems.error(
                    "unknown-environment",
                    "project.yaml declares no environment \(quoted(pair.key))",
                    at: pair.keyLocation,
                    hint: Suggestion.hint(for: pair.key, among: names)
                        ?? "declared: \(names.sorted().map { onOneLine($0) }.joined(separator: ", "))"
                )
            }
            guard environment.mapping(mapping) != nil,
                pair.key == project.environmentName, case .mapping(let pairs) = pair.value.value
            else { continue }
            chosen = pairs
        }
        return chosen
    }
}

import AssistantModel
import SourceDiagnostics

/// `lifecycle`: protect, ignore, renamed_from.
enum LifecycleManifest {
    static func lifecycle(_ field: Field, ofKey key: String?) -> Lifecycle {
        var lifecycle = Lifecycle()
        guard let mapping = field.mapping(.lifecycle) else {
            return lifecycle
        }
        lifecycle.isProtected = mapping["protect"]?.boolean() ?? false
        for item in mapping["ignore"]?.list() ?? [] {
            let names = DefinitionFieldName.allCases.map(\.rawValue)
            guard let name = item.choice(names), let field = DefinitionFieldName(rawValue: name) else { continue }
            if lifecycle.ignoredFields.contains(field) {
                item.problems.warning(.duplicateValue, "`ignore` lists \(quoted(name)) twice", at: item.location)
            } else {
                lifecycle.ignoredFields.append(field)
            }
        }
        if let former = mapping["renamed_from"], let name = Identifier.key(former) {
            if name == key {
                former.problems.error(
                    "invalid-rename",
                    "`renamed_from` is the assistant's own key",
                    at: former.location,
                    hint: "name the key it had before, or remove the line"
                )
            } else {
                lifecycle.renamedFrom = name
            }
        }
        return lifecycle
    }
}

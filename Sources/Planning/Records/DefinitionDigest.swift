import AssistantModel
import OrderedJSON

/// The digest of an assistant's definition as records keep it: 18 characters for what answers show, then 4 for
/// `reasoning_effort`, which answers of the Assistants API need not show (docs/openai-api.md, 10.9). Apart, so that a
/// plan can tell which of the two changed.
struct DefinitionDigest: Equatable {
    private static let visibleLength = 18
    private static let hiddenLength = 4
    private static let hiddenPath = "reasoning_effort"

    let visible: String
    let hidden: String

    init(fields: [DefinitionField]) {
        let shown = fields.filter { $0.path != Self.hiddenPath }
        visible = ContentDigest.short(
            .object(JSONObject(shown.map { ($0.path, $0.value) })),
            length: Self.visibleLength
        )
        let effort = fields.first { $0.path == Self.hiddenPath }?.value ?? .null
        hidden = ContentDigest.short(effort, length: Self.hiddenLength)
    }

    /// Nil for a text of another length.
    init?(text: String) {
        guard text.utf8.count == Self.visibleLength + Self.hiddenLength else { return nil }
        visible = String(text.prefix(Self.visibleLength))
        hidden = String(text.suffix(Self.hiddenLength))
    }

    var text: String { visible + hidden }
}

extension Assistant {
    /// The fields that the tool looks after: all but those under `lifecycle.ignore`.
    var managedFields: [DefinitionField] { definition.fields.filter { !lifecycle.ignores($0.path) } }

    /// What a record keeps of the definition.
    var definitionDigest: DefinitionDigest { DefinitionDigest(fields: managedFields) }
}

extension LiveAssistant {
    /// The fields of the live definition that compare with what a manifest manages: ignored ones and metadata of other
    /// people left out.
    func managedFields(lifecycle: Lifecycle, isManagedKey: (String) -> Bool) -> [DefinitionField] {
        let metadata = definition.metadata.filter { isManagedKey($0.key) }
        var definition = definition
        definition.metadata = metadata
        return definition.fields.filter { !lifecycle.ignores($0.path) }
    }
}

extension Lifecycle {
    /// Whether the field, or one around it, may be edited on the account.
    package func ignores(_ path: String) -> Bool {
        ignoredFields.contains { path == $0 || path.hasPrefix($0 + ".") }
    }
}

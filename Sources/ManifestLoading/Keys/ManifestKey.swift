import AssistantModel

/// A key of a manifest: what the loader knows of it, and what the reference and editors say of it.
package struct ManifestKey: Sendable {
    /// As it is written.
    package let name: String
    /// What may stand under it.
    package let value: ManifestValue
    /// What it is for: a sentence or two in Markdown, without the value's form.
    package let meaning: String
    /// What holds where it is not written; nil where nothing does.
    package let standard: String?
    package let isRequired: Bool
    /// The apis that can hold it.
    package let apis: [APIKind]
    /// The version of the program that knew it first.
    package let since: String

    /// A key that every api can hold, unless it says otherwise.
    init(
        _ name: String,
        _ value: ManifestValue,
        _ meaning: String,
        standard: String? = nil,
        isRequired: Bool = false,
        apis: [APIKind] = APIKind.allCases,
        since: String = "0.1.0"
    ) {
        self.name = name
        self.value = value
        self.meaning = meaning
        self.standard = standard
        self.isRequired = isRequired
        self.apis = apis
        self.since = since
    }

    /// The same key where other values may stand.
    func taking(_ value: ManifestValue) -> ManifestKey {
        ManifestKey(name, value, meaning, standard: standard, isRequired: isRequired, apis: apis, since: since)
    }
}

/// A mapping of a manifest: what it is called, and the keys that it may have.
package struct ManifestMapping: Sendable {
    /// What messages call it, such as "an assistant".
    package let owner: String
    /// In the order in which people write them.
    package let keys: [ManifestKey]

    init(_ owner: String, _ keys: [ManifestKey]) {
        self.owner = owner
        self.keys = keys
    }

    var names: [String] { keys.map(\.name) }

    /// A key by its name.
    package subscript(name: String) -> ManifestKey? { keys.first { $0.name == name } }
}

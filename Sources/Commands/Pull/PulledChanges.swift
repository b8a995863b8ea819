import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// What somebody changed on the account, as far as manifests can say it.
struct PulledChanges {
    /// Values of one object that are to stand in the manifests.
    struct Change {
        var address: ResourceAddress
        /// By OpenAI's paths, in the order of plans; nil for a value that is not set on the account.
        var fields: [(path: String, value: JSONValue?)]
    }

    /// Something that stays as it is, and why: a sentence without its full stop.
    struct Note {
        var address: ResourceAddress
        var text: String
    }

    private(set) var changes: [Change] = []
    private(set) var notes: [Note] = []
    /// Objects that were changed on both sides.
    private(set) var conflicts: [ResourceAddress] = []

    /// What differs from what was last applied.
    ///
    /// - Parameters:
    ///   - plan: of what changed on the account.
    ///   - desired: what the manifests say: a value that they say already is not pulled, and one that they changed to
    ///     something else is a conflict.
    ///   - patterns: the addresses that are asked for; empty for all.
    init(_ plan: Plan, against desired: DeclaredState, only patterns: [AddressPattern]) {
        for drift in plan.drift where patterns.isEmpty || patterns.contains(where: { $0.matches(drift.address) }) {
            add(drift, against: desired)
        }
    }

    /// What a release has otherwise than the manifests.
    init(_ release: DesiredState, against desired: DesiredState, only patterns: [AddressPattern]) {
        func isAskedFor(_ address: ResourceAddress) -> Bool {
            patterns.isEmpty || patterns.contains { $0.matches(address) }
        }
        let released = Dictionary(release.assistants.map { ($0.key, $0) }) { first, _ in first }
        for assistant in desired.assistants where isAskedFor(.assistant(assistant.key)) {
            let address = ResourceAddress.assistant(assistant.key)
            guard let other = released[assistant.key] else {
                notes.append(Note(address: address, text: "is not in the release"))
                continue
            }
            add(address, Self.differences(from: assistant.definition.fields, to: other.definition.fields))
        }
        let declared = Set(desired.assistants.map(\.key))
        for assistant in release.assistants where !declared.contains(assistant.key) {
            let address = ResourceAddress.assistant(assistant.key)
            if isAskedFor(address) { notes.append(Note(address: address, text: "is in no manifest")) }
        }
        addKnowledge(release, against: desired, isAskedFor)
    }

    private mutating func addKnowledge(
        _ release: DesiredState,
        against desired: DesiredState,
        _ isAskedFor: (ResourceAddress) -> Bool
    ) {
        let released = Dictionary(release.knowledgeBases.map { ($0.key, $0) }) { first, _ in first }
        for base in desired.knowledgeBases {
            guard let other = released[base.key] else { continue }
            let address = ResourceAddress.vectorStore(base.key)
            if isAskedFor(address), other.expiresAfterDays != base.expiresAfterDays {
                add(address, [(PulledField.expiry, JSONValue(other.expiresAfterDays))])
            }
            if isAskedFor(address), other.chunking != base.chunking {
                notes.append(Note(address: address, text: "chunking is another one: files are not pulled"))
            }
            let files = Dictionary(other.files.map { ($0.path, $0) }) { first, _ in first }
            for file in base.files {
                let address = ResourceAddress.knowledgeFile(base.key, file.path)
                guard isAskedFor(address), let other = files[file.path] else { continue }
                let old = file.attributes.map { DefinitionField(path: "attributes.\($0)", value: $1) }
                let new = other.attributes.map { DefinitionField(path: "attributes.\($0)", value: $1) }
                add(address, Self.differences(from: old, to: new))
            }
        }
    }

    private static func differences(
        from old: [DefinitionField],
        to new: [DefinitionField]
    ) -> [(path: String, value: JSONValue?)] {
        let before = Dictionary(old.map { ($0.path, $0.value) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.path, $0.value) }) { first, _ in first }
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { ($0, after[$0]) }
    }

    private mutating func add(_ address: ResourceAddress, _ fields: [(path: String, value: JSONValue?)]) {
        if !fields.isEmpty { changes.append(Change(address: address, fields: fields)) }
    }

    private mutating func add(_ drift: ResourceDrift, against desired: DeclaredState) {
        let address = drift.address
        guard drift.liveID != nil else {
            return notes.append(Note(address: address, text: "is gone from the account"))
        }
        guard !drift.fields.isEmpty else {
            let text =
                address.filePath != nil
                ? "is another file, or was attached by hand: files are not pulled"
                : "was changed, and which fields cannot be told"
            return notes.append(Note(address: address, text: text))
        }
        guard desired.declares(address) else {
            return notes.append(Note(address: address, text: "was changed, and is in no manifest"))
        }
        var fields: [(path: String, value: JSONValue?)] = []
        for field in drift.fields {
            if let reason = PulledField.reasonAgainst(field.path, of: address) {
                notes.append(Note(address: address, text: reason))
                continue
            }
            let declared = desired.value(of: field.path, at: address)
            if declared == DeclaredState.normalForm(field.after, of: field.path) { continue }
            // Digests tell that both sides moved, and not which field.
            if field.isBeforeKnown, declared == DeclaredState.normalForm(field.before, of: field.path) {
                fields.append((field.path, field.after))
            } else if !conflicts.contains(address) {
                conflicts.append(address)
            }
        }
        add(address, fields)
    }
}

/// The paths of values that can be pulled.
enum PulledField {
    static let expiry = "expires_after.days"
    static let instructions = "instructions"

    /// Why a value is not pulled; nil for one that is.
    static func reasonAgainst(_ path: String, of address: ResourceAddress) -> String? {
        switch address.resource {
        case .assistant:
            let name = FieldPath.topLevelName(of: path)
            if DefinitionFieldName(rawValue: name) != nil { return nil }
            return "\(path) changed: what an assistant refers to is not pulled"
        case .vectorStore: return path == expiry ? nil : "\(path) changed: no manifest can say it"
        case .knowledgeFile:
            let isOurs = ["attributes.path", "attributes.sha256"].contains(path)
            return path.hasPrefix("attributes.") && !isOurs ? nil : "\(path) changed: files are not pulled"
        case .codeInterpreterFile: return "\(path) changed: files are not pulled"
        }
    }
}

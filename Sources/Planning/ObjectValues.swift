import AssistantModel
import OrderedJSON

/// An object as a whole: as it is, or as a plan leaves it.
package struct ObjectValues: Equatable, Sendable {
    /// The path of the server's id.
    package static let id = "id"
    /// What a change and an object say beside their fields.
    static let named = [id, FileField.path]

    /// What is set and known, each path once: the id, what a file is, then in the order of plans.
    package private(set) var fields: [DefinitionField]
    /// The paths of what only apply will know.
    package private(set) var unknown: [String]

    /// - Parameter fields: of equal paths the last counts.
    init(_ fields: [DefinitionField], unknown: [String] = []) {
        let known = Dictionary(fields.map { ($0.path, $0) }) { _, last in last }
        self.fields = known.values.map { (Self.rank($0.path), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        self.unknown = unknown
    }

    private static func rank(_ path: String) -> (Int, Int, String) {
        let identity = [id, FileField.path, FileField.sha256, FileField.bytes]
        if let place = identity.firstIndex(of: path) { return (place, 0, path) }
        let (place, path) = DefinitionOrder.rank(path)
        return (identity.count, place, path)
    }
}

extension ResourceChange {
    /// The object as it is; nil for one that the plan makes.
    package var before: ObjectValues? {
        guard action != .create else { return nil }
        var values = (kept?.declared ?? []) + (kept?.others ?? [])
        values.add(ObjectValues.id, JSONValue(liveID))
        for field in changedFields where field.isBeforeKnown { values.add(field.path, field.before) }
        guard let file else { return ObjectValues(values) }
        let sha256 = file.previousSHA256 ?? (file.isUploaded ? nil : file.content?.sha256)
        values.add(FileField.path, .string(previousAddress?.filePath ?? file.path))
        values.add(FileField.sha256, JSONValue(sha256))
        // The account does not say how many bytes a file has: equal contents have as many.
        if let content = file.content, content.sha256 == sha256 { values.add(FileField.bytes, .integer(content.bytes)) }
        if let chunking = changedChunking?.old { values += FileField.chunking(chunking) }
        return ObjectValues(values)
    }

    /// The object as the plan leaves it; nil for one that goes or is forgotten.
    package var after: ObjectValues? {
        let isNew = action == .create || action == .replace
        guard isNew || action == .update || action == .rename || action == .adopt else { return nil }
        var values = (kept?.declared ?? []) + (isNew ? [] : kept?.others ?? [])
        if !isNew { values.add(ObjectValues.id, JSONValue(liveID)) }
        for field in changedFields where field.isAfterKnown { values.add(field.path, field.after) }
        if let file {
            values.add(FileField.path, .string(file.path))
            values.add(FileField.sha256, JSONValue(file.content?.sha256))
            values.add(FileField.bytes, JSONValue(file.content?.bytes))
        }
        if let chunking = changedChunking?.new { values += FileField.chunking(chunking) }
        let unknown = fields.filter { !$0.isAfterKnown }.map(\.path)
        return ObjectValues(values, unknown: (isNew ? [ObjectValues.id] : []) + unknown)
    }

    /// What the manifests say of the object; nil for one that goes.
    package var declared: ObjectValues? {
        guard let after else { return nil }
        let others = Set(kept?.others.map(\.path) ?? [])
        return ObjectValues(after.fields.filter { !others.contains($0.path) })
    }

    /// Without what ``file`` says.
    private var changedFields: [FieldChange] {
        file == nil ? fields : fields.filter { FileField.byAttribute[$0.path] == nil }
    }

    private var changedChunking: (old: Chunking?, new: Chunking)? {
        for reason in reasons {
            if case .chunkingChanged(let old, let new) = reason.kind { return (old, new) }
        }
        return nil
    }
}

extension ResourceDrift {
    /// The object as it was applied; nil for one that somebody else made.
    package var before: ObjectValues? {
        guard reason.kind != .attachedByHand else { return nil }
        return values(fields.filter(\.isBeforeKnown).map { ($0.path, $0.before) })
    }

    /// The object as it is; nil for one that is gone.
    package var after: ObjectValues? {
        guard reason.kind != .missingOnAccount else { return nil }
        return values(fields.filter(\.isAfterKnown).map { ($0.path, $0.after) })
    }

    private func values(_ fields: [(path: String, value: JSONValue?)]) -> ObjectValues {
        var values = kept?.others ?? []
        values.add(ObjectValues.id, JSONValue(liveID))
        values.add(FileField.path, JSONValue(address.filePath))
        for (path, value) in fields { values.add(FileField.byAttribute[path] ?? path, value) }
        return ObjectValues(values)
    }

    /// Takes what did not change from what the plan makes of the object: it starts from the object as it is, or makes
    /// the one anew that is gone.
    mutating func keep(restOf change: ResourceChange) {
        guard let values = reason.kind == .missingOnAccount ? change.after : change.before else { return }
        let changed = Set(fields.map { FileField.byAttribute[$0.path] ?? $0.path } + ObjectValues.named)
        kept = KeptFields(live: values.fields.filter { !changed.contains($0.path) })
    }
}

extension UnchangedObject {
    /// The object before and after the plan.
    package var values: ObjectValues {
        var values = fields.declared + fields.others
        values.add(ObjectValues.id, JSONValue(liveID))
        values.add(FileField.path, JSONValue(address.filePath))
        return ObjectValues(values)
    }

    /// What the manifests say of the object; nil where the plan does not ask them.
    package var declared: ObjectValues? {
        guard !fields.declared.isEmpty else { return nil }
        var values = fields.declared
        values.add(FileField.path, JSONValue(address.filePath))
        return ObjectValues(values)
    }
}

extension [DefinitionField] {
    /// Adds a field that is set: null stands for one that is not.
    fileprivate mutating func add(_ path: String, _ value: JSONValue?) {
        if let value, !value.isNull { append(DefinitionField(path: path, value: value)) }
    }
}

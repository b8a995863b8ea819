import AssistantModel
import LocalFiles
import ManifestLoading
import ManifestWriting
import OrderedJSON
import Planning
import SourceDiagnostics

extension PullEditor {
    /// Writes every value of one object.
    mutating func write(_ change: PulledChanges.Change) throws(PullRefusal) {
        switch change.address.resource {
        case .assistant(let key):
            for field in change.fields { try write(field.path, field.value, ofAssistant: key) }
        case .vectorStore(let key):
            for field in change.fields { try write(days: field.value?.intValue, ofKnowledge: key) }
        case .knowledgeFile(let owner, let path): try write(attributes: change.fields, of: path, in: owner)
        case .codeInterpreterFile: break
        }
    }

    private mutating func write(_ path: String, _ value: JSONValue?, ofAssistant key: String) throws(PullRefusal) {
        guard let assistant = desired.assistants.first(where: { $0.key == key }) else { return }
        let attempts: [Attempt]
        switch FieldPath.topLevelName(of: path) {
        case PulledField.instructions: attempts = try promptAttempts(assistant, to: value?.stringValue)
        case "tools": attempts = toolAttempts(assistant, String(path.dropFirst("tools.".count)), to: value)
        case "metadata":
            attempts = valueAttempts(["metadata", String(path.dropFirst("metadata.".count))], value, of: assistant)
        default: attempts = valueAttempts([path], value.map { Self.manifestValue(path, $0) }, of: assistant)
        }
        try write(
            "`\(path)` of assistant.\(key)",
            of: .assistant(key),
            at: assistant.origin(ofField: path),
            value: PulledChanges.Change(address: .assistant(key), fields: [(path, value)]),
            attempts: attempts
        )
    }

    private static func manifestValue(_ path: String, _ value: JSONValue) -> JSONValue {
        guard path == "response_format", let type = value["type"]?.stringValue else { return value }
        return type == "json_schema" ? ["json_schema": value["json_schema"] ?? .null] : .string(type)
    }

    private mutating func write(days: Int?, ofKnowledge key: String) throws(PullRefusal) {
        guard let base = desired.knowledgeBases.first(where: { $0.key == key }) else { return }
        let value = days.map { JSONValue.integer($0) }
        let attempts: [Attempt]
        if let assistant = desired.assistants.first(where: { !base.isShared && $0.key == key }) {
            attempts = valueAttempts(["knowledge", "expires_after_days"], value, of: assistant)
        } else {
            attempts = [
                edit(base.location, "knowledge_base", key) { (edit, document) throws(ManifestEdit.Refusal) in
                    try edit.change([.key("expires_after_days")], to: value, in: document, order: .knowledgeBase)
                    return true
                }
            ]
        }
        try write(
            "`expires_after_days` of vector_store.\(key)",
            of: .vectorStore(key),
            at: base.origins["expires_after_days"] ?? base.location,
            value: PulledChanges.Change(address: .vectorStore(key), fields: [(PulledField.expiry, value)]),
            attempts: attempts
        )
    }

    /// The places for a value of an assistant: where this environment has one of its own, where the assistant says it,
    /// and as an override of what lies below either.
    func valueAttempts(_ keys: [String], _ value: JSONValue?, of assistant: Assistant) -> [Attempt] {
        let path = keys.map { ManifestEdit.Step.key($0) }
        func attempt(_ path: [ManifestEdit.Step], _ value: JSONValue?, mustExist: Bool) -> Attempt {
            edit(assistant.location, "assistant", assistant.key) { (edit, document) throws(ManifestEdit.Refusal) in
                if mustExist, !edit.holds(path, in: document) { return false }
                try edit.change(path, to: value, in: document, order: .assistant)
                return true
            }
        }
        // What is not set on the account, and stands in a layer below, is taken away by null.
        return [
            attempt(override(path), value, mustExist: true), attempt(path, value, mustExist: true),
            attempt(path, value ?? .null, mustExist: false), attempt(override(path), value ?? .null, mustExist: false),
        ]
    }

    /// The place of the environment's own value.
    func override(_ path: [ManifestEdit.Step]) -> [ManifestEdit.Step] {
        [.key("environments"), .key(environment)] + path
    }

    /// A change of the document that declares something.
    ///
    /// - Parameter body: makes it, and tells whether there was something to change.
    func edit(
        _ location: SourceLocation,
        _ kind: String,
        _ key: String,
        _ body: @escaping (inout ManifestEdit, Int) throws(ManifestEdit.Refusal) -> Bool
    ) -> Attempt {
        let root = settings.folder
        return { (draft: inout ProjectDraft) throws(WrongWay) in
            let path = absolutePath(location.file)
            guard let bytes = draft.bytes(of: path, root: root),
                var edit = ManifestEdit(bytes, file: location.file),
                let document = edit.document(where: kind, is: key)
            else { throw .notThere }
            let isThere: Bool
            do throws(ManifestEdit.Refusal) {
                isThere = try body(&edit, document)
            } catch {
                throw .refused(error.diagnostic)
            }
            guard isThere else { throw .notThere }
            draft.replace(path, with: edit.bytes)
        }
    }

    // MARK: Attributes

    private mutating func write(
        attributes fields: [(path: String, value: JSONValue?)],
        of path: String,
        in owner: String
    ) throws(PullRefusal) {
        guard let base = desired.knowledgeBases.first(where: { $0.key == owner }),
            let file = base.files.first(where: { $0.path == path })
        else { return }
        let changes = fields.map { (key: String($0.path.dropFirst("attributes.".count)), value: $0.value) }
        var attributes = file.attributes
        for change in changes { attributes[change.key] = change.value }
        let wanted = attributes
        let whole = JSONObject(wanted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let isAlone = base.files.count { $0.origin == file.origin } == 1
        let name = relativePath(of: path, from: base.location.file)
        let lists: [[ManifestEdit.Step]] =
            base.isShared
            ? [[.key("files")]]
            : [override([.key("knowledge"), .key("files")]), [.key("knowledge"), .key("files")]]
        let order: KeyOrder = base.isShared ? .knowledgeBase : .assistant
        let attempts = lists.map { list in
            edit(base.location, base.isShared ? "knowledge_base" : "assistant", owner) {
                (edit, document) throws(ManifestEdit.Refusal) in
                guard let index = edit.element(at: file.origin, of: list, in: document) else { return false }
                let entry = list + [.element(index)]
                let own = entry + [.key("attributes")]
                if isAlone, edit.holds(own, in: document) {
                    for change in changes {
                        try edit.change(own + [.key(change.key)], to: change.value, in: document, order: order)
                    }
                } else if isAlone, edit.holds(entry + [.key("path")], in: document) {
                    try edit.set(own, to: .object(whole), in: document, order: order)
                } else {
                    // An entry that names just this file comes before a pattern that it is one of.
                    let value: JSONValue = ["path": .string(name), "attributes": .object(whole)]
                    if isAlone, edit.text(of: entry, in: document) == name {
                        try edit.set(entry, to: value, in: document, order: order)
                    } else {
                        try edit.append(value, to: list, behind: index, in: document, order: order)
                    }
                }
                return true
            }
        }
        try write(
            "`attributes` of file.\(owner)/\(path)",
            of: .vectorStore(owner),
            at: file.origin,
            value: PulledChanges.Change(address: .knowledgeFile(owner, path), fields: fields),
            attempts: attempts
        )
    }

    /// A file of the project as a manifest names it.
    private func relativePath(of path: String, from manifest: String) -> String {
        func parts(_ path: String) -> [String] { ProjectPath.parts(of: path).map { String($0) } }
        let folder = parts(ProjectPath.parent(of: absolutePath(manifest)))
        let file = parts(settings.filesRoot) + parts(path)
        let common = zip(folder, file).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: folder.count - common) + file[common...]).joined(separator: "/")
    }
}

extension ManifestEdit {
    /// Sets a value, or takes it out for nil.
    mutating func change(
        _ path: [Step],
        to value: JSONValue?,
        in document: Int,
        order: KeyOrder
    ) throws(Refusal) {
        if let value { try set(path, to: value, in: document, order: order) } else { try remove(path, in: document) }
    }
}

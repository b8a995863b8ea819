import AssistantModel
import LocalFiles
import ManifestLoading
import ManifestWriting
import OrderedJSON
import SourceDiagnostics

extension PullEditor {
    private static let typeKey = "type"

    /// The ways to write a tool: key by key where it stands; where that is shared, with all tools as an override.
    ///
    /// - Parameter live: in normal form; nil for a tool that is gone.
    func toolAttempts(_ assistant: Assistant, _ identity: String, to live: JSONValue?) -> [Attempt] {
        let fields = assistant.definition.fields
        let declared = fields.first { $0.path == "tools.\(identity)" }?.value
        let base: [ManifestEdit.Step] = [.key("tools")]
        var attempts = [override(base), base].map { list in
            attempt(list, declared, live, at: assistant.origins["tools.\(identity)"], of: assistant)
        }
        // Its files are no part of the tool's normal form.
        guard assistant.codeInterpreterFiles.isEmpty else { return attempts }
        var tools = fields.filter { $0.topLevelName == "tools" && $0.path != "tools.\(identity)" }.map(\.value)
        if let live { tools.append(live) }
        let all: JSONValue = tools.isEmpty ? .null : .array(tools.map(Self.manifestForm))
        attempts += [base, override(base)].map { list in
            edit(assistant.location, "assistant", assistant.key) { (edit, document) throws(ManifestEdit.Refusal) in
                guard list != base || !edit.holds(base, in: document) else { return false }
                try edit.set(list, to: all, in: document, order: .assistant)
                return true
            }
        }
        return attempts
    }

    private func attempt(
        _ list: [ManifestEdit.Step],
        _ declared: JSONValue?,
        _ live: JSONValue?,
        at location: SourceLocation?,
        of assistant: Assistant
    ) -> Attempt {
        let root = settings.filesRoot
        return { (draft: inout ProjectDraft) throws(WrongWay) in
            var schema: (path: String, value: JSONValue)?
            let change = edit(assistant.location, "assistant", assistant.key) {
                (edit, document) throws(ManifestEdit.Refusal) in
                guard edit.holds(list, in: document) else { return false }
                guard let declared, let location else {
                    guard let live else { return false }
                    try edit.append(Self.manifestForm(live), to: list, in: document, order: .assistant)
                    return true
                }
                guard let index = edit.element(at: location, of: list, in: document) else { return false }
                let entry = list + [.element(index)]
                guard let live else {
                    try edit.remove(entry, in: document)
                    return true
                }
                guard edit.holds(entry + [.key(Self.typeKey)], in: document) else {
                    try edit.set(entry, to: Self.manifestForm(live), in: document, order: .assistant)
                    return true
                }
                let old = Self.members(of: declared)
                let new = Self.members(of: live)
                for key in old.keys + new.keys.filter({ old[$0] == nil }) where old[key] != new[key] {
                    let path = entry + [.key(key)]
                    if let value = new[key], let file = edit.text(of: path + [.key("file")], in: document) {
                        schema = (file, value)
                    } else {
                        try edit.change(path, to: new[key], in: document, order: .assistant)
                    }
                }
                return true
            }
            try change(&draft)
            guard let schema else { return }
            let folder = ProjectPath.parent(of: absolutePath(assistant.location.file))
            let path = ProjectPath.resolve(schema.path, in: folder)
            guard let bytes = draft.bytes(of: path, root: root) else { throw .notThere }
            let text = JSONWriter(layout: .pretty).string(from: schema.value) + "\n"
            draft.replace(path, with: SplicedText(bytes).replaced(by: text))
        }
    }

    /// A tool's fields as a manifest has them.
    private static func members(of tool: JSONValue) -> JSONObject {
        guard let fields = tool.objectValue else { return [:] }
        let names = KeyOrder.assistant.value(under: "tools", of: [("assistant", nil)]).element
            .names(of: fields.map { ($0.key, $0.value.stringValue) })
        var members = JSONObject()
        var extra = JSONObject()
        for (key, value) in fields {
            if key == "container", let limit = value["memory_limit"] {
                members["memory_limit"] = limit
            } else if names?.contains(key) ?? true {
                members[key] = value
            } else {
                extra[key] = value
            }
        }
        if !extra.isEmpty { members["extra"] = .object(extra) }
        return members
    }

    private static func manifestForm(_ tool: JSONValue) -> JSONValue {
        let members = members(of: tool)
        return members.count == 1 ? members[typeKey] ?? tool : .object(members)
    }
}

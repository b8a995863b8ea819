import AssistantModel
import OrderedJSON
import Planning

/// What a project owns on an account, for people: an object a line with its address and id.
package struct ShowRenderer: Sendable {
    private let style: TerminalStyle
    /// What details have at least beside addresses and ids.
    private static let detailColumns = 20

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// Files are listed for the stores whose members are known.
    ///
    /// - Parameter codeFilePaths: what the project knows, for the addresses of code interpreter files.
    package func text(
        _ live: LiveState,
        of scope: DeploymentScope,
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> String {
        let objects = OwnedObject.all(in: live, codeFilePaths: codeFilePaths)
        guard !objects.isEmpty else {
            return "\(scope.project) owns nothing in \(scope.environment) (api: \(scope.api.rawValue)).\n"
        }
        let rows = objects.map { (VisibleText.line($0.address.description), VisibleText.line($0.id), $0.details) }
        let addressWidth = min(rows.map { DisplayWidth.of($0.0) }.max() ?? 0, 56)
        let idWidth = rows.map { DisplayWidth.of($0.1) }.max() ?? 0
        // On a narrow terminal id and details stand below their address.
        let indent = addressWidth + idWidth + 4
        let isTable = style.width.map { indent + Self.detailColumns <= $0 } ?? true
        let lines = rows.flatMap { address, id, details -> [String] in
            let details = details.isEmpty ? "" : "  " + VisibleText.line(details.joined(separator: ", "))
            guard isTable else { return style.fitted([style.paint(address, .bold), "    \(id)\(details)"]) }
            let name = style.paint(Wording.padded(address, to: addressWidth), .bold)
            return style.fitted("\(name)  \(Wording.padded(id, to: idWidth))\(details)", hanging: indent)
        }
        let count = Wording.count(objects.count, "object")
        let conclusion = "\(scope.project) owns \(count) in \(scope.environment) (api: \(scope.api.rawValue))."
        return Wording.output(lines + [""] + style.fitted([conclusion]))
    }
}

/// What a project owns on an account, for programs.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.0`; the first number changes when a key changes its meaning or goes |
/// | `project`, `environment`, `api` | what was looked at |
/// | `objects[]` | sorted by address: `address`, `type`, `name`, `id` |
/// | of assistants | `created_at` (Unix seconds), `protected`, `vector_store_ids`, `definition` (set fields by path, defaults left out, secrets as `<hidden>`) |
/// | of stores | `created_at`, `protected`, `expired`, `expires_after_days`, `file_counts` |
/// | of files | `status`, `path`, `sha256`, `attributes`, `error`; for code interpreter `filename` and `bytes` where known |
package enum ShowJSON {
    /// The objects as pretty JSON; the parameters are those of ``ShowRenderer/text(_:of:codeFilePaths:)``.
    package static func text(
        _ live: LiveState,
        of scope: DeploymentScope,
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> String {
        let objects = OwnedObject.all(in: live, codeFilePaths: codeFilePaths).map { object -> JSONValue in
            var members: JSONObject = [
                "address": .string(object.address.description),
                "type": .string(object.address.type),
                "name": .string(object.address.name),
                "id": .string(object.id),
            ]
            for (key, value) in object.members { members[key] = value }
            return .object(members)
        }
        return scope.json(["objects": .array(objects)])
    }
}

/// One object of the account that belongs to the project, as `show` lists it.
struct OwnedObject {
    var address: ResourceAddress
    var id: String
    /// What to know of it, in words.
    var details: [String]
    /// The same for programs.
    var members: JSONObject

    /// Everything that a project owns, sorted by address; of equal addresses by id.
    static func all(in live: LiveState, codeFilePaths: CodeFilePaths) -> [OwnedObject] {
        let assistants = live.assistants.flatMap { [OwnedObject($0)] + files(of: $0, codeFilePaths) }
        let stores = live.vectorStores.flatMap { store in
            [OwnedObject(store)] + (store.members ?? []).map { OwnedObject($0, store: store) }
        }
        return (assistants + stores).sorted { ($0.address, $0.id) < ($1.address, $1.id) }
    }

    private init(_ assistant: LiveAssistant) {
        address = .assistant(assistant.key)
        id = assistant.id
        details = [assistant.definition.model]
        details += assistant.vectorStoreIDs.map { "searches \($0)" }
        details.append("created \(CalendarDay(unixSeconds: assistant.createdAt))")
        if assistant.isProtected { details.append("protected") }
        members = [
            "created_at": .integer(assistant.createdAt),
            "protected": .bool(assistant.isProtected),
            "vector_store_ids": .array(assistant.vectorStoreIDs.map { .string($0) }),
            "definition": .object(
                JSONObject(assistant.definition.fields.map { ($0.path, HiddenSecrets.hiding($0.value)) })
            ),
        ]
    }

    private static func files(of assistant: LiveAssistant, _ paths: CodeFilePaths) -> [OwnedObject] {
        assistant.codeInterpreterFiles.map { file in
            var members: JSONObject = [:]
            if let name = file.name { members["filename"] = .string(name) }
            if let bytes = file.bytes { members["bytes"] = .integer(bytes) }
            return OwnedObject(
                address: .codeInterpreterFile(assistant.key, paths.path(of: file, record: assistant.record)),
                id: file.id,
                details: file.bytes.map { [ByteCount.text($0)] } ?? [],
                members: members
            )
        }
    }

    private init(address: ResourceAddress, id: String, details: [String], members: JSONObject) {
        self.address = address
        self.id = id
        self.details = details
        self.members = members
    }

    private init(_ store: LiveVectorStore) {
        let counts = store.counts
        address = .vectorStore(store.key)
        id = store.id
        details = [Wording.count(counts.total, "file")]
        if counts.inProgress > 0 { details.append("\(counts.inProgress) being indexed") }
        if counts.failed > 0 { details.append("\(counts.failed) failed") }
        if counts.cancelled > 0 { details.append("\(counts.cancelled) cancelled") }
        if store.isExpired { details.append("expired") }
        details += store.expiresAfterDays.map { ["expires \(Wording.count($0, "day")) after the last use"] } ?? []
        details.append("created \(CalendarDay(unixSeconds: store.createdAt))")
        if store.isProtected { details.append("protected") }
        members = [
            "created_at": .integer(store.createdAt),
            "protected": .bool(store.isProtected),
            "expired": .bool(store.isExpired),
            "expires_after_days": JSONValue(store.expiresAfterDays),
            "file_counts": [
                "in_progress": .integer(counts.inProgress),
                "completed": .integer(counts.completed),
                "failed": .integer(counts.failed),
                "cancelled": .integer(counts.cancelled),
                "total": .integer(counts.total),
            ],
        ]
    }

    private init(_ member: LiveMember, store: LiveVectorStore) {
        address = .knowledgeFile(store.key, member.path ?? member.fileID)
        id = member.fileID
        let (status, words) =
            switch member.status {
            case .inProgress: ("in_progress", "being indexed")
            case .completed: ("completed", "indexed")
            case .failed(let message): ("failed", "failed: \(message)")
            case .other(let status): (status, status)
            }
        details = [words] + (member.path == nil ? ["attached by hand"] : [])
        let attributes = member.attributes.sorted { $0.key < $1.key }
        members = [
            "status": .string(status),
            "path": JSONValue(member.path),
            "sha256": JSONValue(member.sha256),
            "attributes": .object(JSONObject(attributes.map { ($0.key, HiddenSecrets.hiding($0.value)) })),
        ]
        if case .failed(let message) = member.status { members["error"] = .string(message) }
    }
}

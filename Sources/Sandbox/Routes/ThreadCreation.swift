import GRDB
import OrderedJSON

/// Makes threads and messages, and the stores that attachments need.
struct ThreadCreation {
    let services: SandboxServices
    let account: String

    /// - Parameter body: a checked creation request.
    func make(_ body: JSONValue) async throws -> ThreadRecord {
        let resources = try await ToolResources(services: services, account: account)
            .resolve(body.present("tool_resources"), tools: nil)
        let record = ThreadRecord(
            id: services.identifier("thread_"),
            account: account,
            createdAt: services.timestamp,
            toolResources: resources,
            metadata: AssistantEcho.metadata(body["metadata"])
        )
        var thread = try await services.database.write { db in try record.inserted(db) }
        do {
            for message in body["messages"]?.arrayValue ?? [] {
                _ = try await add(message, to: thread)
                thread = try await services.thread(thread.id, in: account)
            }
        } catch {
            let incomplete = thread
            _ = try await services.database.write { db in try incomplete.delete(db) }
            throw error
        }
        return thread
    }

    /// - Parameter message: a checked message request.
    func add(_ message: JSONValue, to thread: ThreadRecord) async throws -> MessageRecord {
        let attachments = message.present("attachments")?.arrayValue ?? []
        try await attach(attachments, to: thread)
        let id = services.identifier("msg_")
        let now = services.timestamp
        let body: JSONValue = [
            "id": .string(id), "object": "thread.message", "created_at": .integer(now),
            "assistant_id": .null, "thread_id": .string(thread.id), "run_id": .null, "status": "completed",
            "incomplete_details": .null, "incomplete_at": .null, "completed_at": .null,
            "role": message["role"] ?? .null, "content": Self.content(message["content"]),
            "attachments": .array(attachments), "metadata": AssistantEcho.metadata(message["metadata"]),
        ]
        let record = MessageRecord(id: id, threadID: thread.id, createdAt: now, body: body)
        return try await services.database.write { db in try record.inserted(db) }
    }

    private static func content(_ content: JSONValue?) -> JSONValue {
        if let text = content?.stringValue { return [textPart(text)] }
        return .array(
            (content?.arrayValue ?? []).map { part in
                switch part["type"]?.stringValue {
                case "text": return textPart(part["text"]?.stringValue ?? "")
                case let type?: return part.setting(type, to: (part[type] ?? [:]).withDetail)
                case nil: return part
                }
            }
        )
    }

    private static func textPart(_ text: String) -> JSONValue {
        ["type": "text", "text": ["value": .string(text), "annotations": []]]
    }

    /// Attachments for file search go into the thread's store, made now when there is none; attachments for code
    /// interpreter into its files.
    private func attach(_ attachments: [JSONValue], to thread: ThreadRecord) async throws {
        let searchable = fileIDs(attachments, tool: "file_search")
        let computable = fileIDs(attachments, tool: "code_interpreter")
        guard !searchable.isEmpty || !computable.isEmpty else { return }
        var resources = thread.toolResources
        if !searchable.isEmpty {
            let storeID = resources["file_search"]?["vector_store_ids"]?.strings.first
            if let storeID {
                let account = account
                let store = try await services.database.read { db in
                    try VectorStoreRecord.require(storeID, in: account, db)
                }
                try await Indexer(services: services).attach(
                    searchable.map { Attachment(fileID: $0) },
                    to: store,
                    origin: Indexer.Origin(parameter: "attachments")
                )
            } else {
                let store = try await VectorStoreCreation(
                    expiresAfterDays: VectorStoreCreation.threadStoreDays,
                    fileIDs: searchable
                ).make(services, account: account)
                resources = resources.setting("file_search", to: ["vector_store_ids": [.string(store.id)]])
            }
        }
        if !computable.isEmpty {
            let known = resources["code_interpreter"]?["file_ids"]?.strings ?? []
            let all = known + computable.filter { !known.contains($0) }
            resources = resources.setting("code_interpreter", to: ["file_ids": .array(all.map(JSONValue.string))])
            resources = try await ToolResources(services: services, account: account).resolve(resources, tools: nil)
        }
        var changed = thread
        changed.toolResources = resources
        let updated = changed
        try await services.database.write { db in try updated.update(db) }
    }

    private func fileIDs(_ attachments: [JSONValue], tool: String) -> [String] {
        attachments.filter { ($0["tools"]?.arrayValue ?? []).contains { $0["type"]?.stringValue == tool } }
            .compactMap { $0["file_id"]?.stringValue }
    }
}

extension JSONValue {
    /// An image part with the detail that stands for "not said".
    fileprivate var withDetail: JSONValue { self["detail"] == nil ? setting("detail", to: "auto") : self }
}

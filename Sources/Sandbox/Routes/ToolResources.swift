import GRDB
import OrderedJSON

/// `tool_resources` of assistants and threads: checked against the account, with the store that a request may ask to
/// be made on the way (docs/openai-api.md, 10.10 to 10.12).
struct ToolResources {
    let services: SandboxServices
    let account: String

    /// - Parameter tools: the types of the tools declared beside them, or nil for a thread, which declares none.
    /// - Returns: what is stored and echoed: ids only.
    func resolve(_ resources: JSONValue?, tools: Set<String>?) async throws -> JSONValue {
        var result: JSONValue = [:]
        if let interpreter = resources?.present("code_interpreter") {
            let fileIDs = interpreter["file_ids"]?.strings ?? []
            try requireTool("code_interpreter", in: tools, isUsed: !fileIDs.isEmpty)
            try await requireFiles(fileIDs)
            result = result.setting("code_interpreter", to: ["file_ids": .array(fileIDs.map(JSONValue.string))])
        } else if tools?.contains("code_interpreter") == true {
            result = result.setting("code_interpreter", to: ["file_ids": []])
        }
        if let search = resources?.present("file_search") {
            var storeIDs = search["vector_store_ids"]?.strings ?? []
            let newStores = search["vector_stores"]?.arrayValue ?? []
            try requireTool("file_search", in: tools, isUsed: !storeIDs.isEmpty || !newStores.isEmpty)
            try await requireStores(storeIDs)
            for store in newStores {
                storeIDs.append(try await make(store).id)
            }
            result = result.setting("file_search", to: ["vector_store_ids": .array(storeIDs.map(JSONValue.string))])
        } else if tools?.contains("file_search") == true {
            result = result.setting("file_search", to: ["vector_store_ids": []])
        }
        return result
    }

    private func requireTool(_ name: String, in tools: Set<String>?, isUsed: Bool) throws(APIErrorResponse) {
        guard let tools, isUsed, !tools.contains(name) else { return }
        throw .badRequest(
            "tool_resources.\(name) needs the tool '\(name)' in 'tools'.",
            parameter: "tool_resources.\(name)",
            code: "invalid_value"
        )
    }

    private func requireFiles(_ ids: [String]) async throws {
        let account = account
        let missing = try await services.database.read { db in
            try ids.first { try FileRecord.find($0, in: account, db) == nil }
        }
        if let missing {
            throw APIErrorResponse.badRequest(
                "No file found with id '\(missing)'.",
                parameter: "tool_resources.code_interpreter.file_ids",
                code: "invalid_value"
            )
        }
    }

    private func requireStores(_ ids: [String]) async throws {
        let account = account
        let missing = try await services.database.read { db in
            try ids.first { try VectorStoreRecord.find($0, in: account, db) == nil }
        }
        if let missing {
            throw APIErrorResponse.badRequest(
                "No vector store found with id '\(missing)'.",
                parameter: "tool_resources.file_search.vector_store_ids",
                code: "invalid_value"
            )
        }
    }

    private func make(_ store: JSONValue) async throws -> VectorStoreRecord {
        try await VectorStoreCreation(
            expiresAfterDays: VectorStoreCreation.threadStoreDays,
            metadata: store.present("metadata") ?? [:],
            fileIDs: store["file_ids"]?.strings ?? [],
            chunking: Chunking(store["chunking_strategy"])
        ).make(services, account: account)
    }
}

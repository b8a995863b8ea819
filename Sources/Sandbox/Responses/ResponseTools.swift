import GRDB
import HTTPTypes
import OrderedJSON

/// The tools of a request as far as `tool_choice` lets them be used.
struct ResponseTools: Sendable {
    private let tools: [JSONValue]
    private let choice: JSONValue
    private let isParallel: Bool

    /// - Parameter response: the response object, with its fields filled.
    init(_ response: JSONValue) {
        tools = response["tools"]?.arrayValue ?? []
        choice = response["tool_choice"] ?? "auto"
        isParallel = response["parallel_tool_calls"] != false
    }

    private func isAllowed(_ tool: JSONValue) -> Bool {
        guard choice != "none" else { return false }
        guard choice["type"] == "allowed_tools" else { return true }
        return (choice["tools"]?.arrayValue ?? []).contains { allowed in
            allowed["type"] == tool["type"] && (allowed["name"] == nil || allowed["name"] == tool["name"])
        }
    }

    func first(_ type: String) -> JSONValue? {
        tools.first { $0["type"]?.stringValue == type && isAllowed($0) }
    }

    /// Whether the choice asks for exactly this kind of tool.
    func isForced(_ type: String) -> Bool { choice["type"]?.stringValue == type }

    /// The functions to call for a question: the one asked for, or those that it mentions by name or has everything for.
    func functions(for question: String) -> [JSONValue] {
        let functions = tools.filter { $0["type"] == "function" && isAllowed($0) }
        if isForced("function") { return functions.filter { $0["name"] == choice["name"] } }
        let values = QuestionValues(question)
        var called = functions.filter {
            $0["name"]?.stringValue.map(question.contains) ?? false || values.suffices(for: $0)
        }
        let isRequired = choice == "required" || choice["mode"] == "required"
        if called.isEmpty, isRequired, first("file_search") == nil, first("code_interpreter") == nil {
            called = Array(functions.prefix(1))
        }
        return isParallel ? called : Array(called.prefix(1))
    }

    /// Everything that the tools name must be there, and a store must not have expired.
    func check(_ account: String, at now: Double, _ db: Database) throws {
        for (index, tool) in tools.enumerated() {
            for id in tool["vector_store_ids"]?.strings ?? [] {
                let place = "tools[\(index)].vector_store_ids"
                guard let store = try VectorStoreRecord.find(id, in: account, db) else {
                    throw missing("Vector store with id '\(id)' not found.", place)
                }
                guard !store.isExpired(at: Int(now)) else {
                    throw APIErrorResponse.badRequest(
                        "Vector store '\(id)' is expired and cannot be searched.",
                        parameter: place
                    )
                }
            }
            if let id = tool["container"]?.stringValue, try ContainerRecord.find(id, in: account, db) == nil {
                throw missing("Container with id '\(id)' not found.", "tools[\(index)].container")
            }
            for id in tool["container"]?["file_ids"]?.strings ?? []
            where try FileRecord.find(id, in: account, db) == nil {
                throw missing("No such File object: \(id)", "tools[\(index)].container.file_ids")
            }
        }
    }

    private func missing(_ message: String, _ parameter: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: message, parameter: parameter)
    }
}

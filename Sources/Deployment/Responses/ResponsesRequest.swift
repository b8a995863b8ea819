import AssistantModel
import OrderedJSON

/// An assistant as the ready body for `POST /v1/responses`: an application adds its `input` and sends it.
///
/// Two things of a definition have no place in such a request and stand in the release alone: the name and the
/// description, which no model sees.
package struct ResponsesRequest: Sendable {
    package var definition: AssistantDefinition
    /// The store that file search looks into; nil for an assistant without file search.
    package var vectorStoreID: String?
    /// Files of the code interpreter's container, in the order in which it gets them.
    package var codeInterpreterFileIDs: [String]

    package init(
        definition: AssistantDefinition,
        vectorStoreID: String? = nil,
        codeInterpreterFileIDs: [String] = []
    ) {
        self.definition = definition
        self.vectorStoreID = vectorStoreID
        self.codeInterpreterFileIDs = codeInterpreterFileIDs
    }

    /// The request with its keys in a fixed order; what is not set, or set to nothing, is left out.
    ///
    /// Without `store`: whether an answer stays on the account belongs to the application's privacy and not to the
    /// assistant. The server's default is to keep it (docs/openai-api.md, 9.1).
    package var body: JSONValue {
        var members: JSONObject = ["model": .string(definition.model)]
        members["instructions"] = Self.text(definition.instructions)
        if !definition.tools.isEmpty { members["tools"] = .array(definition.tools.map(json)) }
        if let format = definition.responseFormat.responsesWire { members["text"] = ["format": format] }
        if let effort = Self.text(definition.reasoningEffort) { members["reasoning"] = ["effort": effort] }
        members["temperature"] = definition.temperature.map { .number($0) }
        members["top_p"] = definition.topP.map { .number($0) }
        let metadata = definition.metadata.filter { !$0.value.isEmpty }
        if !metadata.isEmpty { members["metadata"] = .object(JSONObject(sorted: metadata)) }
        return .object(members)
    }

    private static func text(_ text: String?) -> JSONValue? {
        text.flatMap { $0.isEmpty ? nil : .string($0) }
    }

    private func json(_ tool: Tool) -> JSONValue {
        switch tool {
        case .fileSearch(let search): return json(search)
        case .codeInterpreter:
            var container: JSONObject = ["type": "auto"]
            if !codeInterpreterFileIDs.isEmpty {
                container["file_ids"] = .array(codeInterpreterFileIDs.map { .string($0) })
            }
            return ["type": "code_interpreter", "container": .object(container)]
        case .function(let function): return Self.json(function)
        case .other(let type, let fields):
            var members: JSONObject = ["type": .string(type)]
            for (key, value) in fields where key != "type" { members[key] = value }
            return .object(members)
        case .extended(let tool, let fields): return json(tool).extended(by: fields)
        }
    }

    private func json(_ search: FileSearchTool) -> JSONValue {
        var members: JSONObject = [
            "type": "file_search",
            "vector_store_ids": .array([vectorStoreID].compactMap { $0.map { .string($0) } }),
        ]
        members["max_num_results"] = search.maxNumResults.map { .integer(Int64($0)) }
        if let ranking = search.rankingOptions {
            members["ranking_options"] = [
                "ranker": .string(ranking.ranker ?? "auto"), "score_threshold": .number(ranking.scoreThreshold),
            ]
        }
        return .object(members)
    }

    /// Flat, with `parameters` and `strict` always there: both are required (docs/openai-api.md, 9.2).
    private static func json(_ function: FunctionTool) -> JSONValue {
        var members: JSONObject = ["type": "function", "name": .string(function.name)]
        members["description"] = text(function.description)
        let parameters = function.parameters ?? [:]
        members["parameters"] = parameters.isNull || parameters == [:] ? noParameters : parameters
        members["strict"] = .bool(function.strict)
        return .object(members)
    }

    /// A function without parameters, spelled so that it is valid with and without `strict`.
    private static let noParameters: JSONValue = [
        "type": "object", "properties": [:], "required": [], "additionalProperties": false,
    ]
}

extension ResponseFormat {
    /// `text.format`: the members of a JSON schema format stand beside its type, not below a key of their own as in the
    /// Assistants API. Nil for text, the server's default.
    fileprivate var responsesWire: JSONValue? {
        switch self {
        case .text: return nil
        case .jsonObject: return ["type": "json_object"]
        case .jsonSchema(let format):
            var members: JSONObject = ["type": "json_schema", "name": .string(format.name)]
            if let description = format.description, !description.isEmpty {
                members["description"] = .string(description)
            }
            members["schema"] = format.schema ?? [:]
            members["strict"] = .bool(format.strict)
            return .object(members)
        case .other(let value): return value
        }
    }
}

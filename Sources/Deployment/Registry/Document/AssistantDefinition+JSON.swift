import AssistantModel
import OrderedJSON

/// Definitions as JSON and back, exactly: what was not set is left out, and schemas keep the order of their keys, in
/// which a model reads them.
extension AssistantDefinition {
    /// The definition by OpenAI's names, in a fixed order.
    package var json: JSONValue {
        var members = JSONObject()
        members["name"] = name.map { .string($0) }
        members["description"] = description.map { .string($0) }
        members["model"] = .string(model)
        members["instructions"] = instructions.map { .string($0) }
        members["reasoning_effort"] = reasoningEffort.map { .string($0) }
        members["temperature"] = temperature.map { .number($0) }
        members["top_p"] = topP.map { .number($0) }
        members["response_format"] = responseFormat.json
        members["metadata"] = .object(JSONObject(sorted: metadata))
        members["tools"] = .array(tools.map(\.json))
        return .object(members)
    }

    /// - Throws: for anything that ``json`` does not write, but for additional keys.
    package init(json: JSONValue) throws(ReleaseDocumentError) {
        try self.init(DocumentReader(json))
    }

    init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        self.init(model: try reader.required("model").string())
        name = try reader.optional("name")?.string()
        description = try reader.optional("description")?.string()
        instructions = try reader.optional("instructions")?.string()
        reasoningEffort = try reader.optional("reasoning_effort")?.string()
        temperature = try reader.optional("temperature")?.number()
        topP = try reader.optional("top_p")?.number()
        responseFormat = try reader.optional("response_format").map(ResponseFormat.init) ?? .text
        metadata = try reader.optional("metadata")?.stringMap() ?? [:]
        for tool in try reader.optional("tools")?.elements() ?? [] { tools.append(try Tool(tool)) }
    }
}

extension ResponseFormat {
    /// Nil for text.
    fileprivate var json: JSONValue? {
        switch self {
        case .text: return nil
        case .jsonObject: return "json_object"
        case .jsonSchema(let format):
            var members: JSONObject = ["name": .string(format.name)]
            members["description"] = format.description.map { .string($0) }
            members["strict"] = .bool(format.strict)
            members["schema"] = format.schema
            return ["json_schema": .object(members)]
        case .other(let value): return ["other": value]
        }
    }

    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        switch reader.value {
        case .string("text"): self = .text
        case .string("json_object"): self = .jsonObject
        case .object(let members):
            if let value = members["other"] {
                self = .other(value)
                return
            }
            let format = try reader.required("json_schema")
            self = .jsonSchema(
                JSONSchemaFormat(
                    name: try format.required("name").string(),
                    description: try format.optional("description")?.string(),
                    schema: format.value["schema"],
                    strict: try format.required("strict").flag()
                )
            )
        default: throw reader.failure("no response format")
        }
    }
}

extension Tool {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["type": .string(type)]
        switch self {
        case .fileSearch(let search):
            members["max_num_results"] = search.maxNumResults.map { .integer(Int64($0)) }
            if let ranking = search.rankingOptions {
                var options = JSONObject()
                options["ranker"] = ranking.ranker.map { .string($0) }
                options["score_threshold"] = .number(ranking.scoreThreshold)
                members["ranking_options"] = .object(options)
            }
        case .codeInterpreter: break
        case .function(let function):
            members["name"] = .string(function.name)
            members["description"] = function.description.map { .string($0) }
            members["strict"] = .bool(function.strict)
            members["parameters"] = function.parameters
        case .other(_, let fields):
            for (key, value) in fields { members[key] = value }
        case .extended(let tool, let fields):
            // Below a key of their own: earlier programs pass over it.
            return tool.json.extended(by: [Self.furtherFields: .object(fields)])
        }
        return .object(members)
    }

    private static let furtherFields = "further_fields"

    fileprivate init(_ reader: DocumentReader) throws(ReleaseDocumentError) {
        let tool = try Tool(plain: reader)
        if let fields = reader.value[Self.furtherFields]?.objectValue, tool.plain.isInterpreted {
            self = .extended(tool, fields: fields)
        } else {
            self = tool
        }
    }

    /// Whether a release names the tool's options one by one.
    private var isInterpreted: Bool {
        switch self {
        case .fileSearch, .codeInterpreter, .function: true
        case .other, .extended: false
        }
    }

    private init(plain reader: DocumentReader) throws(ReleaseDocumentError) {
        let type = try reader.required("type").string()
        switch type {
        case "file_search":
            var search = FileSearchTool(maxNumResults: try reader.optional("max_num_results")?.integer())
            if let options = try reader.optional("ranking_options") {
                search.rankingOptions = FileSearchTool.RankingOptions(
                    ranker: try options.optional("ranker")?.string(),
                    scoreThreshold: try options.required("score_threshold").number()
                )
            }
            self = .fileSearch(search)
        case "code_interpreter": self = .codeInterpreter
        case "function":
            self = .function(
                FunctionTool(
                    name: try reader.required("name").string(),
                    description: try reader.optional("description")?.string(),
                    parameters: reader.value["parameters"],
                    strict: try reader.required("strict").flag()
                )
            )
        default: self = .other(type: type, fields: reader.value.objectValue ?? [:])
        }
    }
}

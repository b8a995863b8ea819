import OrderedJSON

/// Something an assistant may use.
package enum Tool: Equatable, Sendable {
    case fileSearch(FileSearchTool)
    case codeInterpreter
    case function(FunctionTool)
    /// `web_search`, `mcp` or a tool this version does not know: OpenAI's own fields, `type` included.
    case other(type: String, fields: JSONObject)
    /// A tool with further fields of OpenAI's, which reach the request as they are: members of the tool as Responses
    /// has it, in the container those of a container. Nothing here says what they mean.
    indirect case extended(Tool, fields: JSONObject)

    /// The tool without the fields that nothing here understands.
    package var plain: Tool {
        if case .extended(let tool, _) = self { tool.plain } else { self }
    }

    /// OpenAI's name of the tool's type.
    package var type: String {
        switch self {
        case .fileSearch: "file_search"
        case .codeInterpreter: "code_interpreter"
        case .function: "function"
        case .other(let type, _): type
        case .extended(let tool, _): tool.type
        }
    }

    /// Tells tools of one assistant apart: the type, and the name where a type can stand several times.
    package var identity: String {
        switch plain {
        case .function(let function): "function.\(function.name)"
        case .other("mcp", let fields): "mcp.\(fields["server_label"]?.stringValue ?? "")"
        default: type
        }
    }
}

/// Search in the assistant's knowledge.
package struct FileSearchTool: Equatable, Sendable {
    /// How results are ranked.
    package struct RankingOptions: Equatable, Sendable {
        /// `auto` or the api's own name for a ranker; nil is `auto`.
        package var ranker: String?
        /// 0 to 1.
        package var scoreThreshold: Double

        /// Options as the manifest has them.
        package init(ranker: String? = nil, scoreThreshold: Double = 0) {
            self.ranker = ranker
            self.scoreThreshold = scoreThreshold
        }
    }

    /// 1 to 50; nil is taken for 20 (docs/openai-api.md, 9.4, 10.3).
    package var maxNumResults: Int?
    /// Nil for the server's own.
    package var rankingOptions: RankingOptions?

    /// A tool as the manifest has it.
    package init(maxNumResults: Int? = nil, rankingOptions: RankingOptions? = nil) {
        self.maxNumResults = maxNumResults
        self.rankingOptions = rankingOptions
    }
}

/// A function that the application runs for the assistant.
package struct FunctionTool: Equatable, Sendable {
    /// Letters, digits, `_` and `-`.
    package var name: String
    /// For the model; nil without.
    package var description: String?
    /// A JSON Schema; nil for a function without parameters.
    package var parameters: JSONValue?
    /// Whether arguments always follow the schema.
    package var strict: Bool

    /// A function as the manifest has it.
    package init(name: String, description: String? = nil, parameters: JSONValue? = nil, strict: Bool = false) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.strict = strict
    }
}

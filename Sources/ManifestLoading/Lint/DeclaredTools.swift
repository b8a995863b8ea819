import AssistantModel
import OrderedJSON

/// The names by which the instructions of an assistant may call its tools.
struct DeclaredTools {
    /// Names that a model knows an own tool of OpenAI's by, with the tool's type.
    static let hosted: [String: String] = [
        "file_search": "file_search", "msearch": "file_search", "code_interpreter": "code_interpreter",
        "python": "code_interpreter", "web_search": "web_search", "web_search_preview": "web_search",
    ]
    /// Those of them that mean nothing else.
    static let unmistakable = ["code_interpreter", "file_search", "web_search"]

    /// Every name that stands for a tool of the assistant.
    private(set) var names: Set<String> = []
    /// Those of its functions, sorted.
    private(set) var functions: [String] = []
    /// Names that are no tools, but that the instructions may well be about: properties of the functions' schemas.
    private(set) var properties: Set<String> = []
    /// Whether an MCP server may bring tools that no manifest names.
    private(set) var isOpen = false

    init(_ tools: [Tool], responseFormat: ResponseFormat) {
        for tool in tools { add(tool) }
        functions.sort()
        if case .jsonSchema(let format) = responseFormat, let schema = format.schema { collectProperties(of: schema) }
    }

    private mutating func add(_ tool: Tool) {
        names.insert(tool.type)
        names.formUnion(Self.hosted.filter { $0.value == tool.type }.keys)
        switch tool.plain {
        case .function(let function):
            names.insert(function.name)
            functions.append(function.name)
            if let parameters = function.parameters { collectProperties(of: parameters) }
        case .other("mcp", let fields):
            if let label = fields["server_label"]?.stringValue { names.insert(label) }
            let allowed = fields["allowed_tools"]
            if let list = allowed?.arrayValue ?? allowed?.objectValue?["tool_names"]?.arrayValue {
                names.formUnion(list.compactMap(\.stringValue))
            } else {
                isOpen = true
            }
        case .fileSearch, .codeInterpreter, .other, .extended: break
        }
    }

    private mutating func collectProperties(of schema: JSONValue) {
        var open = [schema]
        while let value = open.popLast() {
            switch value {
            case .object(let object):
                if case .object(let members)? = object["properties"] { properties.formUnion(members.map(\.key)) }
                open += object.map(\.value)
            case .array(let elements): open += elements
            default: break
            }
        }
    }
}

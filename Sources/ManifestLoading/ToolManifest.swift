import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// `tools`: a list of words such as `file_search` and of mappings with a `type`.
struct ToolManifest {
    private(set) var tools: [Tool] = []
    /// Where each tool stands, by its identity.
    private(set) var locations: [String: SourceLocation] = [:]
    private(set) var codeInterpreterFiles: [ProjectFile] = []
    /// The attributes that filters of `file_search` ask for, and where.
    private(set) var filteredAttributes: [(key: String, location: SourceLocation)] = []
    /// Where a tool of a type stands that may be broken otherwise.
    private(set) var typeLocations: [String: SourceLocation] = [:]
    /// Whether every tool that is listed could be read.
    private(set) var isComplete = true

    /// The functions among the tools.
    var functions: [FunctionTool] {
        tools.compactMap { if case .function(let function) = $0.plain { function } else { nil } }
    }

    static let types = ["file_search", "code_interpreter", "function", "web_search", "mcp"]

    /// An assistant without tools.
    init() {}

    init(_ field: Field, context: LoadContext) {
        guard let items = field.list() else {
            isComplete = false
            return
        }
        if items.count > LimitTable.tools {
            context.problems.error(
                "too-many",
                "`tools` has \(items.count) tools; at most \(LimitTable.tools) are allowed",
                at: field.location
            )
        }
        for item in items { add(item, context) }
        isComplete = tools.count == items.count
    }

    private mutating func add(_ item: Field, _ context: LoadContext) {
        guard let (type, body) = type(of: item, context) else { return }
        context.requireAPI(forTool: type, at: item.location)
        if typeLocations[type] == nil { typeLocations[type] = item.location }
        guard let tool = tool(type, body, context) else { return }
        if let earlier = locations[tool.identity] {
            reportDuplicate(tool, at: item.location, earlier: earlier, context)
            return
        }
        locations[tool.identity] = item.location
        tools.append(tool)
    }

    /// The type, and the tool as a mapping: a word is a mapping with nothing but its type.
    private func type(of item: Field, _ context: LoadContext) -> (type: String, body: Field)? {
        let name: Field
        var body = item
        switch item.node.value {
        case .scalar:
            name = item
            body.node.value = .mapping([])
        case .mapping(let pairs):
            guard let pair = pairs.first(where: { $0.key == "type" }) else {
                context.problems.error(
                    "missing-key",
                    "a tool needs `type`",
                    at: item.location,
                    hint: Self.types.first { type in pairs.contains { $0.key == type } }
                        .map { "write `type: \($0)`, and what stands in `\($0)` beside it" }
                        ?? "types: \(Self.types.joined(separator: ", "))"
                )
                return nil
            }
            name = Field(name: "type", node: pair.value, problems: item.problems)
        case .sequence:
            _ = item.wrongType("a word or a mapping") as Never?
            return nil
        }
        guard let type = name.string() else { return nil }
        guard Self.types.contains(type) else {
            context.problems.error(
                "unknown-tool",
                "unknown tool \(quoted(type))",
                at: name.location,
                hint: MisnamedTool.hint(for: type, among: Self.types)
                    ?? "tools: \(Self.types.joined(separator: ", "))"
            )
            return nil
        }
        body.name = type
        return (type, body)
    }

    private mutating func tool(_ type: String, _ body: Field, _ context: LoadContext) -> Tool? {
        switch type {
        case "file_search": return fileSearch(body, context)
        case "code_interpreter":
            guard let mapping = body.mapping(.codeInterpreter) else { return nil }
            if let files = mapping["files"] { readFiles(files, context) }
            return ToolFields.extending(.codeInterpreter, by: mapping, context: context)
        case "function": return FunctionManifest.tool(body, context: context)
        default:
            return HostedToolManifest.fields(of: type, body, context: context).map { .other(type: type, fields: $0) }
        }
    }

    private mutating func fileSearch(_ body: Field, _ context: LoadContext) -> Tool? {
        guard let mapping = body.mapping(.fileSearch) else { return nil }
        var tool = FileSearchTool(maxNumResults: mapping["max_num_results"]?.integer(in: LimitTable.searchResults))
        if let field = mapping["ranking_options"],
            let options = field.mapping(.rankingOptions)
        {
            let ranker = options["ranker"].flatMap { context.ranker($0) }
            // Responses has 0 where nothing is said.
            let written =
                context.api == .assistants ? options.required("score_threshold") : options["score_threshold"]
            let threshold = written?.number(in: LimitTable.scoreThreshold)
            tool.rankingOptions = .init(ranker: ranker, scoreThreshold: threshold ?? 0)
        }
        if let filters = mapping["filters"] { filteredAttributes += ToolFields.filteredAttributes(filters) }
        return ToolFields.extending(.fileSearch(tool), by: mapping, context: context)
    }

    private mutating func readFiles(_ field: Field, _ context: LoadContext) {
        codeInterpreterFiles = FileListManifest.files(field, for: .codeInterpreter, context: context)
        guard codeInterpreterFiles.count > LimitTable.codeInterpreterFiles else { return }
        context.problems.error(
            "too-many",
            "`files` names \(codeInterpreterFiles.count.grouped) files; code_interpreter takes at most "
                + "\(LimitTable.codeInterpreterFiles)",
            at: field.location
        )
    }

    private func reportDuplicate(
        _ tool: Tool,
        at location: SourceLocation,
        earlier: SourceLocation,
        _ context: LoadContext
    ) {
        let what =
            switch tool.plain {
            case .function(let function): "a function `\(function.name)`"
            case .other("mcp", let fields): "an MCP server `\(fields["server_label"]?.stringValue ?? "")`"
            default: "the tool `\(tool.type)`"
            }
        context.problems.error(
            "duplicate-tool",
            "\(what) is already listed",
            at: location,
            notes: [Diagnostic.Note("first listed here", at: earlier)],
            hint: "keep one"
        )
    }
}

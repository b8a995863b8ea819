import AssistantModel
import OrderedJSON
import Testing

@Suite("Definitions in normal form")
struct DefinitionFieldTests {
    private func paths(_ change: (inout AssistantDefinition) -> Void) -> [String] {
        var definition = AssistantDefinition(model: "gpt-6-sol")
        change(&definition)
        return definition.fields.map(\.path)
    }

    @Test("what is unset, empty or a server's default has no field")
    func defaults() {
        #expect(paths { _ in } == ["model"])
        #expect(
            paths {
                $0.name = ""
                $0.description = ""
                $0.instructions = ""
                $0.reasoningEffort = ""
                $0.temperature = 1
                $0.topP = 1
                $0.responseFormat = .text
                $0.metadata = ["team": ""]
            } == ["model"]
        )
    }

    @Test("set fields come in a fixed order, metadata by key and tools by identity")
    func order() {
        #expect(
            paths {
                $0.tools = [
                    .function(FunctionTool(name: "b")), .fileSearch(FileSearchTool()), .codeInterpreter,
                    .function(FunctionTool(name: "a")),
                ]
                $0.metadata = ["z": "1", "a": "2"]
                $0.temperature = 0
                $0.name = "Bot"
                $0.instructions = "Be kind."
            } == [
                "name", "model", "instructions", "temperature", "metadata.a", "metadata.z", "tools.code_interpreter",
                "tools.file_search", "tools.function.a", "tools.function.b",
            ]
        )
    }

    @Test("tools of one identity are numbered in their order")
    func repeatedTools() {
        let first = Tool.function(FunctionTool(name: "a", description: "1"))
        let second = Tool.function(FunctionTool(name: "a", description: "2"))
        #expect(paths { $0.tools = [first, second] }.dropFirst() == ["tools.function.a", "tools.function.a#2"])
        var definitions = [AssistantDefinition(model: "m"), AssistantDefinition(model: "m")]
        definitions[0].tools = [first, second]
        definitions[1].tools = [second, first]
        #expect(definitions[0].fields != definitions[1].fields)
    }

    @Test(
        "options that a server fills in by itself are left out",
        arguments: [
            FileSearchTool(), FileSearchTool(maxNumResults: 20), FileSearchTool(rankingOptions: .init()),
            FileSearchTool(rankingOptions: .init(ranker: "auto")),
            FileSearchTool(rankingOptions: .init(ranker: "default_2024_08_21")),
        ]
    )
    func fileSearchDefaults(tool: FileSearchTool) {
        #expect(Tool.fileSearch(tool).value == ["type": "file_search"])
    }

    @Test("options that a user sets are kept")
    func fileSearchOptions() {
        let tool = FileSearchTool(maxNumResults: 8, rankingOptions: .init(scoreThreshold: 0.5))
        #expect(
            Tool.fileSearch(tool).value == [
                "type": "file_search", "max_num_results": 8,
                "ranking_options": ["ranker": "auto", "score_threshold": 0.5],
            ]
        )
    }

    @Test("a function without parameters, or with none, is the same; strict counts only where it is set")
    func functions() {
        let plain: JSONValue = ["type": "function", "name": "f"]
        #expect(Tool.function(FunctionTool(name: "f", parameters: [:])).value == plain)
        #expect(Tool.function(FunctionTool(name: "f", parameters: .null)).value == plain)
        #expect(Tool.function(FunctionTool(name: "f", strict: true)).value?["strict"] == true)
    }

    @Test("tools are told apart by type, and by name where a type can stand several times")
    func identity() {
        #expect(Tool.function(FunctionTool(name: "f")).identity == "function.f")
        #expect(Tool.other(type: "mcp", fields: ["server_label": "crm"]).identity == "mcp.crm")
        #expect(Tool.other(type: "web_search", fields: [:]).identity == "web_search")
        #expect(Tool.codeInterpreter.identity == "code_interpreter")
    }

    @Test("a schema's own defaults are left out of a response format")
    func responseFormat() {
        var definition = AssistantDefinition(model: "m")
        definition.responseFormat = .jsonSchema(JSONSchemaFormat(name: "answer", description: "", schema: [:]))
        #expect(
            definition.fields.last?.value == [
                "type": "json_schema", "json_schema": ["name": "answer", "schema": [:]],
            ]
        )
    }

    @Test("normal form is equal for equal meaning and differs for each field")
    func meaning() {
        let base = AssistantDefinition(model: "m")
        var same = base
        same.temperature = 1
        same.metadata = ["a": ""]
        #expect(base.fields == same.fields)
        let changes: [(inout AssistantDefinition) -> Void] = [
            { $0.name = "n" }, { $0.description = "d" }, { $0.model = "x" }, { $0.instructions = "i" },
            { $0.reasoningEffort = "low" }, { $0.temperature = 0.5 }, { $0.topP = 0.5 },
            { $0.responseFormat = .jsonObject }, { $0.metadata = ["a": "b"] }, { $0.tools = [.codeInterpreter] },
        ]
        let forms =
            changes.map { change in
                var definition = base
                change(&definition)
                return definition.fields
            } + [base.fields]
        for (index, form) in forms.enumerated() {
            #expect(!forms[..<index].contains(form))
        }
    }
}

extension Tool {
    /// The tool's normal form.
    fileprivate var value: JSONValue? { AssistantDefinition(model: "m", tools: [self]).fields.last?.value }
}

import AssistantModel
import OrderedJSON
import Testing

@testable import Deployment

@Suite("The ready request for /v1/responses")
struct ResponsesRequestTests {
    @Test("an assistant of a model alone is a model alone: no store, no defaults")
    func smallest() {
        #expect(text(AssistantDefinition(model: "gpt-6-luna")) == #"{"model":"gpt-6-luna"}"#)
    }

    @Test("the name and the description stay in the release: a request has no place for them")
    func names() {
        let definition = AssistantDefinition(name: "Support Bot", description: "Answers", model: "gpt-6-luna")
        #expect(text(definition) == #"{"model":"gpt-6-luna"}"#)
    }

    @Test("every field, in one order")
    func everything() {
        let definition = AssistantDefinition(
            name: "Support Bot",
            model: "gpt-6-sol",
            instructions: "Be kind.\nBe short.",
            reasoningEffort: "none",
            temperature: 0.2,
            topP: 1,
            responseFormat: .jsonObject,
            metadata: ["team": "support", "cost": "42", "gone": ""],
            tools: [.codeInterpreter, .fileSearch(FileSearchTool())]
        )
        #expect(
            text(definition, vectorStoreID: "vs_1", files: ["file-2", "file-1"])
                == #"{"model":"gpt-6-sol","instructions":"Be kind.\nBe short.","tools":["#
                + #"{"type":"code_interpreter","container":{"type":"auto","file_ids":["file-2","file-1"]}},"#
                + #"{"type":"file_search","vector_store_ids":["vs_1"]}],"#
                + #""text":{"format":{"type":"json_object"}},"reasoning":{"effort":"none"},"#
                + #""temperature":0.2,"top_p":1,"metadata":{"cost":"42","team":"support"}}"#
        )
    }

    @Test("texts that are empty are as good as none")
    func emptyTexts() {
        let definition = AssistantDefinition(model: "m", instructions: "", reasoningEffort: "", metadata: ["a": ""])
        #expect(text(definition) == #"{"model":"m"}"#)
    }

    @Test(
        "each tool in the form of responses",
        arguments: [
            (
                Tool.fileSearch(
                    FileSearchTool(maxNumResults: 8, rankingOptions: .init(ranker: nil, scoreThreshold: 0.5))
                ),
                #"{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":8,"#
                    + #""ranking_options":{"ranker":"auto","score_threshold":0.5}}"#
            ),
            (
                .extended(
                    .fileSearch(FileSearchTool(rankingOptions: .init(ranker: nil, scoreThreshold: 0))),
                    fields: [
                        "filters": ["type": "eq", "key": "lang", "value": "de"],
                        "ranking_options": ["hybrid_search": ["embedding_weight": 1, "text_weight": 2]],
                    ]
                ),
                #"{"type":"file_search","vector_store_ids":["vs_1"],"#
                    + #""ranking_options":{"ranker":"auto","score_threshold":0,"#
                    + #""hybrid_search":{"embedding_weight":1,"text_weight":2}},"#
                    + #""filters":{"type":"eq","key":"lang","value":"de"}}"#
            ),
            (
                .extended(.codeInterpreter, fields: ["container": ["memory_limit": "4g"]]),
                #"{"type":"code_interpreter","container":{"type":"auto","memory_limit":"4g"}}"#
            ),
            (
                .fileSearch(FileSearchTool(rankingOptions: .init(ranker: "default-2024-11-15", scoreThreshold: 0))),
                #"{"type":"file_search","vector_store_ids":["vs_1"],"#
                    + #""ranking_options":{"ranker":"default-2024-11-15","score_threshold":0}}"#
            ),
            (.codeInterpreter, #"{"type":"code_interpreter","container":{"type":"auto"}}"#),
            (
                .function(
                    FunctionTool(
                        name: "lookup_order",
                        description: "Find an order",
                        parameters: [
                            "type": "object", "properties": ["number": ["type": "string"], "b": [:], "a": [:]],
                        ],
                        strict: true
                    )
                ),
                #"{"type":"function","name":"lookup_order","description":"Find an order","parameters":"#
                    + #"{"type":"object","properties":{"number":{"type":"string"},"b":{},"a":{}}},"strict":true}"#
            ),
            (
                .function(FunctionTool(name: "opening_hours", description: "", parameters: [:])),
                #"{"type":"function","name":"opening_hours","parameters":"#
                    + #"{"type":"object","properties":{},"required":[],"additionalProperties":false},"strict":false}"#
            ),
            (
                .function(FunctionTool(name: "opening_hours", strict: true)),
                #"{"type":"function","name":"opening_hours","parameters":"#
                    + #"{"type":"object","properties":{},"required":[],"additionalProperties":false},"strict":true}"#
            ),
            (
                .other(type: "web_search", fields: ["search_context_size": "low", "type": "web_search"]),
                #"{"type":"web_search","search_context_size":"low"}"#
            ),
            (
                .other(
                    type: "mcp",
                    fields: [
                        "server_label": "shop", "server_url": "https://mcp.example", "require_approval": "never",
                    ]
                ),
                #"{"type":"mcp","server_label":"shop","server_url":"https://mcp.example","require_approval":"never"}"#
            ),
        ]
    )
    func tools(tool: Tool, expected: String) {
        let definition = AssistantDefinition(model: "m", tools: [tool])
        #expect(text(definition, vectorStoreID: "vs_1") == #"{"model":"m","tools":[\#(expected)]}"#)
    }

    @Test(
        "the response format is `text.format`, its schema flat",
        arguments: [
            (
                ResponseFormat.jsonSchema(
                    JSONSchemaFormat(name: "answer", description: "An answer", schema: ["b": 1, "a": 2], strict: true)
                ),
                #"{"type":"json_schema","name":"answer","description":"An answer","#
                    + #""schema":{"b":1,"a":2},"strict":true}"#
            ),
            (
                .jsonSchema(JSONSchemaFormat(name: "any")),
                #"{"type":"json_schema","name":"any","schema":{},"strict":false}"#
            ),
            (.other(["type": "grammar"]), #"{"type":"grammar"}"#),
        ]
    )
    func formats(format: ResponseFormat, expected: String) {
        let definition = AssistantDefinition(model: "m", responseFormat: format)
        #expect(text(definition) == #"{"model":"m","text":{"format":\#(expected)}}"#)
    }

    private func text(
        _ definition: AssistantDefinition,
        vectorStoreID: String? = nil,
        files: [String] = []
    ) -> String {
        let request = ResponsesRequest(
            definition: definition,
            vectorStoreID: vectorStoreID,
            codeInterpreterFileIDs: files
        )
        return JSONWriter().string(from: request.body)
    }
}

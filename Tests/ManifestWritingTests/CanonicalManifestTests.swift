import AssistantModel
import LocalFiles
import ManifestLoading
import ManifestWriting
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

/// Manifests written from the model.
struct CanonicalManifestTests {
    private let definition = AssistantDefinition(
        name: "Support Bot",
        description: "Answers: from the handbook",
        model: "gpt-6-sol",
        instructions: "You answer.\n\n  # Odd\t\n",
        reasoningEffort: "none",
        temperature: 0.2,
        topP: 1,
        responseFormat: .jsonSchema(
            JSONSchemaFormat(name: "answer", schema: ["type": "object", "properties": ["b": ["type": "string"]]])
        ),
        metadata: ["team": "support", "channel": "1e3"],
        tools: [
            .extended(
                .fileSearch(
                    FileSearchTool(maxNumResults: 8, rankingOptions: .init(ranker: "auto", scoreThreshold: 0.1))
                ),
                fields: ["filters": ["type": "eq", "key": "lang", "value": "en"]]
            ),
            .codeInterpreter,
            .function(
                FunctionTool(
                    name: "lookup_order",
                    description: "Find an order",
                    parameters: [
                        "type": "object", "properties": ["z": ["type": "string"], "a": ["type": "string"]],
                        "required": ["z", "a"], "additionalProperties": false,
                    ],
                    strict: true
                )
            ),
            .other(
                type: "web_search",
                fields: ["type": "web_search", "search_context_size": "low", "brand_new": ["a": 1]]
            ),
        ]
    )

    @Test(
        "a schema whose name is none of a file stands in the manifest",
        arguments: ["../../x", "a/b", "", ".", "nul\u{0}", String(repeating: "a", count: 65), "ä"]
    )
    func namesOfFiles(name: String) {
        var definition = AssistantDefinition(model: "m")
        let schema: JSONValue = ["type": "object"]
        definition.responseFormat = .jsonSchema(JSONSchemaFormat(name: name, schema: schema))
        definition.tools = [.function(FunctionTool(name: name, parameters: schema))]
        let manifest = CanonicalManifest(WrittenAssistant(key: "bot", definition: definition), order: .assistant)
        #expect(manifest.files.isEmpty && manifest.text.contains("parameters: { type: object }"), "\(manifest.text)")
    }

    @Test("names that differ in case only are different files on every disk")
    func caseOfNames() {
        var definition = AssistantDefinition(model: "m")
        definition.tools = ["Lookup", "lookup", "LOOKUP"].enumerated().map { index, name in
            .function(FunctionTool(name: name, parameters: ["title": .integer(index)]))
        }
        let manifest = CanonicalManifest(
            WrittenAssistant(key: "bot", definition: definition),
            order: .assistant,
            taken: ["schemas/lookUp.json": "mine", "schemas/BOT-lookup.json": "mine too"]
        )
        let paths = manifest.files.map { $0.path.lowercased() }
        #expect(paths == ["schemas/bot-2-lookup.json", "schemas/bot-3-lookup.json", "schemas/bot-4-lookup.json"])
    }

    @Test("An assistant is written in the order and style of manifests, prompt and schemas in files of their own")
    func style() {
        let manifest = CanonicalManifest(assistant(), order: .assistant, schemaPath: "../schema/assistant.schema.json")
        #expect(
            manifest.text == """
                # yaml-language-server: $schema=../schema/assistant.schema.json
                assistant: support-bot
                name: Support Bot
                description: "Answers: from the handbook"
                model: gpt-6-sol
                instructions: { file: prompts/support-bot.md }
                reasoning_effort: none
                temperature: 0.2
                top_p: 1
                response_format:
                  json_schema: { name: answer, file: schemas/answer.json }
                metadata:
                  channel: "1e3"
                  team: support
                tools:
                  - type: file_search
                    max_num_results: 8
                    ranking_options: { ranker: auto, score_threshold: 0.1 }
                    filters: { type: eq, key: lang, value: en }
                  - type: code_interpreter
                    files: [data/prices.csv]
                  - type: function
                    name: lookup_order
                    description: Find an order
                    strict: true
                    parameters: { file: schemas/lookup_order.json }
                  - type: web_search
                    search_context_size: low
                    extra:
                      brand_new: { a: 1 }
                knowledge:
                  files:
                    - docs/**/*.md
                    - "!docs/drafts/**"
                    - path: docs/prices.html
                      attributes: { lang: en }
                  chunking: { max_chunk_size_tokens: 1200, chunk_overlap_tokens: 300 }
                  expires_after_days: 30
                lifecycle:
                  protect: true
                  ignore: [temperature]
                environments:
                  production:
                    lifecycle: { protect: false }

                """
        )
        #expect(
            manifest.files.map(\.path) == [
                "prompts/support-bot.md", "schemas/answer.json", "schemas/lookup_order.json",
            ]
        )
        #expect(manifest.losses.isEmpty)
    }

    @Test("What is written loads as what it was written from")
    func roundTrip() throws {
        let manifest = CanonicalManifest(assistant(), order: .assistant)
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": .text("project: velo\nenvironments: { production: { base_url: embedded } }\n"),
            "assistants/bot.yaml": .text(manifest.text), "assistants/data/prices.csv": .text("a,b\n"),
            "assistants/docs/guide.md": .text("# Guide\n"), "assistants/docs/drafts/new.md": .text("# New\n"),
            "assistants/docs/prices.html": .text("<p>1</p>\n"),
        ]
        for file in manifest.files { files["assistants/\(file.path)"] = .text(file.text) }
        let result = ManifestLoader(reader: MemoryProject(files)).load(environment: nil)
        let errors = result.diagnostics.filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors)")
        let desired = try #require(result.desired)
        #expect(desired.assistants[0].definition == definition)
        #expect(desired.assistants[0].lifecycle.ignoredFields == [.temperature])
        #expect(desired.knowledgeBases[0].files.map(\.path) == ["docs/guide.md", "docs/prices.html"])
        #expect(desired.knowledgeBases[0].expiresAfterDays == 30)
    }

    @Test("A schema of another assistant's function is not written over")
    func takenNames() {
        let manifest = CanonicalManifest(
            assistant(),
            order: .assistant,
            taken: ["schemas/lookup_order.json": "{}\n"]
        )
        #expect(manifest.text.contains("schemas/support-bot-lookup_order.json"))
    }

    private func assistant() -> WrittenAssistant {
        WrittenAssistant(
            key: "support-bot",
            definition: definition,
            codeInterpreterFiles: ["data/prices.csv"],
            knowledge: .own(
                WrittenKnowledge(
                    files: [
                        .init("docs/**/*.md"), .init("!docs/drafts/**"),
                        .init("docs/prices.html", attributes: ["lang": "en"]),
                    ],
                    chunking: Chunking(maxChunkSizeTokens: 1200, chunkOverlapTokens: 300),
                    expiresAfterDays: 30
                )
            ),
            lifecycle: Lifecycle(isProtected: true, ignoredFields: [.temperature]),
            environments: ["production": ["lifecycle": ["protect": false]]]
        )
    }
}

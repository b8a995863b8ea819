import AssistantModel
import ManifestLoading
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Loading a project")
struct LoadTests {
    private static let files: [String: MemoryProject.File] = [
        "assistants/project.yaml": """
        project: velo-lindqvist
        files_root: ..
        default_environment: sandbox
        environments:
          sandbox: { api: responses, base_url: embedded }
          production:
            organization: org_x
            project: proj_y
            api_key_env: VELO_KEY
            protect: true
            registry: vector_store
          gateway: { api: assistants, base_url: "https://gateway.example/v1/" }
        defaults: { model: gpt-6-luna, metadata: { team: support } }
        """,
        "assistants/support/bot.yaml": """
        # yaml-language-server: $schema=../schema/assistant.schema.json
        assistant: support-bot
        name: Support Bot
        description: Answers from the handbook
        instructions:
          - file: ../prompts/support.md
          - Always answer in the user's language.
          - |
            Be short.
            Be kind.
        reasoning_effort: none
        temperature: 0.2
        top_p: 1
        response_format: json_object
        metadata: { tier: "1" }
        tools:
          - type: file_search
            max_num_results: 8
            ranking_options: { ranker: auto, score_threshold: 0.5 }
          - type: code_interpreter
            files: [../../data/prices.CSV]
          - type: function
            name: lookup_order
            description: Find an order by number
            strict: true
            parameters: { file: ../schemas/lookup_order.json }
          - { type: function, name: ping,
              description: Answers }
        knowledge:
          files:
            - ../../docs/**/*.md
            - "!../../docs/drafts/**"
            - path: ../../docs/prices.html
              attributes: { lang: en, year: 2027, current: true, factor: 1.5 }
          chunking: { max_chunk_size_tokens: 1000, chunk_overlap_tokens: 200 }
          expires_after_days: 30
        lifecycle:
          protect: true
          ignore: [temperature]
          renamed_from: helpdesk-bot
        environments:
          gateway: { model: gpt-6-sol, temperature: null, metadata: { tier: gold } }
        ---
        assistant: sales
        tools: [file_search, code_interpreter]
        knowledge: handbook
        ---
        knowledge_base: handbook
        files: [../../docs/guide.md]
        """,
        "assistants/prompts/support.md": "You help.\r\nRefunds take three days.\r\n\r\n",
        "assistants/schemas/lookup_order.json": """
        {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "additionalProperties": false}
        """,
        "data/prices.CSV": "a,b",
        "docs/guide.md": "# Guide",
        "docs/deep/down/more.md": "# More",
        "docs/drafts/later.md": "# Later",
        "docs/.hidden.md": "# Hidden",
        "docs/prices.html": "<p>1</p>",
    ]

    @Test("a project gives the whole desired state")
    func wholeState() throws {
        let project = MarkedProject(Self.files)
        #expect(project.report == "")
        let desired = try #require(project.result.desired)
        #expect(desired.project == "velo-lindqvist")
        #expect(desired.environment.name == "sandbox")
        #expect(desired.environment.endpoint == .embedded)
        #expect(desired.assistants.map(\.key) == ["sales", "support-bot"])
        #expect(desired.knowledgeBases.map(\.key) == ["handbook", "support-bot"])
        #expect(desired.knowledgeBases.map(\.isShared) == [true, false])

        let bot = desired.assistants[1]
        #expect(bot.definition.name == "Support Bot")
        #expect(bot.definition.model == "gpt-6-luna")
        #expect(
            bot.definition.instructions
                == "You help.\nRefunds take three days.\n\nAlways answer in the user's language.\n\nBe short.\nBe kind.\n"
        )
        #expect(bot.definition.reasoningEffort == "none")
        #expect(bot.definition.temperature == 0.2)
        #expect(bot.definition.topP == 1)
        #expect(bot.definition.responseFormat == .jsonObject)
        #expect(bot.definition.metadata == ["team": "support", "tier": "1"])
        #expect(
            bot.definition.tools == [
                .fileSearch(
                    FileSearchTool(maxNumResults: 8, rankingOptions: .init(ranker: "auto", scoreThreshold: 0.5))
                ),
                .codeInterpreter,
                .function(
                    FunctionTool(
                        name: "lookup_order",
                        description: "Find an order by number",
                        parameters: [
                            "type": "object", "properties": ["number": ["type": "string"]], "required": ["number"],
                            "additionalProperties": false,
                        ],
                        strict: true
                    )
                ),
                .function(FunctionTool(name: "ping", description: "Answers")),
            ]
        )
        #expect(bot.knowledge == "support-bot")
        #expect(bot.codeInterpreterFiles.map(\.path) == ["data/prices.CSV"])
        #expect(
            bot.lifecycle
                == Lifecycle(isProtected: true, ignoredFields: [.temperature], renamedFrom: "helpdesk-bot")
        )
        #expect(desired.assistants[0].definition.name == "sales")
        #expect(desired.assistants[0].knowledge == "handbook")

        let knowledge = desired.knowledgeBases[1]
        #expect(knowledge.files.map(\.path) == ["docs/deep/down/more.md", "docs/guide.md", "docs/prices.html"])
        #expect(knowledge.files[2].attributes == ["lang": "en", "year": 2027, "current": true, "factor": 1.5])
        #expect(knowledge.chunking == Chunking(maxChunkSizeTokens: 1000, chunkOverlapTokens: 200))
        #expect(knowledge.expiresAfterDays == 30)
    }

    @Test("every field knows where it is written")
    func origins() throws {
        let desired = try #require(MarkedProject(Self.files).result.desired)
        let bot = desired.assistants[1]
        let manifest = "assistants/support/bot.yaml"
        #expect(bot.location.description == "\(manifest):2:12")
        #expect(bot.origin(ofField: "model").description == "assistants/project.yaml:13:20")
        #expect(bot.origin(ofField: "metadata.team").description == "assistants/project.yaml:13:50")
        #expect(bot.origin(ofField: "metadata.tier").description == "\(manifest):15:19")
        #expect(bot.origin(ofField: "temperature").description == "\(manifest):12:14")
        #expect(bot.origin(ofField: "tools.function.lookup_order").description == "\(manifest):22:5")
        #expect(bot.origin(ofField: "tools.function.gone").description == "\(manifest):17:3")
        #expect(
            bot.instructionParts.map(\.location.description) == [
                "assistants/prompts/support.md:1:1", "\(manifest):7:5", "\(manifest):9:5",
            ]
        )
        #expect(
            bot.instructionParts.map(\.text) == [
                "You help.\nRefunds take three days.", "Always answer in the user's language.",
                "Be short.\nBe kind.\n",
            ]
        )
        let knowledge = desired.knowledgeBases[1]
        #expect(knowledge.files.map(\.origin.range?.start.line) == [31, 31, 33])
        #expect(knowledge.origins.mapValues(\.range?.start.line) == ["chunking": 35, "expires_after_days": 36])
    }

    @Test("an environment's overrides win, merge into mappings, and take values away with null")
    func overrides() throws {
        let result = MarkedProject(Self.files, environment: "gateway").result
        let desired = try #require(result.desired)
        #expect(desired.environment.api == .assistants)
        #expect(desired.environment.endpoint == .url("https://gateway.example/v1"))
        let bot = desired.assistants[1]
        #expect(bot.definition.model == "gpt-6-sol")
        #expect(bot.definition.temperature == nil)
        #expect(bot.definition.metadata == ["team": "support", "tier": "gold"])
        #expect(bot.origin(ofField: "model").range?.start.line == 42)
        #expect(desired.assistants[0].definition.model == "gpt-6-luna")
    }

    @Test("settings tell every environment and the folder that paths are relative to")
    func settings() throws {
        let settings = try #require(MarkedProject(Self.files).result.settings)
        #expect(settings.filesRoot == "/repo")
        #expect(settings.defaultEnvironment == "sandbox")
        #expect(settings.environments.map(\.name) == ["gateway", "production", "sandbox"])
        let production = settings.environments[1]
        #expect(production.api == .responses)
        #expect(production.endpoint == .standard)
        #expect(production.organization == "org_x")
        #expect(production.project == "proj_y")
        #expect(production.apiKeyVariable == "VELO_KEY")
        #expect(production.isProtected)
        #expect(production.registry == .vectorStore)
    }

    @Test("the texts of all files that were read are there for the renderer")
    func sources() {
        let sources = MarkedProject(Self.files).result.sources
        #expect(
            sources.keys.sorted() == [
                "assistants/project.yaml", "assistants/prompts/support.md", "assistants/schemas/lookup_order.json",
                "assistants/support/bot.yaml",
            ]
        )
    }

    @Test("web search and MCP keep OpenAI's own fields")
    func hostedTools() throws {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-sol
            tools:
              - type: web_search
                search_context_size: low
                filters: { allowed_domains: [velo.example] }
              - type: mcp
                server_label: parts
                server_url: https://mcp.example/sse
                allowed_tools: [find]
                require_approval: { never: { tool_names: [find] } }
                headers: { X-Shop: "1" }
            """
        ])
        #expect(project.report == "")
        let tools = try #require(project.result.desired).assistants[0].definition.tools
        #expect(
            tools[0]
                == .other(
                    type: "web_search",
                    fields: [
                        "type": "web_search", "search_context_size": "low",
                        "filters": ["allowed_domains": ["velo.example"]],
                    ]
                )
        )
        #expect(
            tools[1]
                == .other(
                    type: "mcp",
                    fields: [
                        "type": "mcp", "server_label": "parts", "server_url": "https://mcp.example/sse",
                        "allowed_tools": ["find"], "require_approval": ["never": ["tool_names": ["find"]]],
                        "headers": ["X-Shop": "1"],
                    ]
                )
        )
    }

    @Test("answers in JSON take their schema inline or from a file, which an override may swap")
    func responseFormats() throws {
        let files: [String: MemoryProject.File] = [
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-sol
            response_format:
              json_schema: { name: order, strict: true, file: order.yaml }
            environments:
              gateway:
                response_format: { json_schema: { strict: false, schema: { type: object, title: "7" } } }
            """,
            "assistants/order.yaml": """
            type: object
            properties: { number: { type: [string, "null"] } }
            required: [number]
            additionalProperties: false
            """,
        ]
        let base = MarkedProject(files)
        #expect(base.report == "")
        let format = try #require(base.result.desired).assistants[0].definition.responseFormat
        #expect(
            format
                == .jsonSchema(
                    JSONSchemaFormat(
                        name: "order",
                        schema: [
                            "type": "object", "properties": ["number": ["type": ["string", "null"]]],
                            "required": ["number"], "additionalProperties": false,
                        ],
                        strict: true
                    )
                )
        )
        let override = MarkedProject(files, environment: "gateway")
        #expect(override.report == "")
        #expect(
            try #require(override.result.desired).assistants[0].definition.responseFormat
                == .jsonSchema(JSONSchemaFormat(name: "order", schema: ["type": "object", "title": "7"]))
        )
    }

    @Test("a value that comes from defaults has its place in project.yaml, also below an overridden mapping")
    func placesOfDefaults() throws {
        let result = MarkedProject([
            "assistants/project.yaml": """
            project: velo
            environments: { sandbox: { base_url: embedded } }
            defaults: { model: gpt-6-luna, lifecycle: { protect: true } }
            """,
            "assistants/bot.yaml": "assistant: bot\nlifecycle: { ignore: [model] }\n",
        ]).result
        let assistant = try #require(result.desired?.assistants.first)
        #expect(assistant.origin(ofField: "lifecycle.protect").file == "assistants/project.yaml")
        #expect(assistant.origin(ofField: "lifecycle.ignore").file == "assistants/bot.yaml")
        #expect(assistant.origin(ofField: "model").file == "assistants/project.yaml")
    }
}

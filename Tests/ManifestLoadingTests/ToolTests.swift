import AssistantModel
import OrderedJSON
import ManifestLoading
import TestSupport
import Testing

@Suite("Tools")
struct ToolTests {
    @Test("unknown tools and tools without a type")
    func unknownTools() {
        expectDiagnostics(
            """
            1️⃣ error: unknown tool "file_serch" [unknown-tool]
              hint: did you mean "file_search"?
            2️⃣ error: unknown tool "retrieval" [unknown-tool]
              hint: it is called `file_search` today
            3️⃣ error: a tool needs `type` [missing-key]
              hint: types: file_search, code_interpreter, function, web_search, mcp
            4️⃣ error: an entry of `tools` must be a word or a mapping, not a list [wrong-type]
            5️⃣ error: a function needs `name` [missing-key]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - 1️⃣file_serch
                  - type: 2️⃣retrieval
                  - 3️⃣name: lookup
                  - 4️⃣[file_search]
                  - 5️⃣function
                """
        )
    }

    @Test("tools that are listed twice")
    func duplicates() {
        expectDiagnostics(
            """
            2️⃣ error: the tool `code_interpreter` is already listed [duplicate-tool]
              note 1️⃣: first listed here
              hint: keep one
            4️⃣ error: a function `find` is already listed [duplicate-tool]
              note 3️⃣: first listed here
              hint: keep one
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - 1️⃣code_interpreter
                  - 2️⃣type: code_interpreter
                  - 3️⃣{ type: function, name: find, description: x }
                  - 4️⃣{ type: function, name: find, description: x }
                  - { type: function, name: found, description: x }
                """
        )
    }

    @Test("file search and knowledge need each other")
    func searchAndKnowledge() {
        expectDiagnostics(
            """
            1️⃣ error: `file_search` needs `knowledge` [tool-without-knowledge]
              hint: add `knowledge` with `files`, the name of a knowledge base, or the `vector_store_id` of a store \
            that is managed elsewhere
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [1️⃣file_search]
                """
        )
        expectDiagnostics(
            """
            1️⃣ error: `knowledge` needs the tool `file_search` [knowledge-without-tool]
              hint: add `- file_search` under `tools`
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                knowledge: 1️⃣{ files: [a.md] }
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("what the environment's api cannot hold is an error at its place")
    func apiFeatures() {
        let manifest = """
            assistant: bot
            model: gpt-6-luna
            tools:
              - 1️⃣web_search
              - 2️⃣type: mcp
                server_label: parts
                server_url: https://mcp.example
            """
        expectDiagnostics(
            """
            1️⃣ error: `api: assistants` has no tool `web_search` [unsupported-by-api]
              hint: available with `api: responses`
            2️⃣ error: `api: assistants` has no tool `mcp` [unsupported-by-api]
              hint: available with `api: responses`
            """,
            inAssistant: manifest,
            environment: "gateway"
        )
        expectDiagnostics("", inAssistant: manifest, environment: "sandbox")
    }

    @Test("rankers differ between the apis")
    func rankers() {
        let manifest = """
            assistant: bot
            model: gpt-6-luna
            tools:
              - type: file_search
                ranking_options: 2️⃣{ ranker: 1️⃣default-2024-11-15 }
            knowledge: { files: [a.md] }
            """
        expectDiagnostics(
            """
            2️⃣ error: `ranking_options` needs `score_threshold` [missing-key]
            1️⃣ error: `api: assistants` has no ranker "default-2024-11-15" [unsupported-by-api]
              hint: available with `api: responses`; rankers here: auto, default_2024_08_21
            """,
            inAssistant: manifest,
            files: ["assistants/a.md": "a"],
            environment: "gateway"
        )
    }

    @Test("functions: names, wrong keys, parameters that are no schema")
    func functions() {
        expectDiagnostics(
            """
            1️⃣ error: "look up" is not a name [invalid-name]
              hint: allowed: letters, digits, `_` and `-`, at most 128
            2️⃣ error: unknown key "function" in a function [unknown-key]
              hint: write what stands in it beside `type`: `- { type: function, name: ..., parameters: ... }`
            3️⃣ error: `strict` must be true or false, not the string "true" [wrong-type]
              hint: remove the quotes
            4️⃣ error: `parameters` must be a JSON Schema, not the string "text" [invalid-schema]
            5️⃣ error: there is no file assistants/schemas/gone.json [missing-file]
              hint: did you mean "gove.json"?
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - type: function
                    name: 1️⃣look up
                    2️⃣function: { name: x }
                    strict: 3️⃣"true"
                    parameters: 4️⃣text
                  - type: function
                    name: other
                    description: x
                    parameters: { file: 5️⃣schemas/gone.json }
                """,
            files: ["assistants/schemas/gove.json": "{}"]
        )
    }

    @Test("more than 128 tools")
    func tooMany() {
        let functions = (1...129).map { "  - { type: function, name: f\($0), description: x }" }.joined(separator: "\n")
        expectDiagnostics(
            """
            1️⃣ error: `tools` has 129 tools; at most 128 are allowed [too-many]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  1️⃣\(functions.dropFirst(2))
                """
        )
    }

    /// Fields that OpenAI documents and nothing here interprets.
    private static let furtherFields = """
        assistant: bot
        model: gpt-6-luna
        tools:
          - type: file_search
            1️⃣ranking_options: { ranker: auto, hybrid_search: { embedding_weight: 1, text_weight: 0.5 } }
            2️⃣filters:
              type: and
              filters: [{ type: eq, key: lang, value: de }, { type: in, key: year, value: [2026, 2027] }]
          - { type: code_interpreter, 3️⃣memory_limit: 4g }
          - type: function
            name: find
            description: Finds an order
            4️⃣defer_loading: true
            5️⃣allowed_callers: [direct]
            6️⃣output_schema: { type: object }
        knowledge: { files: [{ path: a.md, attributes: { lang: de, year: 2026 } }] }
        """

    @Test("fields of OpenAI's own reach the tool on responses")
    func furtherFields() {
        let project = MarkedProject(
            ["assistants/bot.yaml": .text(Self.furtherFields), "assistants/a.md": "a"],
            environment: "sandbox"
        )
        #expect(project.report == "")
        let tools = project.result.desired?.assistants.first?.definition.tools ?? []
        let fields = tools.map { tool -> JSONObject in
            if case .extended(_, let fields) = tool { fields } else { [:] }
        }
        #expect(
            fields == [
                [
                    "filters": [
                        "type": "and",
                        "filters": [
                            ["type": "eq", "key": "lang", "value": "de"],
                            ["type": "in", "key": "year", "value": [2026, 2027]],
                        ],
                    ],
                    "ranking_options": ["hybrid_search": ["embedding_weight": 1, "text_weight": 0.5]],
                ],
                ["container": ["memory_limit": "4g"]],
                ["allowed_callers": ["direct"], "defer_loading": true, "output_schema": ["type": "object"]],
            ]
        )
    }

    @Test("the Assistants API has none of them")
    func furtherFieldsOnAssistants() {
        func problem(_ marker: String, _ key: String, _ owner: String) -> String {
            "\(marker) error: `api: assistants` has no `\(key)` in \(owner) [unsupported-by-api]\n"
                + "  hint: available with `api: responses`"
        }
        expectDiagnostics(
            [
                problem("1️⃣", "ranking_options", "`file_search`"), problem("2️⃣", "filters", "`file_search`"),
                problem("3️⃣", "memory_limit", "`code_interpreter`"), problem("4️⃣", "defer_loading", "a function"),
                problem("5️⃣", "allowed_callers", "a function"), problem("6️⃣", "output_schema", "a function"),
            ].joined(separator: "\n"),
            inAssistant: Self.furtherFields.replacing("ranker: auto", with: "ranker: auto, score_threshold: 0"),
            files: ["assistants/a.md": "a"],
            environment: "gateway"
        )
    }

    @Test("extra passes what is newer, says so, and overrides nothing")
    func extra() {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            tools:
              - { type: code_interpreter, extra: { 1️⃣gpu: small } }
              - { type: web_search, user_location: null, filters: { blocked_domains: [a.example] }, extra: { 2️⃣depth: 2 } }
            """
        ])
        #expect(
            project.report == """
                1️⃣ warning: "gpu" goes to the server unchecked [unchecked-field]
                  hint: this program does not know the field: a newer one may
                2️⃣ warning: "depth" goes to the server unchecked [unchecked-field]
                  hint: this program does not know the field: a newer one may
                """
        )
        #expect(
            project.result.desired?.assistants.first?.definition.tools == [
                .extended(.codeInterpreter, fields: ["gpu": "small"]),
                .other(
                    type: "web_search",
                    fields: [
                        "type": "web_search", "user_location": nil, "filters": ["blocked_domains": ["a.example"]],
                        "depth": 2,
                    ]
                ),
            ]
        )
        expectDiagnostics(
            """
            1️⃣ error: `extra` cannot hold "files", which this program knows [known-key]
              hint: write it beside `extra`, or leave it out where the program sets it
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [{ type: code_interpreter, extra: { 1️⃣files: [] } }]
                """
        )
    }

    @Test("filters: their form, and an attribute that no file has")
    func filters() {
        expectDiagnostics(
            """
            1️⃣ error: "like" is not a value of `type` [unknown-value]
              hint: did you mean "lte"?
            2️⃣ error: `value` must be a list of values, not the string "de" [wrong-type]
            3️⃣ warning: no file of the knowledge has the attribute "language" [unknown-attribute]
              hint: set it under `attributes` of an entry of `files`
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - type: file_search
                    filters:
                      type: or
                      filters:
                        - { type: 1️⃣like, key: lang, value: d }
                        - { type: in, key: lang, value: 2️⃣de }
                        - { type: eq, key: 3️⃣language, value: de }
                        - { type: ne, key: path, value: a.md }
                knowledge: { files: [{ path: a.md, attributes: { lang: de } }] }
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    private func named(_ name: String, description: String = "x", strict: String = "false") -> String {
        """
        assistant: bot
        model: gpt-6-luna
        tools:
          - type: function
            name: 1️⃣\(name)
            description: 2️⃣\(description)
            strict: \(strict)
            parameters: { type: object, additionalProperties: false, required: [n], properties: { n: { type: string } } }
        """
    }

    @Test("a function's name has 128 characters on responses and 64 on assistants")
    func functionNames() {
        let long = String(repeating: "n", count: 128)
        expectDiagnostics("", inAssistant: named(long), environment: "sandbox")
        expectDiagnostics("", inAssistant: named(String(long.prefix(64))), environment: "gateway")
        for (name, limit, environment) in [(long + "n", 128, "sandbox"), (String(long.prefix(65)), 64, "gateway")] {
            let report = MarkedProject(["assistants/bot.yaml": .text(named(name))], environment: environment).report
            #expect(report.hasPrefix("1️⃣ error: ") && report.hasSuffix("`_` and `-`, at most \(limit)"))
        }
    }

    @Test("a function's description of more than 1,024 characters fails on hosts of the Assistants API")
    func functionDescriptions() {
        let long = String(repeating: "d", count: 1_025)
        expectDiagnostics("", inAssistant: named("f", description: long), environment: "sandbox")
        expectDiagnostics("", inAssistant: named("f", description: String(long.dropLast())), environment: "gateway")
        expectDiagnostics(
            """
            2️⃣ warning: `description` has 1,025 characters; hosts of the Assistants API refuse more than 1,024 \
            [description-too-long]
              hint: shorten it: the apply would fail after the files are uploaded
            """,
            inAssistant: named("f", description: long),
            environment: "gateway"
        )
    }

    @Test(
        "strict: null is strict where the schema fits, and on responses only",
        arguments: [
            ("sandbox", "null", true), ("gateway", "null", false), ("sandbox", "true", true),
            ("sandbox", "false", false),
        ]
    )
    func strictNull(_ environment: String, _ written: String, _ isStrict: Bool) {
        let project = MarkedProject(
            ["assistants/bot.yaml": .text(named("f", strict: written))],
            environment: environment
        )
        #expect(project.report == "")
        #expect(project.functions.map(\.strict) == [isStrict])
    }

    @Test("strict: null is not strict where the schema does not fit")
    func strictNullOpen() {
        let text = named("f", strict: "null").replacing("required: [n]", with: "required: []")
        let project = MarkedProject(["assistants/bot.yaml": .text(text)], environment: "sandbox")
        #expect(project.report == "")
        #expect(project.functions.map(\.strict) == [false])
    }
}

extension MarkedProject {
    /// The functions of all assistants.
    fileprivate var functions: [FunctionTool] {
        (result.desired?.assistants ?? []).flatMap(\.definition.tools).compactMap { tool in
            if case .function(let function) = tool { function } else { nil }
        }
    }
}

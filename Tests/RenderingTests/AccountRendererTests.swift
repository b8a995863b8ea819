import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("What stands on the account")
struct AccountRendererTests {
    private let scope = DeploymentScope(project: "velo-lindqvist", environment: "production", api: .assistants)
    private let live = LiveState(
        assistants: [
            LiveAssistant(
                id: "asst_1",
                key: "support-bot",
                createdAt: 1_795_392_000,
                definition: AssistantDefinition(name: "Support", model: "gpt-6-sol"),
                vectorStoreIDs: ["vs_1"],
                codeInterpreterFiles: [LiveCodeInterpreterFile(id: "file-csv", name: "prices.csv", bytes: 2048)],
                isProtected: true
            )
        ],
        vectorStores: [
            LiveVectorStore(
                id: "vs_1",
                key: "support-bot",
                createdAt: 1_795_392_000,
                expiresAfterDays: 30,
                counts: .init(inProgress: 1, completed: 1, failed: 1, total: 3),
                members: [
                    LiveMember(fileID: "file-3", status: .failed("too \u{1B}[1mbig"), path: "docs/c.md", sha256: "cc"),
                    LiveMember(fileID: "file-2", status: .inProgress, path: nil, sha256: nil),
                    LiveMember(fileID: "file-1", path: "docs/a.md", sha256: "aa", attributes: ["lang": "de", "a": 1]),
                ]
            )
        ]
    )

    @Test("what a project owns, an object a line")
    func show() {
        #expect(
            ShowRenderer(style: .plain).text(live, of: scope) == """
                assistant.support-bot                         asst_1    gpt-6-sol, searches vs_1, created 2026-11-23, protected
                vector_store.support-bot                      vs_1      3 files, 1 being indexed, 1 failed, expires 30 days after the last use, created 2026-11-23
                file.support-bot/docs/a.md                    file-1    indexed
                file.support-bot/docs/c.md                    file-3    failed: too ␛[1mbig
                file.support-bot/file-2                       file-2    being indexed, attached by hand
                file.support-bot/code_interpreter/prices.csv  file-csv  2.0 kB

                velo-lindqvist owns 6 objects in production (api: assistants).

                """
        )
        #expect(
            ShowRenderer(style: .plain).text(LiveState(), of: scope)
                == "velo-lindqvist owns nothing in production (api: assistants).\n"
        )
    }

    @Test("on a narrow terminal what is known of an object stands below its address")
    func narrowShow() {
        #expect(
            ShowRenderer(style: TerminalStyle(width: 60)).text(live, of: scope) == """
                assistant.support-bot
                    asst_1  gpt-6-sol, searches vs_1, created 2026-11-23,
                      protected
                vector_store.support-bot
                    vs_1  3 files, 1 being indexed, 1 failed, expires 30
                      days after the last use, created 2026-11-23
                file.support-bot/docs/a.md
                    file-1  indexed
                file.support-bot/docs/c.md
                    file-3  failed: too ␛[1mbig
                file.support-bot/file-2
                    file-2  being indexed, attached by hand
                file.support-bot/code_interpreter/prices.csv
                    file-csv  2.0 kB

                velo-lindqvist owns 6 objects in production (api:
                  assistants).

                """
        )
    }

    @Test("the same for programs")
    func showJSON() throws {
        let value = try JSONReader().value(from: ShowJSON.text(live, of: scope))
        let objects = try #require(value["objects"]?.arrayValue)
        #expect(objects.map { $0["id"] } == ["asst_1", "vs_1", "file-1", "file-3", "file-2", "file-csv"])
        #expect(objects[0]["definition"] == ["name": "Support", "model": "gpt-6-sol"])
        #expect(objects[2]["attributes"]?.objectValue?.keys == ["a", "lang"])
        #expect(objects[3]["error"] == "too \u{1B}[1mbig")
        #expect(objects[4]["path"] == .null)
    }

    @Test("secrets that somebody set on the account are shown to no program")
    func secrets() throws {
        let key = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
        let server: JSONObject = [
            "type": "mcp", "server_label": "shop", "authorization": "hunter22", "server_url": "https://mcp.velo.se/mcp",
            "headers": ["X-Shop": "ok", "X-Auth": "hunter22"],
        ]
        let live = LiveState(
            assistants: [
                LiveAssistant(
                    id: "asst_1",
                    key: "bot",
                    createdAt: 1_795_400_000,
                    definition: AssistantDefinition(
                        name: "Bot",
                        model: "gpt-6-sol",
                        instructions: "Use \(key).",
                        metadata: ["token": key],
                        tools: [.other(type: "mcp", fields: server)]
                    )
                )
            ]
        )
        let text = ShowJSON.text(live, of: scope)
        #expect(!text.contains("a1B2") && !text.contains("hunter22"))
        let shown = try #require(try JSONReader().value(from: text)["objects"]?.arrayValue?.first?["definition"])
        #expect(shown["instructions"] == "Use <hidden>.")
        #expect(shown["tools.mcp.shop"]?["headers"] == ["X-Shop": "ok", "X-Auth": "<hidden>"])

        let output = AssistantOutput(
            key: "bot",
            id: nil,
            api: .responses,
            model: "m",
            requestBody: ["instructions": .string("Use \(key)."), "tools": [.object(server)]]
        )
        #expect(output.withoutSecrets != output)
        #expect(
            output.withoutSecrets.requestBody == [
                "instructions": "Use <hidden>.",
                "tools": [
                    [
                        "type": "mcp", "server_label": "shop", "authorization": "<hidden>",
                        "server_url": "https://mcp.velo.se/mcp", "headers": ["X-Shop": "ok", "X-Auth": "<hidden>"],
                    ]
                ],
            ]
        )
    }

    @Test("applications get ids as variables, safe for a shell")
    func environment() {
        let outputs = [
            AssistantOutput(
                key: "support-bot",
                id: "asst_1",
                api: .assistants,
                model: "gpt-6-sol",
                vectorStoreID: "vs_1"
            ),
            AssistantOutput(key: "2nd-line", id: nil, api: .responses, model: "ft:it's; rm -rf $HOME\n"),
        ]
        #expect(
            OutputRenderer.environment(outputs) == """
                _2ND_LINE_MODEL='ft:it'\\''s; rm -rf $HOME␊'
                SUPPORT_BOT_ASSISTANT_ID=asst_1
                SUPPORT_BOT_VECTOR_STORE_ID=vs_1
                SUPPORT_BOT_MODEL=gpt-6-sol

                """
        )
        #expect(OutputRenderer.environment([]) == "")
    }

    @Test("applications get the request as JSON, keys as they were")
    func outputJSON() throws {
        let output = AssistantOutput(
            key: "bot",
            id: "asst_1",
            api: .assistants,
            model: "m",
            requestBody: ["zeta": 1, "alpha": 2]
        )
        let value = try JSONReader().value(from: OutputRenderer.json([output], of: scope))
        #expect(value["format_version"] == "1.0" && value["environment"] == "production")
        #expect(value["assistants"]?["bot"]?["request"]?.objectValue?.keys == ["zeta", "alpha"])
        #expect(value["assistants"]?["bot"]?["vector_store_id"] == .null)
    }

    @Test("doctor says what it found and what to do")
    func doctor() throws {
        let checks = [
            DoctorCheck(name: "key", status: .ok, detail: "OPENAI_API_KEY is set"),
            DoctorCheck(name: "account", status: .failure, detail: "401", advice: "set a valid key"),
            DoctorCheck(name: "cache", status: .warning, detail: "not writable"),
        ]
        #expect(
            DoctorRenderer(style: .plain).text(checks) == """
                  ok       key      OPENAI_API_KEY is set
                  failed   account  401
                                    set a valid key
                  warning  cache    not writable

                1 check failed, 1 warning.

                """
        )
        #expect(DoctorRenderer(style: .plain).text([checks[0]]).hasSuffix("\n1 check passed.\n"))
        let models = DoctorCheck(
            name: "models",
            status: .warning,
            detail: "gpt-6-luna is not in the account's list",
            advice: "look at `assistantctl models`"
        )
        #expect(
            DoctorRenderer(style: TerminalStyle(width: 40)).text([models]) == """
                  warning  models  gpt-6-luna is not in
                                   the account's list
                                   look at
                                   `assistantctl models`

                1 warning.

                """
        )
        let value = try JSONReader().value(from: DoctorJSON.text(checks))
        #expect(value["ok"] == false)
        #expect(value["checks"]?.arrayValue?[1]["advice"] == "set a valid key")
    }

    @Test("releases fit a terminal")
    func releases() {
        let row = ReleaseRow(
            number: 3,
            time: 1_795_392_000,
            author: "ada@velo-lindqvist.example",
            commit: "1234567890abcdef",
            isDirty: true,
            changes: ["create file.handbook/knowledge/handbook.pdf"]
        )
        #expect(
            ReleasesRenderer(style: TerminalStyle(width: 40)).text([row]) == """
                release 3  2026-11-23 00:00 UTC,
                  ada@velo-lindqvist.example,
                  1234567890ab (with other changes, as
                  far as git could tell)
                    create file.handbook/knowledge/
                      handbook.pdf

                """
        )
    }

    @Test("passages are ranked, wrapped and cut")
    func search() throws {
        let passages = [
            SearchPassage(
                score: 0.834,
                filename: "handbook.pdf",
                fileID: "file-1",
                path: "docs/handbook.pdf",
                text: "Refunds  take\nthree days.\u{1B}[2J"
            ),
            SearchPassage(
                score: 0.05,
                filename: "x.md",
                fileID: "file-2",
                path: nil,
                text: String(repeating: "word ", count: 200)
            ),
        ]
        let text = SearchRenderer(style: TerminalStyle(width: 40)).text(passages, query: "refund")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "1. docs/handbook.pdf  0.83")
        #expect(lines[1] == "   Refunds take three days.␛[2J")
        #expect(lines[3] == "2. x.md (file-2, attached by hand)  0.05")
        #expect(lines.count == 11 && lines[9].hasSuffix(" …"))
        #expect(SearchRenderer(style: .plain).text([], query: "q\u{7}") == "Nothing found for \"q␇\".\n")
        let value = try JSONReader().value(from: SearchJSON.text(passages, query: "refund"))
        #expect(value["passages"]?.arrayValue?.first?["score"] == 0.834)
    }
}

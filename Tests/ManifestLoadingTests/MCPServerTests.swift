import AssistantModel
import OrderedJSON
import ManifestLoading
import TestSupport
import Testing

@Suite("MCP servers")
struct MCPServerTests {
    @Test("MCP servers: what is missing, what excludes each other, secrets")
    func mcp() {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            tools:
              - 1️⃣type: mcp
              - type: mcp
                server_label: two
                server_url: 2️⃣mcp.example
                connector_id: 3️⃣connector_gmail
                require_approval: 4️⃣sometimes
                allowed_tools: 5️⃣find
                authorization: 6️⃣abc-def
                headers: { X-Api-Key: 7️⃣hunter2, X-Shop: ok }
            """
        ])
        #expect(
            project.report == """
                1️⃣ error: `mcp` needs `server_label` [missing-key]
                1️⃣ error: an MCP server needs `server_url`, `connector_id` or `tunnel_id` [missing-key]
                2️⃣ error: "mcp.example" is not an http or https URL [invalid-url]
                3️⃣ error: `server_url` and `connector_id` exclude each other [conflicting-keys]
                  hint: keep one
                4️⃣ error: "sometimes" is not a value of `require_approval` [unknown-value]
                  hint: values: always, never
                5️⃣ error: `allowed_tools` must be a mapping, not the string "find" [wrong-type]
                6️⃣ error: an access token never stands in a manifest [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; let the application add it to \
                its requests
                7️⃣ error: the header "X-Api-Key" holds a secret [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; let the application add it to \
                its requests
                """
        )
        let text = project.result.sources["assistants/bot.yaml"] ?? ""
        #expect(!text.contains("abc-def") && !text.contains("hunter2"))
        #expect(text.contains("authorization: *******\n") && text.contains("X-Shop: ok"))
    }

    @Test(
        "an MCP server's URL that lets in whoever knows it",
        arguments: [
            ("https://sara@mcp.example/mcp", "a user name or a password"),
            ("https://sara:v3lo@mcp.example/mcp", "a user name or a password"),
            ("https://mcp.velo.se/mcp?api_key=a1b2c3d4", "a key or a token"),
            ("https://mcp.velo.se/mcp?region=eu&access_token=a1b2c3d4", "a key or a token"),
            ("https://mcp.velo.se/mcp#token=a1b2c3d4e5", "a key or a token"),
            ("https://mcp.velo.se/mcp?code=Zk3_9dkWq81LmN0pQr", "a key or a token"),
        ]
    )
    func secretURL(url: String, what: String) {
        let project = MarkedProject([
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                tools: [{ type: mcp, server_label: shop, server_url: 1️⃣"\(url)" }]
                """
            )
        ])
        #expect(
            project.report == """
                1️⃣ error: an MCP server's URL holds \(what) [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; let the application add it to \
                its requests
                """
        )
        let shown = project.result.sources["assistants/bot.yaml"] ?? ""
        #expect(shown.contains("server_url: ***") && !shown.contains("velo.se") && !shown.contains("zapier"))
    }

    @Test(
        "a path of an MCP server that may be an identifier or a name is a warning, which a comment silences",
        arguments: [
            "/3f2504e0-4f89-41d3-9a0c-0305e82c3301/mcp", "/workspaces/customersupport2024tools/mcp",
            "/t/0a1b2c3d4e5f60718293a4b5c6d7e8f9/sse", "/api/mcp/s/MGI2YzQ3ZTktNWQ1ZS00/mcp",
        ]
    )
    func doubtfulURL(path: String) {
        func project(_ comment: String = "") -> MarkedProject {
            MarkedProject([
                "assistants/bot.yaml": .text(
                    """
                    assistant: bot
                    model: gpt-6-luna
                    tools:
                      - type: mcp
                        server_label: shop
                        server_url: 1️⃣"https://mcp.velo.se\(path)"\(comment)
                    """
                )
            ])
        }
        let silenced = project(" # assistantctl:ignore likely-secret")
        #expect(silenced.report == "")
        let project = project()
        #expect(project.result.desired != nil)
        let shown = project.result.sources["assistants/bot.yaml"] ?? ""
        #expect(shown.contains("server_url: ***") && !shown.contains("velo.se"))
        #expect(
            project.report == """
                1️⃣ warning: an MCP server's URL may hold a secret part of its path [likely-secret]
                  hint: if it is one, take it out and change it, for git keeps what was committed; let the application \
                add it to its requests
                """
        )
    }

    @Test(
        "URLs and headers of MCP servers that hold nothing secret",
        arguments: [
            ("https://mcp.velo.se/mcp", "X-Shop: ok"),
            ("https://mcp.velo.se/mcp?project_ref=abcdefghijklmnopqrst", "A: b"),
            ("https://mcp.velo.se/mcp?api_key=${SHOP_KEY}", "X-Auth: <token>"),
            ("https://mcp.velo.se/v1/workspaces/velo-lindqvist-production/mcp", "Idempotency-Key: order-7"),
            ("https://mcp.velo.se/mcp?token=your-token-1", "Authorization: Bearer ..."),
            ("https://mcp.velo.se/mcp?max_tokens=100000000&key=orders", "X-Session-Mode: one"),
        ]
    )
    func harmlessURL(url: String, header: String) {
        let project = MarkedProject([
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                tools: [{ type: mcp, server_label: shop, server_url: "\(url)", headers: { \(header) } }]
                """
            )
        ])
        #expect(project.report == "")
    }

    @Test(
        "headers that let somebody in, by name or by value",
        arguments: [
            "X-Auth: a1b2", "x-api-key: a1b2", "X-Functions-Key: a1b2", "Ocp-Apim-Subscription-Key: a1b2",
            "Cookie: a=b",
            "X-Amz-Security-Token: a1b2", "X-Shop: Bearer a1b2", "X-Shop: Basic YTpi", "X-Session: a1b2", "Key: a1b2",
            "X-Hub-Signature: a1b2",
        ]
    )
    func secretHeader(header: String) {
        let name = header.prefix { $0 != ":" }
        let project = MarkedProject([
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: gpt-6-luna
                tools: [{ type: mcp, server_label: s, server_url: "https://mcp.velo.se/mcp", headers: { \(header) } }]
                """
            )
        ])
        #expect(project.report.contains("error: the header \"\(name)\" holds a secret [secret-in-manifest]"))
    }
}

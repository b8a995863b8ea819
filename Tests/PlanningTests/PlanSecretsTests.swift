import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Secrets in plans")
struct PlanSecretsTests {
    private func hidden(_ path: String, _ before: JSONValue?, _ after: JSONValue?) -> FieldChange {
        let change = ResourceChange(
            address: .assistant("support-bot"),
            action: .update,
            reasons: [ChangeReason(.fieldsChanged([path]))],
            fields: [FieldChange(path: path, before: before, after: after)]
        )
        let plan = Plan(project: "velo-lindqvist", environment: "production", api: .responses, changes: [change])
        return plan.withoutSecrets.changes[0].fields[0]
    }

    @Test("a key that somebody pasted into a live prompt is hidden, and the prose around it is not")
    func keyInPrompt() {
        let field = hidden("instructions", "Use sk-proj-a1B2c3D4e5F6g7H8i9J0 for orders.\nBe kind.", "Be kind.")
        #expect(field.before == "Use <hidden> for orders.\nBe kind.")
        #expect(field.after == "Be kind.")
    }

    @Test("two keys that differ stay a difference")
    func changedKey() {
        let field = hidden("metadata.key", "sk-proj-a1B2c3D4e5F6g7H8i9J0", "sk-proj-J0i9H8g7F6e5D4c3B2a1")
        #expect(field.before == "<hidden>")
        #expect(field.after == "<hidden, changed>")
    }

    @Test("keys in the schema of a function are hidden where they stand")
    func keyInFunction() {
        let field = hidden(
            "tools.function.lookup_order",
            ["parameters": ["description": "ghp_abcdefghij0123456789abcdefghij012345"]],
            nil
        )
        #expect(field.before == ["parameters": ["description": "<hidden>"]])
    }

    @Test("MCP servers that somebody set by hand: authorization, every header, what is secret in the URL")
    func server() {
        func server(_ key: String) -> JSONValue {
            [
                "type": "mcp", "server_label": "shop", "authorization": .string(key),
                "headers": ["X-Shop": .string(key)],
                "server_url": .string("https://sara:\(key)@mcp.velo.se/mcp?access_token=\(key)&region=eu"),
                "server_description": "Uses sk-proj-a1B2c3D4e5F6g7H8i9J0",
            ]
        }
        let field = hidden("tools.mcp.shop", server("hunter22"), server("hunter33"))
        #expect(
            field.before == [
                "type": "mcp", "server_label": "shop", "authorization": "<hidden>", "headers": ["X-Shop": "<hidden>"],
                "server_url": "https://<hidden>@mcp.velo.se/mcp?access_token=<hidden>&region=eu",
                "server_description": "Uses <hidden>",
            ]
        )
        #expect(field.after?["authorization"] == "<hidden, changed>")
        #expect(field.after?["headers"]?["X-Shop"] == "<hidden, changed>")
        #expect(
            field.after?["server_url"] == "https://<hidden>@mcp.velo.se/mcp?access_token=<hidden>&region=eu (changed)"
        )
    }
}

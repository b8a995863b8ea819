import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// Tools that OpenAI runs and that have no files: `web_search` and `mcp`, in OpenAI's own fields.
enum HostedToolManifest {
    /// The tool's fields, `type` first; nil when one of them is wrong.
    static func fields(of type: String, _ body: Field, context: LoadContext) -> JSONObject? {
        let refused = type == "mcp" ? ["authorization"] : []
        guard let tool = ManifestMapping.tool(type), let mapping = body.mapping(tool, refused: refused) else {
            return nil
        }
        var fields: JSONObject = ["type": .string(type)]
        for (pair, field) in body.pairs() ?? [] {
            guard pair.key != ManifestMapping.extraKey, fields[pair.key] == nil else { continue }
            fields[pair.key] = tool[pair.key]?.value.json(of: field, context: context)
        }
        if let extra = mapping[ManifestMapping.extraKey] {
            fields = fields + ToolFields.unchecked(extra, tool.names + refused, context)
        }
        if type == "mcp" { checkServer(mapping, context) }
        return type != "mcp" || fields["server_label"] != nil ? fields : nil
    }

    private static func checkServer(_ mapping: MappingReader, _ context: LoadContext) {
        if let label = mapping.required("server_label") { _ = Identifier.name(label) }
        let servers = ["server_url", "connector_id", "tunnel_id"].compactMap { mapping[$0] }
        if servers.isEmpty {
            context.problems.error(
                "missing-key",
                "an MCP server needs `server_url`, `connector_id` or `tunnel_id`",
                at: mapping.location
            )
        } else if servers.count > 1 {
            context.problems.error(
                "conflicting-keys",
                "`\(servers[0].name)` and `\(servers[1].name)` exclude each other",
                at: servers[1].location,
                hint: "keep one"
            )
        }
        if let url = mapping["server_url"], let text = url.string() {
            if WebAddress.isHTTP(text) {
                WebAddress.refuseSecrets(of: text, in: "an MCP server's URL", at: url.location, advice, context)
            } else {
                context.problems.error(
                    "invalid-url",
                    "\(quoted(text)) is not an http or https URL",
                    at: url.location
                )
            }
        }
        if let token = mapping["authorization"] {
            context.refuseSecret(
                "an access token never stands in a manifest",
                at: token.location,
                advice: advice
            )
        }
        for (pair, field) in mapping["headers"]?.pairs() ?? [] where holdsSecret(pair.key, field) {
            context.refuseSecret(
                "the header \(quoted(pair.key)) holds a secret",
                at: field.location,
                advice: advice
            )
        }
    }

    private static let advice = "let the application add it to its requests"

    private static func holdsSecret(_ header: String, _ field: Field) -> Bool {
        guard case .scalar(let scalar) = field.node.value else { return false }
        return SecretHeader.isSecret(header, scalar.text)
    }
}

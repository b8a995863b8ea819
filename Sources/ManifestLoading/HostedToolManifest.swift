import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// Tools that OpenAI runs and that have no files: `web_search` and `mcp`, in OpenAI's own fields.
enum HostedToolManifest {
    /// What may stand under a key.
    private indirect enum Shape: Sendable {
        case text
        case flag
        case word([String])
        case list(Shape)
        case fields([String: Shape])
        /// The user's own keys.
        case texts
        /// One of several shapes, told apart by how the value is written.
        case either(scalar: Shape?, list: Shape?, mapping: Shape)
    }

    private static let toolFilter = Shape.fields(["tool_names": .list(.text), "read_only": .flag])

    private static let shapes: [String: [String: Shape]] = [
        "web_search": [
            "search_context_size": .word(["low", "medium", "high"]),
            "external_web_access": .flag,
            "filters": .fields(["allowed_domains": .list(.text)]),
            "user_location": .fields([
                "type": .word(["approximate"]), "country": .text, "region": .text, "city": .text, "timezone": .text,
            ]),
        ],
        "mcp": [
            "server_label": .text,
            "server_url": .text,
            "connector_id": .text,
            "tunnel_id": .text,
            "server_description": .text,
            "headers": .texts,
            "allowed_tools": .either(scalar: nil, list: .list(.text), mapping: toolFilter),
            "allowed_callers": .list(.text),
            "require_approval": .either(
                scalar: .word(["always", "never"]),
                list: nil,
                mapping: .fields(["always": toolFilter, "never": toolFilter])
            ),
            "defer_loading": .flag,
        ],
    ]

    /// The tool's fields, `type` first; nil when one of them is wrong.
    static func fields(of type: String, _ body: Field, context: LoadContext) -> JSONObject? {
        guard let shape = shapes[type] else { return nil }
        // `authorization` is known so that it can be refused with a better reason than an unknown key.
        let keys = ["type"] + shape.keys.sorted() + (type == "mcp" ? ["authorization"] : [])
        guard let mapping = body.mapping(of: "`\(type)`", keys: keys) else { return nil }
        var fields: JSONObject = ["type": .string(type)]
        for (pair, field) in body.pairs() ?? [] {
            guard let shape = shape[pair.key], fields[pair.key] == nil else { continue }
            fields[pair.key] = value(field, shape)
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
        if let url = mapping["server_url"], let text = url.string(), !WebAddress.isHTTP(text) {
            context.problems.error(
                "invalid-url",
                "\(quoted(text)) is not an http or https URL",
                at: url.location
            )
        }
        let advice = "let the application add it to its requests"
        if let token = mapping["authorization"] {
            context.refuseSecret(
                "an access token never stands in a manifest",
                at: token.location,
                advice: advice
            )
        }
        for (pair, field) in mapping["headers"]?.pairs() ?? [] where holdsSecret(pair.key) {
            context.refuseSecret(
                "the header \(quoted(pair.key)) holds a secret",
                at: field.location,
                advice: advice
            )
        }
    }

    private static func holdsSecret(_ header: String) -> Bool {
        let header = header.lowercased()
        return ["authorization", "cookie", "token", "secret", "api-key", "apikey", "password"].contains {
            header.contains($0)
        }
    }

    private static func value(_ field: Field, _ shape: Shape) -> JSONValue? {
        switch shape {
        case .text: return field.string().map { .string($0) }
        case .flag: return field.boolean().map { .bool($0) }
        case .word(let words): return field.choice(words).map { .string($0) }
        case .list(let shape): return field.list().map { .array($0.compactMap { value($0, shape) }) }
        case .texts:
            return field.pairs().map { pairs in
                .object(JSONObject(pairs.compactMap { pair, field in field.string().map { (pair.key, .string($0)) } }))
            }
        case .fields(let shapes):
            guard field.mapping(of: "`\(field.name)`", keys: shapes.keys.sorted()) != nil else { return nil }
            return field.pairs().map { pairs in
                .object(
                    JSONObject(
                        pairs.compactMap { pair, field in
                            shapes[pair.key].flatMap { value(field, $0) }.map { (pair.key, $0) }
                        }
                    )
                )
            }
        case .either(let scalar, let list, let mapping):
            switch field.node.value {
            case .scalar: return scalar.map { value(field, $0) } ?? value(field, mapping)
            case .sequence: return list.map { value(field, $0) } ?? value(field, mapping)
            case .mapping: return value(field, mapping)
            }
        }
    }
}

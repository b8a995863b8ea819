import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// Fields of `file_search`, `code_interpreter` and functions that OpenAI documents and nothing here interprets: their
/// form is checked, and they reach the request of `api: responses` unchanged (docs/openai-api.md, 9.22).
enum ToolFields {
    /// The fields of a type of tool that pass through.
    private static let passing = [
        "file_search": ["filters"],
        "code_interpreter": ["allowed_callers", "memory_limit"],
        "function": ["allowed_callers", "defer_loading", "output_schema"],
    ]

    /// The tool with what stands under those keys.
    static func extending(_ tool: Tool, by mapping: MappingReader, context: LoadContext) -> Tool {
        var fields = JSONObject()
        for key in passing[tool.type] ?? [] {
            guard let field = mapping[key], requireResponses(key, mapping, context) else { continue }
            // Null is what a field is without being written.
            guard let value = mapping.mapping[key]?.value.json(of: field, context: context), !value.isNull else {
                continue
            }
            // A container has the limit of its memory.
            if key == "memory_limit" { fields["container"] = [key: value] } else { fields[key] = value }
        }
        if let options = mapping["ranking_options"]?.hybridSearch,
            requireResponses("ranking_options", mapping, context),
            let value = ManifestValue.mapping(.hybridSearch).json(of: options, context: context)
        {
            fields["ranking_options"] = ["hybrid_search": value]
        }
        if let extra = mapping[ManifestMapping.extraKey], requireResponses(ManifestMapping.extraKey, mapping, context) {
            fields = fields + unchecked(extra, mapping.mapping.names, context)
        }
        return fields.isEmpty ? tool : .extended(tool, fields: fields)
    }

    /// What stands under `extra`: any JSON, with a warning.
    static func unchecked(_ field: Field, _ known: [String], _ context: LoadContext) -> JSONObject {
        guard let pairs = field.pairs() else { return [:] }
        var fields = JSONObject()
        for (pair, value) in pairs {
            guard !known.contains(pair.key), pair.key != "vector_store_ids", pair.key != "container" else {
                context.problems.error(
                    "known-key",
                    "`extra` cannot hold \(quoted(pair.key)), which this program knows",
                    at: pair.keyLocation,
                    hint: "write it beside `extra`, or leave it out where the program sets it"
                )
                continue
            }
            guard let json = PlacedJSON(value.node, notation: .yaml, problems: field.problems) else { continue }
            context.problems.warning(
                .uncheckedField,
                "\(quoted(pair.key)) goes to the server unchecked",
                at: pair.keyLocation,
                hint: "this program does not know the field: a newer one may"
            )
            fields[pair.key] = json.value
        }
        return fields
    }

    private static func requireResponses(_ key: String, _ mapping: MappingReader, _ context: LoadContext) -> Bool {
        guard let api = context.api, api != .responses else { return true }
        context.problems.error(
            "unsupported-by-api",
            "`api: \(api.rawValue)` has no `\(key)` in \(mapping.owner)",
            at: mapping.keyLocation(key) ?? mapping.location,
            hint: "available with \(APIFeature.list([.responses]))"
        )
        return false
    }

    /// The attributes that a filter of `file_search` asks for, with their places.
    static func filteredAttributes(_ field: Field) -> [(key: String, location: SourceLocation)] {
        var found: [(key: String, location: SourceLocation)] = []
        var open = [field.node]
        while let node = open.popLast() {
            guard case .mapping(let pairs) = node.value else { continue }
            for pair in pairs {
                switch (pair.key, pair.value.value) {
                case ("key", .scalar(let scalar)): found.append((scalar.text, pair.value.location))
                case ("filters", .sequence(let nodes)): open += nodes
                default: break
                }
            }
        }
        return found
    }
}

extension Field {
    /// `hybrid_search` of ranking options.
    fileprivate var hybridSearch: Field? {
        guard case .mapping(let pairs) = node.value else { return nil }
        return pairs.first { $0.key == "hybrid_search" }.map { Field(name: $0.key, node: $0.value, problems: problems) }
    }
}

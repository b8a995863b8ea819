import OrderedJSON

/// The fields of a definition, by the manifest's and OpenAI's names. Records keep places in this list: a new field comes
/// last.
package enum DefinitionFieldName: String, CaseIterable, Sendable {
    case name, description, model, instructions
    case reasoningEffort = "reasoning_effort"
    case temperature
    case topP = "top_p"
    case responseFormat = "response_format"
    case metadata, tools

    /// What servers do where nobody says anything, for a field where somebody can say it: normal form leaves it out.
    package var serverDefault: JSONValue? {
        switch self {
        case .temperature, .topP: .number(1)
        default: nil
        }
    }
}

/// One field of a definition in normal form: what comparisons, digests and plans are made of.
package struct DefinitionField: Equatable, Sendable {
    /// OpenAI's name, such as `model`; `metadata.<key>` and `tools.<identity>` for members.
    package var path: String
    /// Never null: an unset field has no entry.
    package var value: JSONValue

    /// A field that is set.
    package init(path: String, value: JSONValue) {
        self.path = path
        self.value = value
    }

    /// The name of the manifest's key that the field stands under, such as `tools`.
    package var topLevelName: String { FieldPath.topLevelName(of: path) }
}

extension AssistantDefinition {
    /// The definition in normal form: unset and default values left out, tools by identity, in a fixed order.
    ///
    /// Manifests and servers' answers go through this one function, so that two definitions mean the same exactly
    /// when their fields are equal (docs/openai-api.md, 10.6 to 10.8).
    package var fields: [DefinitionField] {
        var fields: [DefinitionField] = []
        func add(_ path: String, _ value: JSONValue?) {
            if let value { fields.append(DefinitionField(path: path, value: value)) }
        }
        func text(_ string: String?) -> JSONValue? {
            string.flatMap { $0.isEmpty ? nil : .string($0) }
        }
        add("name", text(name))
        add("description", text(description))
        add("model", .string(model))
        add("instructions", text(instructions))
        add("reasoning_effort", text(reasoningEffort))
        fields += numbers.filter { $0.value != DefinitionFieldName(rawValue: $0.path)?.serverDefault }
        add("response_format", responseFormat.normalForm)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            add("metadata.\(key)", .string(value))
        }
        let tools = tools.enumerated().sorted {
            ($0.element.type, $0.element.identity, $0.offset) < ($1.element.type, $1.element.identity, $1.offset)
        }
        for (index, tool) in tools.map(\.element).enumerated() {
            let earlier = tools[..<index].count { $0.element.identity == tool.identity }
            add("tools.\(tool.identity)" + (earlier > 0 ? "#\(earlier + 1)" : ""), tool.normalForm)
        }
        return fields
    }

    /// Fields that say what servers do anyway: normal form has none of them.
    package var statedDefaults: [DefinitionField] {
        numbers.filter { $0.value == DefinitionFieldName(rawValue: $0.path)?.serverDefault }
    }

    /// As they are said.
    private var numbers: [DefinitionField] {
        [(DefinitionFieldName.temperature, temperature), (.topP, topP)].compactMap { name, number in
            number.map { DefinitionField(path: name.rawValue, value: .number($0)) }
        }
    }
}

extension ResponseFormat {
    /// Nil for text, which servers show in several ways.
    var normalForm: JSONValue? {
        switch self {
        case .text: nil
        case .jsonObject: ["type": "json_object"]
        case .jsonSchema(let format): ["type": "json_schema", "json_schema": format.normalForm]
        case .other(let value): value
        }
    }
}

extension JSONSchemaFormat {
    var normalForm: JSONValue {
        var form: JSONObject = ["name": .string(name)]
        if let description, !description.isEmpty { form["description"] = .string(description) }
        if let schema { form["schema"] = schema }
        if strict { form["strict"] = true }
        return .object(form)
    }
}

extension Tool {
    /// The tool's own options without what a server fills in by itself.
    package var normalForm: JSONValue {
        var form: JSONObject = ["type": .string(type)]
        switch self {
        case .fileSearch(let search):
            if let results = search.maxNumResults, results != 20 { form["max_num_results"] = .integer(results) }
            if let ranking = search.rankingOptions,
                ranking != .init(), ranking != .init(ranker: "auto"), ranking != .init(ranker: "default_2024_08_21")
            {
                form["ranking_options"] = [
                    "ranker": .string(ranking.ranker ?? "auto"), "score_threshold": .number(ranking.scoreThreshold),
                ]
            }
        case .codeInterpreter: break
        case .function(let function):
            form["name"] = .string(function.name)
            if let description = function.description, !description.isEmpty {
                form["description"] = .string(description)
            }
            if let parameters = function.parameters, !parameters.isNull, parameters != [:] {
                form["parameters"] = parameters
            }
            if function.strict { form["strict"] = true }
        case .other(_, let fields):
            for (key, value) in fields where !value.isNull { form[key] = value }
        case .extended(let tool, let fields): return tool.normalForm.extended(by: fields)
        }
        return .object(form)
    }
}

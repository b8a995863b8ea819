import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning

/// Assistants: from answers to the domain, and back to requests.
extension LiveAssistant {
    /// Reads an answer leniently: what this version does not know is kept as it is.
    ///
    /// - Returns: nil for an object without the owner's marks.
    init?(_ object: OpenAIAPI.AssistantObject, ownership: Ownership) {
        guard let key = ownership.key(in: object.metadata) else { return nil }
        self.init(object, key: key)
        record = object.metadata[Ownership.MetadataKey.record].flatMap(AppliedRecord.init(text:))
        isProtected = MetadataPlan.isProtected(object.metadata)
    }

    /// An object of nobody that is to have this key.
    init(adopting object: OpenAIAPI.AssistantObject, as key: String) {
        self.init(object, key: key)
        unmarked = UnmarkedObject(metadata: object.metadata)
    }

    private init(_ object: OpenAIAPI.AssistantObject, key: String) {
        self.init(
            id: object.id,
            key: key,
            createdAt: Int(object.createdAt),
            definition: AssistantDefinition(object),
            showsReasoningEffort: object.reasoningEffort != .omitted,
            vectorStoreIDs: object.toolResources.vectorStoreIDs ?? [],
            codeInterpreterFiles: (object.toolResources.codeInterpreterFileIDs ?? []).map { id in
                LiveCodeInterpreterFile(id: id)
            }
        )
    }
}

extension AssistantDefinition {
    /// What an answer says, in domain terms.
    package init(_ object: OpenAIAPI.AssistantObject) {
        self.init(
            name: object.name,
            description: object.description,
            model: object.model,
            instructions: object.instructions,
            reasoningEffort: object.reasoningEffort.value,
            temperature: object.temperature,
            topP: object.topP,
            responseFormat: ResponseFormat(wire: object.responseFormat),
            metadata: object.metadata.withoutMarks,
            tools: object.tools.map(Tool.init(wire:))
        )
    }
}

extension [String: String] {
    /// The pairs that are not the tool's.
    var withoutMarks: [String: String] { filter { !Ownership.MetadataKey.all.contains($0.key) } }
}

extension JSONValue {
    /// Spelled out: the literal `nil` can be read as the value null.
    fileprivate var unlessNull: JSONValue? { isNull ? Optional<JSONValue>.none : self }
}

extension Tool {
    /// A tool of an answer; one that does not read as its type says is kept whole.
    init(wire: JSONValue) {
        switch wire["type"]?.stringValue {
        case "file_search":
            let options = wire["file_search"]
            let ranking = options?["ranking_options"].flatMap { ranking -> FileSearchTool.RankingOptions? in
                guard ranking.objectValue != nil else { return nil }
                return FileSearchTool.RankingOptions(
                    ranker: ranking["ranker"]?.stringValue,
                    scoreThreshold: ranking["score_threshold"]?.doubleValue ?? 0
                )
            }
            self = .fileSearch(
                FileSearchTool(
                    maxNumResults: options?["max_num_results"]?.integerValue.map(Int.init),
                    rankingOptions: ranking
                )
            )
        case "code_interpreter":
            self = .codeInterpreter
        case "function" where wire["function"]?["name"]?.stringValue != nil:
            let function = wire["function"]
            self = .function(
                FunctionTool(
                    name: function?["name"]?.stringValue ?? "",
                    description: function?["description"]?.stringValue,
                    parameters: function?["parameters"]?.unlessNull,
                    strict: function?["strict"]?.boolValue ?? false
                )
            )
        case let type:
            self = .other(type: type ?? "", fields: wire.objectValue ?? [:])
        }
    }

    /// The tool as the Assistants API takes it: options of their own under the tool's name (docs/openai-api.md, 10.2).
    var assistantsWire: JSONValue {
        switch self {
        case .fileSearch(let search):
            var options: JSONObject = [:]
            if let results = search.maxNumResults { options["max_num_results"] = .integer(Int64(results)) }
            if let ranking = search.rankingOptions {
                options["ranking_options"] = [
                    "ranker": .string(ranking.ranker ?? "auto"), "score_threshold": .number(ranking.scoreThreshold),
                ]
            }
            return options.isEmpty ? ["type": "file_search"] : ["type": "file_search", "file_search": .object(options)]
        case .codeInterpreter:
            return ["type": "code_interpreter"]
        case .function(let function):
            var members: JSONObject = ["name": .string(function.name)]
            members.add("description", function.description) { .string($0) }
            members.add("parameters", function.parameters) { $0 }
            if function.strict { members["strict"] = true }
            return ["type": "function", "function": .object(members)]
        case .other(let type, var fields):
            fields["type"] = .string(type)
            return .object(fields)
        // Manifests for this api have none.
        case .extended(let tool, _): return tool.assistantsWire
        }
    }
}

extension ResponseFormat {
    init(wire: JSONValue?) {
        guard let wire, !wire.isNull else {
            self = .text
            return
        }
        switch wire.stringValue ?? wire["type"]?.stringValue {
        case "auto", "text": self = .text
        case "json_object": self = .jsonObject
        case "json_schema" where wire["json_schema"]?["name"]?.stringValue != nil:
            let format = wire["json_schema"]
            self = .jsonSchema(
                JSONSchemaFormat(
                    name: format?["name"]?.stringValue ?? "",
                    description: format?["description"]?.stringValue,
                    schema: format?["schema"]?.unlessNull,
                    strict: format?["strict"]?.boolValue ?? false
                )
            )
        default: self = .other(wire)
        }
    }

    var assistantsWire: JSONValue {
        switch self {
        case .text: return "auto"
        case .jsonObject: return ["type": "json_object"]
        case .jsonSchema(let format):
            var members: JSONObject = ["name": .string(format.name)]
            members.add("description", format.description) { .string($0) }
            members.add("schema", format.schema) { $0 }
            if format.strict { members["strict"] = true }
            return ["type": "json_schema", "json_schema": .object(members)]
        case .other(let value): return value
        }
    }
}

extension AssistantParameters {
    /// Every field that is set, for a creation without files.
    package init(creating definition: AssistantDefinition, metadata: Metadata) {
        func field<Value>(_ value: Value?) -> Field<Value> { value.map { .value($0) } ?? .omitted }
        self.init(
            model: .value(definition.model),
            name: field(definition.name),
            description: field(definition.description),
            instructions: field(definition.instructions),
            reasoningEffort: field(definition.reasoningEffort),
            tools: definition.tools.isEmpty ? .omitted : .value(definition.tools.map(\.assistantsWire)),
            metadata: metadata.isEmpty ? .omitted : .value(metadata),
            temperature: field(definition.temperature),
            topP: field(definition.topP),
            responseFormat: definition.responseFormat == .text
                ? .omitted : .value(definition.responseFormat.assistantsWire)
        )
    }

    /// Every field that is set, for a creation.
    init(creating write: DefinitionWrite, metadata: Metadata) {
        self.init(creating: write.assistant.definition, metadata: metadata)
        guard !write.vectorStoreIDs.isEmpty || !write.codeInterpreterFileIDs.isEmpty else { return }
        // A resource without its tool may be an error (docs/openai-api.md, 10.11).
        toolResources = .value(
            ToolResources(
                vectorStoreIDs: write.vectorStoreIDs.isEmpty ? nil : write.vectorStoreIDs,
                codeInterpreterFileIDs: write.codeInterpreterFileIDs.isEmpty ? nil : write.codeInterpreterFileIDs
            )
        )
    }

    /// The changed fields, each with its complete value; a field that is not set any more as null.
    init(updating live: LiveAssistant, to write: DefinitionWrite, metadata: Metadata) {
        let definition = write.assistant.definition
        func field<Value>(_ name: String, _ value: Value?) -> Field<Value> {
            guard write.changedFields.contains(name), !write.assistant.lifecycle.ignores(name) else { return .omitted }
            return value.map { .value($0) } ?? .null
        }
        self.init(
            model: field("model", definition.model),
            name: field("name", definition.name),
            description: field("description", definition.description),
            instructions: field("instructions", definition.instructions),
            reasoningEffort: field("reasoning_effort", definition.reasoningEffort),
            tools: field("tools", definition.tools.map(\.assistantsWire)),
            metadata: .value(metadata),
            temperature: field("temperature", definition.temperature),
            topP: field("top_p", definition.topP),
            responseFormat: field("response_format", definition.responseFormat.assistantsWire)
        )
        let isRepointed =
            live.vectorStoreIDs != write.vectorStoreIDs
            || live.codeInterpreterFiles.map(\.id) != write.codeInterpreterFileIDs
        // Both tools' resources: what becomes of one that is left out is not documented (docs/openai-api.md, 10.10).
        if isRepointed || write.changedFields.contains("tool_resources") {
            toolResources = .value(
                ToolResources(
                    vectorStoreIDs: write.vectorStoreIDs,
                    codeInterpreterFileIDs: write.codeInterpreterFileIDs
                )
            )
        }
    }

    /// Where a host takes null for "unchanged": the same texts as empty ones, which read as absent.
    ///
    /// - Returns: nil where the answer shows none of the texts that this request cleared.
    func emptyingTexts(keptBy answer: LiveAssistant) -> AssistantParameters? {
        func empty(_ sent: Field<String>, _ shown: String?) -> Field<String> {
            sent == .null && shown?.isEmpty == false ? .value("") : .omitted
        }
        let emptied = AssistantParameters(
            name: empty(name, answer.definition.name),
            description: empty(description, answer.definition.description),
            instructions: empty(instructions, answer.definition.instructions)
        )
        return emptied == AssistantParameters() ? nil : emptied
    }
}

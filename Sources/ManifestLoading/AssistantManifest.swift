import AssistantModel
import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// An `assistant` document, with `defaults` below it and the environment's overrides on top.
struct AssistantManifest {
    static let reasoningEfforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

    /// A reference to a shared knowledge base.
    struct Reference {
        var key: String
        var location: SourceLocation
    }

    var assistant: Assistant
    /// The knowledge that is the assistant's own.
    var ownKnowledge: KnowledgeBase?
    var sharedKnowledge: Reference?
    var renamedFromLocation: SourceLocation?
    /// The attributes that filters of `file_search` ask for, and where.
    var filteredAttributes: [(key: String, location: SourceLocation)]

    /// Nil without a usable key.
    init?(_ document: ManifestDocument, project: ProjectManifest, context: LoadContext) {
        let problems = context.problems
        guard case .mapping(let pairs) = document.node.value else { return nil }
        let own = MappingReader(
            pairs,
            of: .assistant,
            at: document.node.location,
            problems: problems
        )
        var overrides = EnvironmentOverrides.chosen(
            own["environments"],
            of: .overrides,
            project: project,
            context: context
        )
        let adopted = AdoptionManifest.take(under: "lifecycle", from: &overrides)
        let adoptedStore = AdoptionManifest.take(under: "knowledge", from: &overrides)
        let merged = Layering.merge(overrides, over: Layering.merge(pairs, over: project.defaults))
        let mapping = MappingReader(
            merged.filter { ManifestMapping.layered[$0.key] != nil },
            of: .layered,
            at: document.keyLocation,
            problems: problems
        )

        var origins: [String: SourceLocation] = [:]
        func field(_ key: String) -> Field? {
            let field = mapping[key]
            origins[key] = field?.location
            return field
        }
        let tools = field("tools").map { ToolManifest($0, context: context) } ?? ToolManifest()
        filteredAttributes = tools.filteredAttributes
        for (identity, location) in tools.locations { origins["tools.\(identity)"] = location }
        let metadata = field("metadata").map { MetadataManifest.metadata($0) } ?? [:]
        for (key, pair) in metadata { origins["metadata.\(key)"] = pair.location }
        let instructions = field("instructions").flatMap {
            InstructionsManifest.instructions($0, context: context)
        }
        let name = field("name")
        if name == nil { origins["name"] = document.keyLocation }
        if document.isComplete { _ = mapping.required("model", hint: "such as `model: gpt-6-luna`") }

        let definition = AssistantDefinition(
            name: name.map { $0.string(maximum: LimitTable.nameCharacters) } ?? document.key,
            description: field("description")?.string(maximum: LimitTable.descriptionCharacters),
            model: field("model")?.string() ?? "",
            instructions: instructions?.text,
            reasoningEffort: field("reasoning_effort")?.choice(Self.reasoningEfforts),
            temperature: field("temperature")?.number(in: LimitTable.temperature),
            topP: field("top_p")?.number(in: LimitTable.topP),
            responseFormat: field("response_format").flatMap {
                ResponseFormatManifest.responseFormat($0, context: context)
            } ?? .text,
            metadata: metadata.mapValues(\.value),
            tools: tools.tools
        )
        let knowledge = field("knowledge")
        var externalStoreID: String?
        // Layers merge below these keys: each part has a place of its own.
        for key in ["lifecycle", "response_format"] {
            for (pair, part) in (mapping[key]?.isMapping == true ? mapping[key]?.pairs() : nil) ?? [] {
                origins["\(key).\(pair.key)"] = part.location
            }
        }
        var lifecycle = field("lifecycle").map { LifecycleManifest.lifecycle($0, ofKey: document.key) } ?? Lifecycle()
        lifecycle.adoption = AdoptionManifest.assistant(adopted, context: context)
        renamedFromLocation = lifecycle.renamedFrom.flatMap { _ in
            mapping["lifecycle"]?.mapping(.lifecycle)?["renamed_from"]?.location
        }
        if let knowledge {
            switch KnowledgeManifest.reference(knowledge, key: document.key ?? "", context: context) {
            case .own(let base)?: ownKnowledge = base
            case .shared(let key)?: sharedKnowledge = Reference(key: key, location: knowledge.location)
            case .elsewhere(let id)?: externalStoreID = id
            case nil: break
            }
        }
        if ownKnowledge != nil {
            ownKnowledge?.adoption = AdoptionManifest.vectorStore(adoptedStore, context: context)
        } else if let adoptedStore {
            problems.error(
                "nothing-to-adopt-for",
                "`knowledge: { adopt: ... }` needs the `files` that the store is to hold",
                at: adoptedStore.location,
                hint: sharedKnowledge.map { "write it under `environments` of the knowledge base \(quoted($0.key))" }
                    ?? (externalStoreID == nil
                        ? "list them under `knowledge`; a store that others fill is `knowledge: { vector_store_id: ... }`"
                        : "keep one of `adopt` and `vector_store_id`")
            )
        }
        let checksModel = mapping["checks_model"]?.string()
        let checks = mapping["checks"].map { field in
            CheckManifest(
                functions: document.isComplete && tools.isComplete ? tools.functions : nil,
                hasModel: mapping["checks_model"] != nil || !document.isComplete,
                context: context
            ).checks(field)
        }
        if document.isComplete { Self.checkSearch(tools, knowledge, problems) }
        if let instructions {
            PromptLint.run(
                on: Prompt(instructions.passages, of: document.key ?? ""),
                tools: document.isComplete && tools.isComplete
                    ? DeclaredTools(definition.tools, responseFormat: definition.responseFormat) : nil,
                problems: problems
            )
        }
        guard let key = document.key else { return nil }
        assistant = Assistant(
            key: key,
            definition: definition,
            knowledge: sharedKnowledge?.key ?? ownKnowledge?.key,
            externalStoreID: externalStoreID,
            codeInterpreterFiles: tools.codeInterpreterFiles,
            lifecycle: lifecycle,
            checks: checks ?? [],
            checksModel: checksModel,
            location: document.keyLocation,
            origins: origins,
            instructionParts: instructions?.parts ?? []
        )
    }

    /// `file_search` and `knowledge` need each other.
    private static func checkSearch(_ tools: ToolManifest, _ knowledge: Field?, _ problems: Problems) {
        switch (tools.typeLocations["file_search"], knowledge) {
        case (nil, let knowledge?):
            problems.error(
                "knowledge-without-tool",
                "`knowledge` needs the tool `file_search`",
                at: knowledge.location,
                hint: "add `- file_search` under `tools`"
            )
        case (let location?, nil):
            problems.error(
                "tool-without-knowledge",
                "`file_search` needs `knowledge`",
                at: location,
                hint:
                    "add `knowledge` with `files`, the name of a knowledge base, or the `vector_store_id` of a store that is "
                    + "managed elsewhere"
            )
        default: break
        }
    }
}

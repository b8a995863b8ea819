import AssistantModel
import ManifestWriting
import OrderedJSON

/// A manifest in the making: what an object says, in the words of a manifest, and what became of each field.
package struct ImportDraft: Sendable {
    package let key: String
    package let id: String
    package let name: String?
    package private(set) var manifest: CanonicalManifest
    package private(set) var rows: [ImportRow] = []
    /// Whether the next apply adopts the object.
    package private(set) var adopts = false
    /// Files that have no local copy, in words.
    package private(set) var missingFiles: [String] = []

    private let api: APIKind
    private var ignored: [DefinitionFieldName] = []

    /// - Parameters:
    ///   - keyNote: why the key is not simply the name.
    ///   - environment: that ids are of.
    ///   - order: what an assistant's manifest may hold.
    ///   - taken: the side files that are there, by path.
    package init(
        _ object: ImportedObject,
        key: String,
        keyNote: String?,
        environment: String,
        api: APIKind,
        order: KeyOrder,
        schemaPath: String?,
        taken: [String: String]
    ) {
        self.key = key
        self.api = api
        id = object.id
        name = object.definition.name
        manifest = CanonicalManifest(WrittenAssistant(key: key, definition: object.definition), order: order)
        if let keyNote { rows.append(ImportRow("key", .changed, keyNote)) }
        var definition = object.definition
        readTexts(&definition, object)
        if definition.reasoningEffort != nil { rows.append(ImportRow("reasoning_effort", .taken)) }
        readNumber(.temperature, &definition.temperature, object)
        readNumber(.topP, &definition.topP, object)
        readMetadata(&definition, object)
        var codeFiles: [String] = []
        var knowledge: WrittenAssistant.Knowledge?
        var overrides = JSONObject()
        readTools(&definition, object)
        readKnowledge(&definition, object, &knowledge, &overrides, &codeFiles)
        for (name, _) in object.unknownFields {
            rows.append(
                ImportRow(name, object.isLive ? .kept : .lost, "this version does not know it and leaves it as it is")
            )
        }
        var lifecycle = Lifecycle()
        if object.isLive, let obstacle = object.obstacle {
            rows.append(
                ImportRow(
                    "adopt",
                    .lost,
                    "not written, because \(obstacle): the next apply makes another assistant. Once that is solved, add "
                        + "`environments: { \(environment): { lifecycle: { adopt: \(object.id) } } }`"
                )
            )
        } else if object.isLive {
            adopts = true
            overrides["lifecycle"] = ["adopt": .string(object.id)]
            lifecycle.ignoredFields = ignored
        }
        manifest = CanonicalManifest(
            WrittenAssistant(
                key: key,
                definition: definition,
                codeInterpreterFiles: codeFiles,
                knowledge: knowledge,
                lifecycle: lifecycle,
                environments: overrides.isEmpty ? [:] : [environment: .object(overrides)]
            ),
            order: order,
            schemaPath: schemaPath,
            taken: taken
        )
        rows += manifest.losses.map { ImportRow($0.field, .lost, $0.reason) }
        noteFiles()
    }

    /// Where long values went.
    private mutating func noteFiles() {
        for file in manifest.files {
            let field = file.path.hasPrefix("prompts/") ? "instructions" : nil
            guard let field, let index = rows.firstIndex(where: { $0.field == field && $0.outcome == .taken }) else {
                continue
            }
            rows[index].note = file.path
        }
    }

    /// A live field that no manifest can say is left alone on the account.
    private mutating func lose(_ field: DefinitionFieldName, _ path: String, _ note: String, _ object: ImportedObject) {
        guard object.isLive else {
            rows.append(ImportRow(path, .lost, note))
            return
        }
        if !ignored.contains(field) { ignored.append(field) }
        rows.append(ImportRow(path, .kept, note + ": `lifecycle.ignore` leaves it alone"))
    }

    // MARK: Fields

    /// Why no manifest can say a text; nil for one that it can.
    private static func obstacle(_ text: String, limit: Int = .max) -> String? {
        if text.utf8.contains(0) { return "it has a character NUL" }
        return text.unicodeScalars.count > limit ? "it has more than \(limit) characters" : nil
    }

    private mutating func readTexts(_ definition: inout AssistantDefinition, _ object: ImportedObject) {
        if let name = definition.name, let obstacle = Self.obstacle(name, limit: 256) {
            definition.name = nil
            lose(.name, "name", obstacle, object)
        } else if let name = definition.name, !name.isEmpty {
            rows.append(ImportRow("name", .taken))
        } else {
            definition.name = nil
            lose(.name, "name", "it has none, and a manifest's is the key where nothing is said", object)
        }
        if let description = definition.description, let obstacle = Self.obstacle(description, limit: 512) {
            definition.description = nil
            lose(.description, "description", obstacle, object)
        } else if definition.description?.isEmpty == false {
            rows.append(ImportRow("description", .taken))
        }
        if definition.model.isEmpty {
            lose(.model, "model", "it says none: write one", object)
        } else if let obstacle = Self.obstacle(definition.model) {
            definition.model = ""
            lose(.model, "model", obstacle, object)
        } else {
            rows.append(ImportRow("model", .taken))
        }
        guard let instructions = definition.instructions, !instructions.isEmpty else { return }
        if instructions.allSatisfy(\.isWhitespace) {
            definition.instructions = nil
            lose(.instructions, "instructions", "they are white space only", object)
        } else if let obstacle = Self.obstacle(instructions, limit: 256_000) {
            definition.instructions = nil
            lose(.instructions, "instructions", obstacle, object)
        } else {
            rows.append(ImportRow("instructions", .taken, "to the letter"))
        }
    }

    private static let isDefault = "not written: servers do that anyway"

    private mutating func readNumber(_ field: DefinitionFieldName, _ number: inout Double?, _ object: ImportedObject) {
        guard let value = number else { return }
        guard field.serverDefault == .number(value) else { return rows.append(ImportRow(field.rawValue, .taken)) }
        // Newer models refuse to be told.
        number = nil
        rows.append(ImportRow(field.rawValue, object.isLive ? .kept : .changed, "\(value), \(Self.isDefault)"))
    }

    private static let metadataPairs = 10

    private mutating func readMetadata(_ definition: inout AssistantDefinition, _ object: ImportedObject) {
        for key in object.reservedMetadata.keys.sorted() {
            rows.append(ImportRow("metadata.\(key)", .lost, "the key is this tool's mark, which takes its place"))
        }
        var pairs: [(key: String, value: String)] = []
        for (key, value) in definition.metadata.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            let obstacle =
                key.isEmpty ? "its key is empty" : Self.obstacle(key, limit: 64) ?? Self.obstacle(value, limit: 512)
            guard let obstacle else {
                pairs.append((key, value))
                continue
            }
            rows.append(ImportRow("metadata.\(key)", object.isLive ? .kept : .lost, obstacle))
        }
        definition.metadata = [:]
        guard !pairs.isEmpty else { return }
        let taken = pairs.prefix(Self.metadataPairs)
        definition.metadata = Dictionary(uniqueKeysWithValues: taken.map { ($0.key, $0.value) })
        rows.append(ImportRow("metadata", .taken, taken.count == 1 ? "1 pair" : "\(taken.count) pairs"))
        for (key, _) in pairs.dropFirst(Self.metadataPairs) {
            rows.append(
                ImportRow(
                    "metadata.\(key)",
                    object.isLive ? .kept : .lost,
                    "a manifest holds \(Self.metadataPairs) pairs"
                )
            )
        }
    }

    // MARK: Tools

    private static let deployedTools = ["file_search", "code_interpreter", "function"]
    private static let wireFields: [String: Set<String>] = [
        "file_search": ["max_num_results", "ranking_options"], "code_interpreter": [],
        "function": ["name", "description", "parameters", "strict"],
    ]

    private mutating func readTools(_ definition: inout AssistantDefinition, _ object: ImportedObject) {
        if definition.responseFormat != .text {
            switch definition.responseFormat {
            case .other:
                definition.responseFormat = .text
                lose(.responseFormat, "response_format", "this version does not know its form", object)
            case .jsonSchema(let format) where format.schema == nil:
                definition.responseFormat = .text
                lose(.responseFormat, "response_format", "the account shows no schema", object)
            case .jsonSchema(let format) where !ToolName.isValid(format.name):
                definition.responseFormat = .text
                lose(.responseFormat, "response_format", Self.unusableName, object)
            case .jsonSchema(let format) where format.description.flatMap({ Self.obstacle($0) }) != nil:
                definition.responseFormat = .text
                lose(.responseFormat, "response_format", "its description has a character NUL", object)
            case .text, .jsonObject, .jsonSchema: rows.append(ImportRow("response_format", .taken))
            }
        }
        var tools: [Tool] = []
        var identities: Set<String> = []
        for (tool, raw) in zip(definition.tools, object.rawTools) {
            let path = "tools.\(tool.identity)"
            guard Self.deployedTools.contains(tool.type), tool == tool.plain, !tool.isOther else {
                lose(.tools, path, "this version deploys no such tool", object)
                continue
            }
            if case .function(let function) = tool, let obstacle = obstacle(function) {
                lose(.tools, path, obstacle, object)
                continue
            }
            guard identities.insert(tool.identity).inserted else {
                lose(.tools, path, "it is listed twice", object)
                continue
            }
            let extra = Self.unknownFields(of: raw, type: tool.type)
            if extra.isEmpty {
                tools.append(tool)
                let wasRetrieval = object.hadRetrieval && tool.type == "file_search"
                let defaults = Self.statedDefaults(of: tool)
                let notes = [
                    wasRetrieval ? "it was `retrieval`" : nil,
                    Self.hasInlineSchema(tool) ? "its schema stands in the manifest" : nil,
                    defaults.isEmpty ? nil : "\(defaults.joined(separator: ", ")) \(Self.isDefault)",
                ]
                rows.append(
                    ImportRow(path, wasRetrieval ? .changed : .taken, notes.compactMap(\.self).joined(separator: "; "))
                )
            } else if api == .responses {
                tools.append(.extended(tool, fields: extra))
                rows.append(ImportRow(path, .changed, "\(extra.keys.joined(separator: ", ")) under `extra`"))
            } else {
                tools.append(tool)
                lose(
                    .tools,
                    path,
                    "no manifest for `api: \(api.rawValue)` can say \(extra.keys.joined(separator: ", "))",
                    object
                )
            }
        }
        definition.tools = tools
    }

    private static let unusableName = "its name has to be of letters, digits, `_` and `-`"

    /// Why no manifest can say a function; nil for one that it can.
    private func obstacle(_ function: FunctionTool) -> String? {
        // On `api: assistants` a name has fewer characters.
        guard ToolName.isValid(function.name, maximum: api == .assistants ? 64 : 128) else { return Self.unusableName }
        return function.description.flatMap { Self.obstacle($0) }
    }

    /// Whether the name of a function is too long for that of a file.
    private static func hasInlineSchema(_ tool: Tool) -> Bool {
        guard case .function(let function) = tool else { return false }
        return !ToolName.isValid(function.name)
    }

    /// Options of a tool that say what servers do anyway.
    private static func statedDefaults(of tool: Tool) -> [String] {
        guard case .fileSearch(let search) = tool else { return [] }
        let stated = [
            search.maxNumResults.map { _ in "max_num_results" }, search.rankingOptions.map { _ in "ranking_options" },
        ]
        return stated.compactMap(\.self).filter { tool.normalForm[$0] == nil }
    }

    private static func unknownFields(of raw: JSONValue, type: String) -> JSONObject {
        let known = wireFields[type] ?? []
        let nested = raw[type]?.objectValue ?? [:]
        let outer = raw.objectValue?.filter { $0.key != "type" && $0.key != type } ?? [:]
        return (outer + nested).filter { !known.contains($0.key) && !$0.value.isNull }
    }

    // MARK: Knowledge

    private mutating func readKnowledge(
        _ definition: inout AssistantDefinition,
        _ object: ImportedObject,
        _ knowledge: inout WrittenAssistant.Knowledge?,
        _ overrides: inout JSONObject,
        _ codeFiles: inout [String]
    ) {
        missingFiles = object.stores.flatMap(\.missingFiles) + object.codeFiles
        let searches = definition.tools.contains { $0.type == "file_search" }
        for file in object.codeFiles {
            rows.append(
                ImportRow("tool_resources.code_interpreter", .lost, "find \(file), and name it in `files` of the tool")
            )
        }
        if !object.firstVersionFileIDs.isEmpty {
            let glob = "knowledge/\(key)/*"
            missingFiles += object.firstVersionFileIDs
            let ids = object.firstVersionFileIDs.joined(separator: ", ")
            if searches {
                knowledge = .own(WrittenKnowledge(files: [.init(glob)]))
                rows.append(ImportRow("file_ids", .changed, "put the files into knowledge/\(key)/: \(ids)"))
            } else if definition.tools.contains(where: { $0.type == "code_interpreter" }) {
                codeFiles = [glob]
                rows.append(ImportRow("file_ids", .changed, "put the files into knowledge/\(key)/: \(ids)"))
            } else {
                rows.append(ImportRow("file_ids", .lost, "no tool uses them: \(ids)"))
            }
            return
        }
        let path = "tool_resources.file_search"
        guard searches else {
            for store in object.stores {
                rows.append(ImportRow(path, .lost, "\(store.id): there is no tool `file_search` that uses it"))
            }
            return
        }
        guard let store = object.stores.first else {
            definition.tools.removeAll { $0.type == "file_search" }
            lose(.tools, "tools.file_search", "it has no vector store, and a manifest needs knowledge for it", object)
            return
        }
        switch store.knowledge {
        case .adopted(let files):
            knowledge = .own(files)
            overrides["knowledge"] = ["adopt": .string(store.id)]
            rows.append(
                ImportRow(
                    path,
                    .taken,
                    "\(store.id) is adopted, with \(files.files.count) \(files.files.count == 1 ? "file" : "files")"
                )
            )
        case .elsewhere:
            overrides["knowledge"] = ["vector_store_id": .string(store.id)]
            var note = "\(store.id) stays managed elsewhere" + (store.note.map { ": " + $0 } ?? "")
            if !store.missingFiles.isEmpty {
                note +=
                    ". To manage it, put the files into knowledge/\(key)/, name them under `knowledge.files`, and write "
                    + "`adopt: \(store.id)` in place of `vector_store_id: \(store.id)`"
            }
            rows.append(ImportRow(path, .changed, note))
        case .unusable, .lost:
            definition.tools.removeAll { $0.type == "file_search" }
            lose(.tools, path, "\(store.id): " + (store.note ?? "it is gone"), object)
        }
    }
}

extension ImportedObject {
    /// Why adopting would take something from the assistant that no manifest can give back; nil where it would not.
    fileprivate var obstacle: String? {
        if !codeFiles.isEmpty { return "the files of code_interpreter have no local copy" }
        let unusable = stores.first { if case .unusable = $0.knowledge { true } else { false } }
        return unusable.map { "no manifest can refer to \($0.id)" }
    }
}

extension Tool {
    fileprivate var isOther: Bool { if case .other = self { true } else { false } }
}

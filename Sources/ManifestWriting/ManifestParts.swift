import AssistantModel
import OrderedJSON

/// An assistant's parts in the words of a manifest, and the files that some of them lie in.
struct ManifestParts {
    let key: String
    let order: KeyOrder
    /// By path in lower case.
    private let taken: [String: CanonicalManifest.SideFile]
    private(set) var files: [CanonicalManifest.SideFile] = []
    private(set) var losses: [CanonicalManifest.Loss] = []

    init(key: String, order: KeyOrder, taken: [String: String]) {
        self.key = key
        self.order = order
        let others = taken.sorted { $0.key < $1.key }.map { ($0.key.lowercased(), $0) }
        self.taken = Dictionary(others.map { ($0, .init(path: $1.key, text: $1.value)) }) { first, _ in first }
    }

    /// Every field that is set; the name only where it is not the key, which is what it is without being written.
    mutating func members(of definition: AssistantDefinition, codeInterpreterFiles: [String]) -> JSONObject {
        var members = JSONObject()
        func add(_ field: DefinitionFieldName, _ text: String?) {
            if let text, !text.isEmpty { members[field.rawValue] = .string(text) }
        }
        for field in DefinitionFieldName.allCases {
            switch field {
            case .name: if definition.name != key { add(field, definition.name) }
            case .description: add(field, definition.description)
            case .model: add(field, definition.model)
            case .instructions:
                if let instructions = definition.instructions, !instructions.isEmpty {
                    members[field.rawValue] = written(instructions: instructions)
                }
            case .reasoningEffort: add(field, definition.reasoningEffort)
            case .temperature: members[field.rawValue] = definition.temperature.map { .number($0) }
            case .topP: members[field.rawValue] = definition.topP.map { .number($0) }
            case .responseFormat: members[field.rawValue] = written(definition.responseFormat)
            case .metadata:
                let metadata = definition.metadata.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
                guard !metadata.isEmpty else { continue }
                members[field.rawValue] = .object(JSONObject(metadata.map { ($0, .string($1)) }))
            case .tools:
                let tools = definition.tools.compactMap { written($0, codeInterpreterFiles: codeInterpreterFiles) }
                if !tools.isEmpty { members[field.rawValue] = .array(tools) }
            }
        }
        return members
    }

    static func members(of lifecycle: Lifecycle) -> JSONObject {
        var members = JSONObject()
        if lifecycle.isProtected { members["protect"] = true }
        if !lifecycle.ignoredFields.isEmpty {
            members["ignore"] = .array(lifecycle.ignoredFields.map { .string($0.rawValue) })
        }
        if let former = lifecycle.renamedFrom { members["renamed_from"] = .string(former) }
        return members
    }

    /// A file holds a text to the letter, but for a mark of byte order, which is none of the text there, and for CR,
    /// which ends lines like LF: such texts stand in the manifest.
    private mutating func written(instructions: String) -> JSONValue {
        guard instructions.unicodeScalars.first != "\u{FEFF}", !instructions.utf8.contains(0),
            !instructions.unicodeScalars.contains("\r")
        else {
            return .string(instructions)
        }
        return ["file": .string(place("prompts", "\(key).md", instructions))]
    }

    private mutating func written(_ format: ResponseFormat) -> JSONValue? {
        switch format {
        case .text: return nil
        case .jsonObject: return "json_object"
        case .jsonSchema(let format):
            guard let schema = format.schema else {
                losses.append(.init(field: "response_format", reason: "the account shows no schema"))
                return nil
            }
            var members: JSONObject = ["name": .string(format.name)]
            if let description = format.description, !description.isEmpty {
                members["description"] = .string(description)
            }
            if format.strict { members["strict"] = true }
            if let path = placed(schema, as: format.name) {
                members["file"] = .string(path)
            } else {
                members["schema"] = schema
            }
            return ["json_schema": .object(members)]
        case .other:
            losses.append(.init(field: "response_format", reason: "this program does not know its form"))
            return nil
        }
    }

    private mutating func written(_ tool: Tool, codeInterpreterFiles: [String]) -> JSONValue? {
        var members: JSONObject = ["type": .string(tool.type)]
        switch tool.plain {
        case .fileSearch(let search):
            if let results = search.maxNumResults, tool.plain.normalForm["max_num_results"] != nil {
                members["max_num_results"] = .integer(results)
            }
            // What servers do anyway is said by no manifest: apis have different words for it.
            if let ranking = search.rankingOptions, tool.plain.normalForm["ranking_options"] != nil {
                members["ranking_options"] = [
                    "ranker": .string(ranking.ranker ?? "auto"), "score_threshold": .number(ranking.scoreThreshold),
                ]
            }
        case .codeInterpreter:
            if !codeInterpreterFiles.isEmpty { members["files"] = .array(codeInterpreterFiles.map { .string($0) }) }
        case .function(let function):
            members["name"] = .string(function.name)
            if let text = function.description, !text.isEmpty { members["description"] = .string(text) }
            if function.strict { members["strict"] = true }
            if let parameters = function.parameters, !parameters.isNull {
                let path = placed(parameters, as: function.name)
                members["parameters"] = path.map { ["file": .string($0)] } ?? parameters
            }
        case .other(_, let fields): add(fields.filter { !$0.value.isNull }, to: &members)
        case .extended: break
        }
        if case .extended(_, let fields) = tool { add(fields, to: &members) }
        return members.count == 1 && !["web_search", "mcp"].contains(tool.type) ? members["type"] : .object(members)
    }

    /// Adds fields of a tool: under their own names those that manifests know, under `extra` all others.
    private func add(_ fields: JSONObject, to members: inout JSONObject) {
        let identity = members.map { (key: $0.key, text: $0.value.stringValue) }
        let known = order.value(under: "tools", of: [("assistant", key)]).element.names(of: identity)
        var extra = JSONObject()
        for (name, value) in fields where name != "type" {
            if name == "container", let limit = value["memory_limit"] {
                members["memory_limit"] = limit
            } else if name == "ranking_options", let options = members[name]?.objectValue, let more = value.objectValue
            {
                members[name] = .object(options + more)
            } else if known?.contains(name) ?? true {
                members[name] = value
            } else {
                extra[name] = value
            }
        }
        if !extra.isEmpty { members["extra"] = .object(extra) }
    }

    /// The path for a schema's file; nil for a name that is none of a file, as whoever wrote it may have meant.
    private mutating func placed(_ schema: JSONValue, as name: String) -> String? {
        guard ToolName.isValid(name) else { return nil }
        return place("schemas", "\(name).json", Self.text(of: schema))
    }

    /// The path for a side file's text: names that differ in case only are one on some disks.
    private mutating func place(_ folder: String, _ name: String, _ text: String) -> String {
        var chosen = "\(folder)/\(name)"
        var number = 1
        while let other = files.first(where: { $0.path.lowercased() == chosen.lowercased() })
            ?? taken[chosen.lowercased()]
        {
            if other.text.utf8.elementsEqual(text.utf8) {
                chosen = other.path
                break
            }
            chosen = "\(folder)/\(key)-\(number == 1 ? "" : "\(number)-")\(name)"
            number += 1
        }
        if !files.contains(where: { $0.path == chosen }) { files.append(.init(path: chosen, text: text)) }
        return chosen
    }

    /// JSON as people read it: keys in their order.
    private static func text(of schema: JSONValue) -> String {
        JSONWriter(layout: .pretty).string(from: schema) + "\n"
    }
}

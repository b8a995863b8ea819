import AssistantModel
import OrderedJSON
import Planning

/// Terraform's `configuration`: what the manifests say, in a plan that deploys them; of others the provider only.
/// Objects that a plan of a part of the project leaves out are not in it.
struct PlanJSONConfiguration {
    private let plan: Plan
    private let objects: [PlanJSONResource]
    /// The vector stores by their ids.
    private let stores: [String: ResourceAddress]
    /// The files that code interpreter reads, by the key of the assistant.
    private let codeFiles: [String: [ResourceAddress]]

    init(of plan: Plan, _ objects: [PlanJSONResource]) {
        self.plan = plan
        self.objects = plan.purpose == .apply ? objects.filter { $0.declared != nil } : []
        var (stores, codeFiles) = ([String: ResourceAddress](), [String: [ResourceAddress]]())
        for object in self.objects {
            switch object.address.resource {
            case .vectorStore: if let id = object.liveID { stores[id] = object.address }
            case .codeInterpreterFile(let owner, _): codeFiles[owner, default: []].append(object.address)
            case .assistant, .knowledgeFile: break
            }
        }
        (self.stores, self.codeFiles) = (stores, codeFiles)
    }

    var value: JSONValue {
        [
            "provider_config": [
                "assistantctl": [
                    "name": "assistantctl",
                    "full_name": "assistantctl",
                    "expressions": [
                        "project": constant(.string(plan.project)),
                        "environment": constant(.string(plan.environment)),
                        "api": constant(.string(plan.api.rawValue)),
                    ],
                ]
            ],
            "root_module": ["resources": .array(objects.map(resource))],
        ]
    }

    private func resource(_ object: PlanJSONResource) -> JSONValue {
        var members = PlanJSONResource.identity(of: object.address)
        members["provider_name"] = nil
        members["provider_config_key"] = "assistantctl"
        members["expressions"] = .object(expressions(of: object))
        members["schema_version"] = 0
        if case .knowledgeFile(let owner, _) = object.address.resource {
            members["depends_on"] = [.string(ResourceAddress.vectorStore(owner).description)]
        }
        return .object(members)
    }

    private func expressions(of object: PlanJSONResource) -> JSONObject {
        guard let declared = object.declared else { return [:] }
        var expressions = JSONObject()
        for (name, value) in PlanJSONValues(declared).values {
            switch name {
            case ObjectValues.id, FileField.sha256, FileField.bytes: break
            // Prompts are files that manifests name.
            case DefinitionFieldName.instructions.rawValue: expressions[name] = [:]
            default: expressions[name] = constant(value)
            }
        }
        if case .assistant = object.address.resource { expressions["tool_resources"] = references(of: object) }
        return expressions
    }

    /// What an assistant refers to; nil for nothing.
    private func references(of object: PlanJSONResource) -> JSONValue? {
        let used = object.change.after?.values["tool_resources"]?["file_search"]?["vector_store_ids"]?.arrayValue ?? []
        let made = object.dependencies.filter { if case .vectorStore = $0.resource { true } else { false } }
        let known = used.compactMap(\.stringValue).compactMap { stores[$0] }
        var resources = JSONObject()
        if let store = known.first ?? made.first {
            resources["file_search"] = ["vector_store_ids": reference([store])]
        } else if !used.isEmpty {
            // A store that another pipeline fills stands in the manifest by its id.
            resources["file_search"] = ["vector_store_ids": constant(.array(used))]
        }
        if let files = codeFiles[object.address.owner] {
            resources["code_interpreter"] = ["file_ids": reference(files)]
        }
        return resources.isEmpty ? nil : .object(resources)
    }

    private func constant(_ value: JSONValue) -> JSONValue { ["constant_value": value] }

    private func reference(_ addresses: [ResourceAddress]) -> JSONValue {
        ["references": .array(addresses.map { .string($0.description) })]
    }
}

/// Terraform's values of a state: every object with all that is known of it. `planned_values` is what the plan leads to,
/// `prior_state` is what is there.
enum PlanJSONState {
    static func planned(_ objects: [PlanJSONResource]) -> JSONValue {
        values(objects.compactMap { object in object.change.after.map { resource(object.address, $0) } })
    }

    static func prior(_ objects: [PlanJSONResource]) -> JSONValue {
        [
            "format_version": "1.0",
            "terraform_version": .string(PlanJSON.terraformVersion),
            "values": values(
                objects.compactMap { object in
                    object.change.before.map { resource(object.previousAddress ?? object.address, $0) }
                }
            ),
        ]
    }

    private static func values(_ resources: [JSONValue]) -> JSONValue {
        ["root_module": ["resources": .array(resources)]]
    }

    private static func resource(_ address: ResourceAddress, _ values: PlanJSONValues) -> JSONValue {
        var members = PlanJSONResource.identity(of: address)
        members["schema_version"] = 0
        members["values"] = .object(values.values)
        members["sensitive_values"] = .object(values.sensitive)
        return .object(members)
    }
}

/// An object as a whole, in the form of Terraform's values: fields inside each other, and beside them in the same form
/// what is unknown and what is hidden.
struct PlanJSONValues {
    /// What is known.
    private(set) var values = JSONObject()
    /// `true` under each field that apply will know.
    private(set) var unknown = JSONObject()
    /// `true` under each text of which something is hidden.
    private(set) var sensitive = JSONObject()

    init(_ object: ObjectValues) {
        for field in object.fields {
            let keys = Self.keys(of: field.path)
            values.set(field.value, at: keys)
            if let hidden = field.value.hiddenParts { sensitive.set(hidden, at: keys) }
        }
        for path in object.unknown { unknown.set(true, at: Self.keys(of: path)) }
    }

    /// The keys on the way to a field. Keys of users and identities of tools may hold dots.
    private static func keys(of path: String) -> ArraySlice<String> {
        let isKeyed = ["metadata", "attributes", "tools"].contains(FieldPath.topLevelName(of: path))
        return path.split(separator: ".", maxSplits: isKeyed ? 1 : .max).map(String.init)[...]
    }
}

extension JSONValue {
    /// `true` in the place of every text of which something is hidden; nil where nothing is.
    fileprivate var hiddenParts: JSONValue? {
        switch self {
        case .string(let text): return HiddenSecrets.isHidden(in: text) ? true : nil
        case .array(let elements):
            let parts = elements.map(\.hiddenParts)
            return parts.contains { $0 != nil } ? .array(parts.map { $0 ?? false }) : nil
        case .object(let members):
            let parts = JSONObject(members.compactMap { key, value in value.hiddenParts.map { (key, $0) } })
            return parts.isEmpty ? nil : .object(parts)
        case .null, .bool, .integer, .number: return nil
        }
    }
}

extension JSONObject {
    /// Sets a value inside nested objects, which are made where they are missing.
    fileprivate mutating func set(_ value: JSONValue, at keys: ArraySlice<String>) {
        guard let key = keys.first else { return }
        let rest = keys.dropFirst()
        guard !rest.isEmpty else {
            self[key] = value
            return
        }
        var members = self[key]?.objectValue ?? [:]
        members.set(value, at: rest)
        self[key] = .object(members)
    }
}

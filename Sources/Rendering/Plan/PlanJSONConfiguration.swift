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

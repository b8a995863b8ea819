import AssistantModel

/// A vector store that another pipeline fills, as the account shows it: referred to, and never managed.
package struct ExternalStore: Equatable, Sendable {
    /// The server's.
    package var id: String
    /// As the account shows it; nil without one.
    package var name: String?
    /// How many files can be searched.
    package var fileCount: Int
    /// An expired store is not searchable (docs/openai-api.md, 7.5).
    package var isExpired: Bool
    /// Whose marks of this tool it carries: the project, the environment and the key, in words; nil without any.
    package var manager: String?

    /// A store as it was read.
    package init(id: String, name: String?, fileCount: Int, isExpired: Bool, manager: String?) {
        self.id = id
        self.name = name
        self.fileCount = fileCount
        self.isExpired = isExpired
        self.manager = manager
    }
}

/// That an assistant searches a store which is managed elsewhere: for reviewers, and in no fingerprint.
package struct ExternalKnowledge: Equatable, Sendable, Codable {
    /// The assistant.
    package var address: ResourceAddress
    package var vectorStoreID: String
    /// Nil for a store without one.
    package var name: String?
    /// How many files can be searched.
    package var fileCount: Int

    /// A reference to a store that can be searched.
    package init(address: ResourceAddress, vectorStoreID: String, name: String?, fileCount: Int) {
        self.address = address
        self.vectorStoreID = vectorStoreID
        self.name = name
        self.fileCount = fileCount
    }
}

/// Holds the stores that assistants refer to against what is there.
struct ExternalKnowledgeCheck {
    private(set) var references: [ExternalKnowledge] = []
    private(set) var refusals: [PlanRefusal] = []
    private(set) var warnings: [PlanWarning] = []

    /// - Parameters:
    ///   - changed: what the plan changes: in a plan of a part of the project, what that pulls in too.
    ///   - stores: by id; those that are gone have no entry.
    ///   - owned: the ids of the project's own stores.
    init(
        _ assistants: [Assistant],
        scope: PlanScope,
        changed: Set<ResourceAddress>,
        stores: [String: ExternalStore],
        owned: Set<String>
    ) {
        for assistant in assistants {
            let address = ResourceAddress.assistant(assistant.key)
            guard let id = assistant.externalStoreID, scope.includes(address) || changed.contains(address) else {
                continue
            }
            if let reason = Self.refusal(stores[id], isOurs: owned.contains(id)) {
                let message = "the vector store \(id), which \(address) refers to, \(reason)"
                refusals.append(
                    PlanRefusal(kind: .unusableKnowledge, address: address.description, message: message)
                )
            } else if let store = stores[id] {
                references.append(
                    ExternalKnowledge(
                        address: address,
                        vectorStoreID: id,
                        name: store.name,
                        fileCount: store.fileCount
                    )
                )
                if store.fileCount == 0 { warnings.append(Self.emptyWarning(assistant, id)) }
            }
        }
    }

    /// Nil for a store that can be referred to.
    private static func refusal(_ store: ExternalStore?, isOurs: Bool) -> String? {
        guard let store else {
            return "is not on the account: name the store that the pipeline fills now, or declare `knowledge.files`"
        }
        if let manager = store.manager {
            return isOurs
                ? "is one that this project manages: name the `knowledge_base` that it belongs to, or a store of another "
                    + "pipeline"
                : "is managed by assistantctl as \(manager): `forget` there takes the marks off, and from "
                    + "then on nobody manages it"
        }
        guard store.isExpired else { return nil }
        return "has expired and finds nothing: let the pipeline that fills it make another, and name that"
    }

    private static func emptyWarning(_ assistant: Assistant, _ id: String) -> PlanWarning {
        let address = ResourceAddress.assistant(assistant.key).description
        return PlanWarning(
            code: "empty-knowledge",
            message: "the vector store \(id), which \(address) refers to, has no file that can be searched",
            address: address,
            location: assistant.origin(ofField: "knowledge")
        )
    }
}

extension PlanScope {
    /// Whether the flags name the address, or name nothing, and do not rule it out.
    func includes(_ address: ResourceAddress) -> Bool {
        (only.isEmpty || only.contains { $0.matches(address) }) && !exclude.contains { $0.matches(address) }
    }
}

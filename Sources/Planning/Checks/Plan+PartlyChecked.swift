import AssistantModel

extension Plan {
    /// Why its checks cannot be asked: it leaves out changes that belong to what it changes. Answers are asked of what
    /// the manifests say, and what is applied would be something else.
    ///
    /// - Returns: a refusal for each assistant, store or file that is left out and belongs to the rest. Sorted.
    package func partlyChecked(_ desired: DesiredState, _ live: LiveState) -> [PlanRefusal] {
        guard !leftOut.isEmpty else { return [] }
        let uses = Self.knowledge(of: desired, live)
        var changed: Set<String> = []
        var changedCode: Set<String> = []
        var changedKnowledge: Set<String> = []
        for address in changes.map(\.address) {
            switch address.resource {
            case .assistant(let key): changed.insert(key)
            case .codeInterpreterFile(let key, _): changedCode.insert(key)
            case .vectorStore(let key), .knowledgeFile(let key, _): changedKnowledge.insert(key)
            }
        }
        let asked = uses.filter { key, bases in
            changed.contains(key) || changedCode.contains(key) || !bases.isDisjoint(with: changedKnowledge)
        }
        let knowledgeOfAsked = asked.values.reduce(into: changedKnowledge) { $0.formUnion($1) }
        let missing = leftOut.filter { address in
            switch address.resource {
            case .assistant(let key):
                changedCode.contains(key) || !(uses[key] ?? []).isDisjoint(with: changedKnowledge)
            case .codeInterpreterFile(let key, _): asked[key] != nil
            case .vectorStore(let key), .knowledgeFile(let key, _): knowledgeOfAsked.contains(key)
            }
        }
        return missing.map { address in
            PlanRefusal(
                kind: .partlyChecked,
                address: address.description,
                message: "it is left out and belongs to what this plan changes, so checks would be asked of something "
                    + "else than what is applied: plan without --only and --exclude, or with all that belongs together"
            )
        }.sorted()
    }

    /// The keys of the knowledge bases that each assistant uses, or will use, by its key.
    private static func knowledge(of desired: DesiredState, _ live: LiveState) -> [String: Set<String>] {
        var uses: [String: Set<String>] = [:]
        for assistant in desired.assistants {
            uses[assistant.key, default: []].formUnion([assistant.knowledge].compactMap(\.self))
        }
        let objects = LiveObjects(desired: desired, live: live)
        var keys: [String: Set<String>] = [:]
        for (key, store) in objects.vectorStores { keys[store.id, default: []].insert(key) }
        for store in live.vectorStores { keys[store.id, default: []].insert(store.key) }
        func add(_ assistant: LiveAssistant, as key: String) {
            for id in assistant.vectorStoreIDs { uses[key, default: []].formUnion(keys[id] ?? []) }
        }
        for (key, assistant) in objects.assistants { add(assistant, as: key) }
        for assistant in live.assistants { add(assistant, as: assistant.key) }
        return uses
    }
}

import AssistantModel

extension PlanWarning {
    /// An apply without a change writes all the same.
    static let recordBehind = PlanWarning(
        code: "record-behind",
        message:
            "the account is as the manifests say, and the live release says otherwise, as after `pull`: apply makes "
            + "one that says what is there, and changes nothing else"
    )
}

extension PlanRefusal {
    /// What `destroy` says of an environment before it looks at anything; nil where it may begin.
    package init?(destroying environment: EnvironmentSettings) {
        guard environment.isProtected else { return nil }
        self.init(
            kind: .protectedEnvironment,
            message: "environment \"\(environment.name)\" is protected: nothing in it is destroyed; "
                + "set `protect: false` in project.yaml first"
        )
    }
}

/// Why apply would refuse a set of changes.
struct Safeguards {
    private let desired: DesiredState
    private let match: LiveMatch
    private let changes: [ResourceChange]

    init(desired: DesiredState, match: LiveMatch, changes: [ResourceChange]) {
        self.desired = desired
        self.match = match
        self.changes = changes
    }

    // MARK: Protected objects

    /// Deletions and replacements of protected objects. A manifest that declares the object has the last word; where
    /// none declares it, the mark on the live object counts. A duplicate of a declared object may go: the object that
    /// is declared stays.
    var protectedObjects: [PlanRefusal] {
        let protected = desired.protectedKnowledge
        let declared = Dictionary(
            desired.assistants.map { (ResourceAddress.assistant($0.key), $0.lifecycle.isProtected) }
                + desired.knowledgeBases.map {
                    (ResourceAddress.vectorStore($0.key), protected.contains($0.key))
                }
        ) { first, _ in first }
        let marked = Set(
            match.surplusAssistants.map(\.object).filter(\.isProtected).map(\.id)
                + match.surplusStores.map(\.object).filter(\.isProtected).map(\.id)
        )
        return changes.compactMap { change in
            guard change.action == .delete || change.action == .replace else { return nil }
            switch change.address.resource {
            case .knowledgeFile, .codeInterpreterFile: return nil
            case .assistant, .vectorStore: break
            }
            let isMarked = change.liveID.map(marked.contains) ?? false
            let isDeclaredProtected = declared[ResourceAddress(change.address.resource)].map { isProtected in
                isProtected && change.address.duplicateID == nil
            }
            guard isDeclaredProtected ?? isMarked else { return nil }
            let verb = change.action == .delete ? "deleted" : "replaced"
            let message =
                "\(change.address) is protected and would be \(verb): "
                + "declare it without `lifecycle.protect` and apply that first"
            return PlanRefusal(kind: .protected, address: change.address.description, message: message)
        }
    }

    // MARK: Mass delete

    /// The brake: more than three objects and more than half of what the project owns.
    func massDelete(unchangedCount: Int) -> PlanRefusal? {
        let owned = changes.filter { change in
            change.action != .create && !change.isDetachedOnly
        }
        let deleted = owned.count { $0.action == .delete }
        let total = owned.count + unchangedCount
        guard deleted > 3, deleted * 2 > total else { return nil }
        let message =
            "the plan deletes \(deleted) of \(total) objects: if that is meant, pass --allow-mass-delete; "
            + "if not, look at --dir, --env and what was removed from git"
        return PlanRefusal(kind: .massDelete, message: message)
    }

    // MARK: Metadata

    /// Objects whose metadata would need more pairs than the server takes.
    var metadataLimits: [PlanRefusal] {
        let changed = Set(changes.map(\.address))
        var refusals: [PlanRefusal] = []
        for assistant in desired.assistants where changed.contains(.assistant(assistant.key)) {
            let live = match.assistants[assistant.key]?.object
            let metadata = MetadataPlan(
                assistant: assistant,
                ownership: desired.ownership,
                record: AppliedRecord(),
                live: live
            )
            let own = Set(assistant.definition.metadata.keys).union(Ownership.MetadataKey.all)
            refusals += refusal(.assistant(assistant.key), metadata, own: own)
        }
        // A change of members writes to the store's metadata as well.
        let owners = Set(changes.map(\.address.owner))
        let protected = desired.protectedKnowledge
        for knowledgeBase in desired.knowledgeBases where owners.contains(knowledgeBase.key) {
            let metadata = MetadataPlan(
                knowledgeBase: knowledgeBase,
                isProtected: protected.contains(knowledgeBase.key),
                ownership: desired.ownership,
                record: AppliedRecord(),
                live: match.stores[knowledgeBase.key]?.object
            )
            refusals += refusal(
                .vectorStore(knowledgeBase.key),
                metadata,
                own: Set(Ownership.MetadataKey.all)
            )
        }
        return refusals
    }

    private func refusal(_ address: ResourceAddress, _ metadata: MetadataPlan, own: Set<String>) -> [PlanRefusal] {
        guard metadata.count > MetadataPlan.limit else { return [] }
        let foreign = metadata.pairs.keys.filter { !own.contains($0) }.sorted()
        let message =
            "the metadata of \(address) would have \(metadata.count) pairs, and the server takes "
            + "\(MetadataPlan.limit): remove \(metadata.count - MetadataPlan.limit) from the manifest or on the "
            + "account (\(foreign.joined(separator: ", ")) there came from elsewhere)"
        return [PlanRefusal(kind: .metadataLimit, address: address.description, message: message)]
    }
}

import AssistantModel

/// Which live objects need a closer look than their list entry before a plan can be made.
package enum StoreInspection {
    /// The ids, sorted, of the stores whose members have to be listed: those that seem to differ from what is desired;
    /// all, where a store goes, because its files go with it and another store may have some of them. `destroy` and
    /// `drift` list the members of all stores.
    package static func storeIDs(
        desired: DesiredState,
        digests: MemberDigests,
        live: LiveState,
        scope: PlanScope = .everything
    ) -> [String] {
        let match = LiveMatch(desired: desired, live: live)
        guard match.surplusStores.isEmpty else { return live.vectorStores.map(\.id).sorted() }
        return desired.knowledgeBases.compactMap { knowledgeBase -> String? in
            guard let store = match.stores[knowledgeBase.key]?.object else { return nil }
            let isLookedInto =
                needsCloserLook(knowledgeBase, digest: digests[knowledgeBase], live: store)
                || scope.replacesPart(of: knowledgeBase)
            return isLookedInto ? store.id : nil
        }.sorted()
    }

    /// Whether a store's record, counts or status say less than that it holds exactly the knowledge base.
    ///
    /// Counts only decide whether to look: they may be wrong (docs/openai-api.md, 7.7).
    ///
    /// - Parameter digest: of what the members should be.
    package static func needsCloserLook(
        _ knowledgeBase: KnowledgeBase,
        digest: String,
        live: LiveVectorStore
    ) -> Bool {
        let wanted = knowledgeBase.files.count
        return live.isExpired || live.counts.total != wanted || live.counts.completed != wanted
            || live.record?.members != digest
    }

    /// The ids, sorted, of the assistants that a plan would delete.
    package static func surplusAssistantIDs(desired: DesiredState, live: LiveState) -> [String] {
        LiveMatch(desired: desired, live: live).surplusAssistants.map(\.object.id).sorted()
    }

    /// The ids, sorted, of code interpreter files that are not what is wanted: plans show their names, so these are
    /// worth a request each.
    package static func codeInterpreterFileIDs(
        desired: DesiredState,
        contents: FileContents,
        live: LiveState
    ) -> [String] {
        let match = LiveMatch(desired: desired, live: live)
        var ids = Set(match.surplusAssistants.flatMap { $0.object.codeInterpreterFiles.map(\.id) })
        for assistant in desired.assistants {
            guard let live = match.assistants[assistant.key]?.object else { continue }
            let comparison = CodeFileComparison(assistant: assistant, contents: contents, live: live)
            ids.formUnion(comparison.removed.map(\.id))
            ids.formUnion(comparison.attachedByHand.map(\.id))
        }
        return ids.sorted()
    }
}

extension PlanScope {
    fileprivate func replacesPart(of knowledgeBase: KnowledgeBase) -> Bool {
        guard !replace.isEmpty else { return false }
        return replaces(.vectorStore(knowledgeBase.key))
            || knowledgeBase.files.contains { replaces(.knowledgeFile(knowledgeBase.key, $0.path)) }
    }
}

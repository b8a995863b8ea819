import AssistantModel
import Planning

/// How old knowledge goes: behind everything new, and behind the assistants that used it.
extension StepGraph {
    /// Whether the record of a store may say that it is complete before a release names the store: a new one, of which a
    /// dead run leaves the assistant that refers to it in every plan. So publications need no lock behind them.
    func isCompletedEarly(_ knowledgeBase: KnowledgeBase) -> Bool {
        guard let steps = stores[knowledgeBase.key], steps.work.live == nil else { return false }
        return releases == nil || referredKnowledge.contains(knowledgeBase.key)
    }

    /// - Returns: the step; nil where the store does not change.
    @discardableResult
    mutating func addCompletion(of knowledgeBase: KnowledgeBase, _ sorting: ChangeSorting) -> Int? {
        guard let steps = stores[knowledgeBase.key] else { return nil }
        let work = steps.work
        let store = ResourceAddress.vectorStore(knowledgeBase.key)
        let removals = sorting.removals(ofStoreWithKey: knowledgeBase.key)
        var ends: [Int] = []
        if let current = work.live, !removals.isEmpty {
            let users = users(of: current.id, knowledge: knowledgeBase.key)
            let usersWritten = add(.barrier, store, change: nil, lane: .barrier, requires: users)
            let usersEnded = add(.barrier, store, change: nil, lane: .barrier, follows: users)
            ends = addRemovals(
                removals,
                from: current.id,
                store: store,
                storeChange: sorting.storeChanges[knowledgeBase.key],
                mark: { .markRemoval(work, fileIDs: $0) },
                markRequires: [steps.prepare] + [publishStep].compactMap { $0 },
                markFollows: [steps.endedBarrier, usersEnded],
                removalRequires: { graph, removal in
                    let change = graph.plan.changes[removal.change]
                    // The new half of the same file is enough for a replacement; a removal waits for everything new.
                    guard change.action == .replace, let maker = graph.makers[change.address] else {
                        return [steps.madeBarrier, usersWritten]
                    }
                    return [maker]
                }
            )
        }
        return add(
            .completeStore(work),
            store,
            change: sorting.storeChanges[knowledgeBase.key],
            requires: [steps.madeBarrier] + [publishStep].compactMap { $0 } + ends + adopters(of: work)
        )
    }

    /// Until the assistants that use it are the project's too, a store that is adopted says so: whoever deletes it looks
    /// who else has it.
    private func adopters(of work: StoreWork) -> [Int] {
        guard let live = work.live, live.isBeingAdopted else { return [] }
        return users(of: live.id, knowledge: work.knowledgeBase.key)
    }

    mutating func addLeaving(_ leaving: ChangeSorting.Leaving<LiveVectorStore>, _ sorting: ChangeSorting) {
        let change = plan.changes[leaving.change]
        var requires = users(of: leaving.object.id, knowledge: change.action == .replace ? change.address.owner : nil)
        // A replaced store goes after everything in the one that takes its place.
        if change.action == .replace, let steps = stores[change.address.owner] { requires.append(steps.madeBarrier) }
        if let publishStep { requires.append(publishStep) }
        let ready = add(.barrier, change.address, change: nil, lane: .barrier, requires: requires)
        let removals = sorting.removals(ofStoreWithID: leaving.object.id)
        let ends = addRemovals(
            removals,
            from: leaving.object.id,
            store: change.address,
            storeChange: leaving.change,
            mark: { .markLeaving(leaving.object, fileIDs: $0) },
            markRequires: [ready],
            markFollows: [],
            removalRequires: { _, _ in [] }
        )
        add(.deleteStore(leaving.object), change.address, change: leaving.change, requires: [ready] + ends)
    }

    /// The steps that write or delete the assistants that use a store.
    private func users(of storeID: String, knowledge: String?) -> [Int] {
        definitionSteps.filter { entry in
            entry.storeIDs.contains(storeID) || (knowledge != nil && entry.knowledge == knowledge)
        }.map(\.step)
    }

    /// Detaches files from a store and deletes those that are the tool's, in rounds that the store's record has room
    /// for: detached, a file has no mark but that note.
    ///
    /// - Returns: the steps that end the removals.
    private mutating func addRemovals(
        _ removals: [ChangeSorting.Removal],
        from storeID: String,
        store: ResourceAddress,
        storeChange: Int?,
        mark markStep: ([String]) -> Step.Kind,
        markRequires: [Int],
        markFollows: [Int],
        removalRequires: (StepGraph, ChangeSorting.Removal) -> [Int]
    ) -> [Int] {
        var ends: [Int] = []
        var previousRound: [Int] = []
        for start in stride(from: 0, to: removals.count, by: Self.removalRound) {
            let round = removals[start..<min(start + Self.removalRound, removals.count)]
            let deleted = round.filter { !plan.changes[$0.change].isDetachedOnly }
            let mark = add(
                markStep(deleted.map(\.fileID)),
                store,
                change: storeChange,
                requires: markRequires,
                follows: markFollows + previousRound
            )
            previousRound = round.map { removal in
                let change = plan.changes[removal.change]
                let detach = add(
                    .detach(fileID: removal.fileID, storeID: storeID),
                    change.address,
                    change: removal.change,
                    requires: [mark] + removalRequires(self, removal)
                )
                guard !change.isDetachedOnly else { return detach }
                return add(
                    .deleteFile(fileID: removal.fileID, holderID: storeID),
                    change.address,
                    change: removal.change,
                    requires: [detach],
                    isCompletion: true
                )
            }
            ends += previousRound
        }
        return ends
    }
}

/// How objects are let go: stores before all assistants.
extension StepGraph {
    /// A run that stops behind the stores leaves assistants that the project still owns, and the next `forget` finishes.
    /// The other way round, a store with marks and without its assistant would be deleted by the next apply.
    mutating func addForgetting(_ sorting: ChangeSorting) {
        guard !sorting.forgottenStores.isEmpty || !sorting.forgottenAssistants.isEmpty else { return }
        var stores: [String: Int] = [:]
        for store in sorting.forgottenStores {
            let address = plan.changes[store.change].address
            stores[store.object.id] = add(.forgetStore(store.object), address, change: store.change)
        }
        let storeSteps = stores.values.sorted()
        let assistantSteps = sorting.forgottenAssistants.map { assistant in
            add(
                .forgetAssistant(assistant.object),
                plan.changes[assistant.change].address,
                change: assistant.change,
                // An assistant whose store keeps its marks keeps its own.
                requires: assistant.object.vectorStoreIDs.compactMap { stores[$0] },
                follows: storeSteps
            )
        }
        guard let releases else { return }
        let registry = ResourceAddress.assistant("")
        let step = add(.publishForgetting(releases), registry, change: nil, follows: storeSteps + assistantSteps)
        for change in sorting.forgottenStores.map(\.change) + sorting.forgottenAssistants.map(\.change) {
            carriers[change] = step
        }
    }
}

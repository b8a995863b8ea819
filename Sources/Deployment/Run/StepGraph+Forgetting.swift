import AssistantModel
import Planning

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

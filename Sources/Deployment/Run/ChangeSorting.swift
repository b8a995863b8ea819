import AssistantModel
import Planning

/// A plan's changes by what they belong to: indices into ``Plan/changes``.
struct ChangeSorting {
    /// A live object that the plan takes away.
    struct Leaving<Object> {
        var object: Object
        var change: Int
    }

    /// A file that leaves a store or an assistant.
    struct Removal {
        var fileID: String
        var change: Int
    }

    /// Changes of stores that stay or are made, by the key of the knowledge base.
    private(set) var storeChanges: [String: Int] = [:]
    /// Changes of assistants that stay or are made, by key.
    private(set) var assistantChanges: [String: Int] = [:]
    /// Files that are uploaded or get other attributes, by the key of the knowledge base.
    private(set) var fileChanges: [String: [Int]] = [:]
    /// Files of code interpreter of assistants that stay or are made, removals included, by the assistant's key.
    private(set) var codeChanges: [String: [Int]] = [:]
    private(set) var leavingStores: [Leaving<LiveVectorStore>] = []
    private(set) var leavingAssistants: [Leaving<LiveAssistant>] = []
    private var removalsByStoreID: [String: [Removal]] = [:]
    private var codeRemovalsByAssistantID: [String: [Removal]] = [:]
    private var detachedCodeFilesByAssistantID: [String: [Int]] = [:]
    private var storeIDsByKey: [String: String] = [:]

    init(plan: Plan, live: LiveState, objects: LiveObjects?) {
        storeIDsByKey = objects?.vectorStores.mapValues(\.id) ?? [:]
        let stores = Dictionary(live.vectorStores.map { ($0.id, $0) }) { first, _ in first }
        let assistants = Dictionary(live.assistants.map { ($0.id, $0) }) { first, _ in first }
        for (index, change) in plan.changes.enumerated() {
            switch change.address.resource {
            case .vectorStore(let key):
                if change.action != .delete { storeChanges[key] = index }
                if [.delete, .replace].contains(change.action), let object = change.liveID.flatMap({ stores[$0] }) {
                    leavingStores.append(Leaving(object: object, change: index))
                }
            case .assistant(let key):
                if change.action != .delete { assistantChanges[key] = index }
                if [.delete, .replace].contains(change.action), let object = change.liveID.flatMap({ assistants[$0] }) {
                    leavingAssistants.append(Leaving(object: object, change: index))
                }
            case .knowledgeFile(let key, _):
                if change.action != .delete { fileChanges[key, default: []].append(index) }
            case .codeInterpreterFile: break
            }
        }
        sortRemovals(plan, live: live)
        sortCodeFiles(plan, objects: objects)
    }

    func removals(ofStoreWithID id: String) -> [Removal] { removalsByStoreID[id] ?? [] }

    /// Of the live store that stands for the knowledge base and stays.
    func removals(ofStoreWithKey key: String) -> [Removal] {
        guard let id = storeIDsByKey[key], !leavingStores.contains(where: { $0.object.id == id }) else { return [] }
        return removals(ofStoreWithID: id)
    }

    func codeRemovals(ofAssistantWithID id: String) -> [Removal] { codeRemovalsByAssistantID[id] ?? [] }

    /// Changes of files that only leave an assistant which goes.
    func detachedCodeFiles(ofAssistantWithID id: String) -> [Int] { detachedCodeFilesByAssistantID[id] ?? [] }

    /// Finds the store that each file leaves. A file can be in several stores: changes at `ADDRESS#id` are those of
    /// stores that go.
    private mutating func sortRemovals(_ plan: Plan, live: LiveState) {
        var holders: [String: [(key: String, id: String)]] = [:]
        for store in live.vectorStores {
            for member in store.members ?? [] { holders[member.fileID, default: []].append((store.key, store.id)) }
        }
        let leavingIDs = Set(leavingStores.map(\.object.id))
        for (index, change) in plan.changes.enumerated() {
            guard case .knowledgeFile(let owner, _) = change.address.resource, let fileID = change.liveID,
                [.delete, .replace].contains(change.action), let candidates = holders[fileID]
            else { continue }
            let prefersLeaving = change.address.duplicateID != nil
            let ownStoreID = storeIDsByKey[owner]
            let best = candidates.indices
                .filter { candidates[$0].key == owner || candidates[$0].id == ownStoreID }
                .min { left, right in
                    let (left, right) = (candidates[left].id, candidates[right].id)
                    let isLeftPreferred = leavingIDs.contains(left) == prefersLeaving
                    let isRightPreferred = leavingIDs.contains(right) == prefersLeaving
                    return isLeftPreferred == isRightPreferred ? left < right : isLeftPreferred
                }
            guard let best else { continue }
            let store = candidates[best].id
            holders[fileID]?.remove(at: best)
            removalsByStoreID[store, default: []].append(Removal(fileID: fileID, change: index))
        }
    }

    private mutating func sortCodeFiles(_ plan: Plan, objects: LiveObjects?) {
        for (index, change) in plan.changes.enumerated() {
            guard case .codeInterpreterFile(let owner, _) = change.address.resource else { continue }
            let leaving = leavingAssistants.first { leaving in
                change.liveID.map { id in leaving.object.codeInterpreterFiles.contains { $0.id == id } } ?? false
            }
            if change.action == .delete, let leaving, let fileID = change.liveID {
                guard !change.isDetachedOnly else {
                    detachedCodeFilesByAssistantID[leaving.object.id, default: []].append(index)
                    continue
                }
                codeRemovalsByAssistantID[leaving.object.id, default: []].append(
                    Removal(fileID: fileID, change: index)
                )
            } else {
                codeChanges[owner, default: []].append(index)
            }
        }
    }
}

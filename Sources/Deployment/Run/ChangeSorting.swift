import AssistantModel
import Planning

/// A plan's changes by what they belong to: indices into ``Plan/changes``.
struct ChangeSorting {
    /// A live object that the plan takes away, or lets go.
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
    /// Those that stay on the account without the project's marks.
    private(set) var forgottenStores: [Leaving<LiveVectorStore>] = []
    private(set) var forgottenAssistants: [Leaving<LiveAssistant>] = []
    private var removalsByStoreID: [String: [Removal]] = [:]
    private var codeRemovalsByAssistantID: [String: [Removal]] = [:]
    private var detachedCodeFilesByAssistantID: [String: [Int]] = [:]
    private var storeIDsByKey: [String: String] = [:]

    init(plan: Plan, live: LiveState, objects: LiveObjects?) {
        storeIDsByKey = objects?.vectorStores.mapValues(\.id) ?? [:]
        let stores = Dictionary(live.vectorStores.map { ($0.id, $0) }) { first, _ in first }
        let assistants = Dictionary(live.assistants.map { ($0.id, $0) }) { first, _ in first }
        var codeFileChanges: [Int] = []
        for (index, change) in plan.changes.enumerated() {
            switch change.address.resource {
            case .vectorStore(let key):
                if change.action.makesOrKeeps { storeChanges[key] = index }
                guard let object = change.liveID.flatMap({ stores[$0] }) else { continue }
                let leaving = Leaving(object: object, change: index)
                if change.action.takesAway { leavingStores.append(leaving) }
                if change.action == .forget { forgottenStores.append(leaving) }
            case .assistant(let key):
                if change.action.makesOrKeeps { assistantChanges[key] = index }
                guard let object = change.liveID.flatMap({ assistants[$0] }) else { continue }
                let leaving = Leaving(object: object, change: index)
                if change.action.takesAway { leavingAssistants.append(leaving) }
                if change.action == .forget { forgottenAssistants.append(leaving) }
            case .knowledgeFile(let key, _):
                if change.action != .delete { fileChanges[key, default: []].append(index) }
                guard let holder = change.file?.holderID, let fileID = change.liveID else { continue }
                removalsByStoreID[holder, default: []].append(Removal(fileID: fileID, change: index))
            case .codeInterpreterFile: codeFileChanges.append(index)
            }
        }
        let leavingIDs = Set(leavingAssistants.map(\.object.id))
        for index in codeFileChanges {
            let change = plan.changes[index]
            if change.action == .delete, let fileID = change.liveID, let holder = change.file?.holderID,
                leavingIDs.contains(holder)
            {
                if change.isDetachedOnly {
                    detachedCodeFilesByAssistantID[holder, default: []].append(index)
                } else {
                    codeRemovalsByAssistantID[holder, default: []].append(Removal(fileID: fileID, change: index))
                }
            } else {
                codeChanges[change.address.owner, default: []].append(index)
            }
        }
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
}

extension ResourceChange.Action {
    /// Whether the project has an object at the address afterwards.
    fileprivate var makesOrKeeps: Bool {
        switch self {
        case .create, .update, .replace, .rename, .adopt: true
        case .delete, .forget: false
        }
    }

    /// Whether the live object is deleted.
    fileprivate var takesAway: Bool {
        switch self {
        case .replace, .delete: true
        case .create, .update, .rename, .forget, .adopt: false
        }
    }
}

import AssistantModel
import Planning

/// What a store holds after a plan, against what it holds now.
struct CandidateKnowledge: Sendable, Equatable {
    let base: KnowledgeBase
    /// The live store; nil where there is none that can be searched.
    let storeID: String?
    /// The files that are not in the live store as the plan has them, sorted by path.
    private(set) var changed: [ProjectFile] = []
    /// The paths of what is in the live store and does not stay there as it is. Sorted.
    private(set) var replacedPaths: [String] = []
    /// The new paths of files that only move, by their ids.
    private(set) var movedPaths: [String: String] = [:]
    /// Whether what stays cannot be told apart from what goes by the attributes that files carry, or is cut in another
    /// way: then nothing of the live store is of use.
    private(set) var isWhole: Bool

    init(_ base: KnowledgeBase, store: LiveVectorStore?, plan: Plan) {
        self.base = base
        let storeChange = plan.changes.first { $0.address == .vectorStore(base.key) }?.action
        let isReplaced = storeChange == .create || storeChange == .replace
        storeID = isReplaced || store?.isExpired == true ? nil : store?.id
        isWhole = storeID == nil
        let files = Dictionary(base.files.map { ($0.path, $0) }) { first, _ in first }
        for change in plan.changes {
            guard case .knowledgeFile(base.key, let path) = change.address.resource else { continue }
            switch change.action {
            case .create:
                if let file = files[path] { changed.append(file) }
            case .replace:
                if let file = files[path] { changed.append(file) }
                replacedPaths.append(path)
            case .update:
                // Only a filter looks at attributes.
                guard change.fields.contains(where: { $0.path.hasPrefix("attributes.") }) else { continue }
                if let file = files[path] { changed.append(file) }
                replacedPaths.append(path)
            case .rename:
                if let id = change.liveID { movedPaths[id] = path }
                if let previous = change.previousAddress?.filePath, files[previous] != nil { isWhole = true }
            case .delete:
                replacedPaths.append(path)
                // Another member of the same path stays, or what somebody attached has no path.
                if change.address.duplicateID != nil { isWhole = true }
            case .forget, .adopt: continue
            }
            if change.reasons.contains(where: \.isUnmarked) { isWhole = true }
        }
        changed.sort { $0.path < $1.path }
        replacedPaths.sort()
        if !replacedPaths.isEmpty, store?.members?.allSatisfy({ $0.path != nil }) != true { isWhole = true }
        if changed.count == base.files.count { isWhole = true }
    }

    /// The store where nothing of it changes.
    var unchangedStoreID: String? { changed.isEmpty && replacedPaths.isEmpty ? storeID : nil }
}

extension ChangeReason {
    /// Whether the file in the store has not what tells it apart, or all of the store is cut anew.
    fileprivate var isUnmarked: Bool {
        switch kind {
        case .attachedByHand, .usedElsewhere, .notComparable, .chunkingChanged: true
        default: false
        }
    }
}

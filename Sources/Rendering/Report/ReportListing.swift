import AssistantModel
import Planning

/// Which results a report names: all assistants and stores, everything that did not go well, and of the files that did
/// the first few.
struct ReportListing {
    /// Files of one owner that had the same done to them.
    struct Fold: Equatable {
        var owner: String
        var action: ResourceChange.Action
        var count: Int
    }

    private(set) var entries: [ApplyReport.Entry] = []
    private(set) var folds: [Fold] = []

    /// Files of one owner and action that are named.
    private static let limit = 5

    /// - Parameter all: in the order of the plan.
    init(_ all: [ApplyReport.Entry]) {
        var named: [String: [ResourceChange.Action: Int]] = [:]
        for entry in all {
            let owner = entry.change.address.owner
            let action = entry.change.action
            guard entry.outcome == .done, entry.change.address.isFile else {
                entries.append(entry)
                continue
            }
            let count = named[owner]?[action] ?? 0
            named[owner, default: [:]][action] = count + 1
            if count < Self.limit {
                entries.append(entry)
            } else if let index = folds.firstIndex(where: { $0.owner == owner && $0.action == action }) {
                folds[index].count += 1
            } else {
                folds.append(Fold(owner: owner, action: action, count: 1))
            }
        }
    }
}

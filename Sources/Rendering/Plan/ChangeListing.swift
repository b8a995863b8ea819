import AssistantModel
import Planning

/// Which changes are listed one by one, and which are counted: a plan of 10,000 new files must stay readable.
///
/// Deletions, assistants and stores are always listed.
enum ChangeListing {
    /// A line of a listing.
    enum Entry {
        case change(ResourceChange)
        case folded(Fold)
    }

    /// Files of one owner that are changed in the same way and not listed.
    struct Fold: Equatable {
        var action: ResourceChange.Action
        var owner: ResourceAddress
        var count: Int
        /// How much of it is uploaded.
        var uploadedBytes: Int
    }

    /// Files of one owner and action that are listed before the rest is counted.
    static let limit = 50

    /// - Parameter limit: Nil lists everything.
    static func entries(of changes: [ResourceChange], limit: Int? = limit) -> [Entry] {
        guard let limit else { return changes.map(Entry.change) }
        var entries: [Entry] = []
        var listed: [ResourceChange.Action: Int] = [:]
        var folds: [Fold] = []
        var owner: ResourceAddress?
        for change in changes {
            let changeOwner = fileOwner(of: change.address)
            if changeOwner != owner {
                entries += folds.map(Entry.folded)
                (listed, folds, owner) = ([:], [], changeOwner)
            }
            listed[change.action, default: 0] += 1
            guard let changeOwner, change.action != .delete, listed[change.action, default: 0] > limit else {
                entries.append(.change(change))
                continue
            }
            let bytes = change.file.flatMap { $0.isUploaded ? $0.content?.bytes : nil } ?? 0
            if let index = folds.firstIndex(where: { $0.action == change.action }) {
                folds[index].count += 1
                folds[index].uploadedBytes += bytes
            } else {
                folds.append(Fold(action: change.action, owner: changeOwner, count: 1, uploadedBytes: bytes))
            }
        }
        return entries + folds.map(Entry.folded)
    }

    /// The object that a file belongs to; nil for everything that is not a file.
    private static func fileOwner(of address: ResourceAddress) -> ResourceAddress? {
        switch address.resource {
        case .assistant, .vectorStore: nil
        case .knowledgeFile(let owner, _): .vectorStore(owner)
        case .codeInterpreterFile(let owner, _): .assistant(owner)
        }
    }
}

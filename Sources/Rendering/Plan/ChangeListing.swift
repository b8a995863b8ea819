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
            let changeOwner = change.address.isFile ? change.address.fileOwner : nil
            if changeOwner != owner {
                entries += folds.map(Entry.folded)
                (listed, folds, owner) = ([:], [], changeOwner)
            }
            listed[change.action, default: 0] += 1
            guard let changeOwner, change.action != .delete, listed[change.action, default: 0] > limit else {
                entries.append(.change(change))
                continue
            }
            let bytes = change.uploadedBytes ?? 0
            if let index = folds.firstIndex(where: { $0.action == change.action }) {
                folds[index].count += 1
                folds[index].uploadedBytes += bytes
            } else {
                folds.append(Fold(action: change.action, owner: changeOwner, count: 1, uploadedBytes: bytes))
            }
        }
        return entries + folds.map(Entry.folded)
    }
}

/// What becomes of the files of code interpreter, by assistant: their ids say nothing to a reviewer, the paths of the
/// files that come and go do.
struct CodeFileListing {
    private var filesByAssistant: [String: [String]] = [:]

    /// - Parameter changes: all of a plan, sorted.
    init(_ changes: [ResourceChange]) {
        for change in changes {
            guard case .codeInterpreterFile(let owner, let path) = change.address.resource else { continue }
            let text = "\(ReasonWording.symbol(change.action)) \(VisibleText.line(path))"
            filesByAssistant[owner, default: []].append(text)
        }
    }

    /// What becomes of each file, such as `+ data/prices.csv`; nil for every other field, and where no file changes.
    func files(of field: FieldChange, in change: ResourceChange) -> [String]? {
        guard field.path == FieldPath.codeInterpreterFiles, case .assistant(let key) = change.address.resource else {
            return nil
        }
        return filesByAssistant[key]
    }

    /// The lines for the field that holds the ids; nil for every other field, and where no file changes.
    func lines(of field: FieldChange, in change: ResourceChange) -> [String]? {
        guard let files = files(of: field, in: change) else { return nil }
        let line = files.joined(separator: ", ")
        return DisplayWidth.of(line) <= 60 ? ["\(field.path): \(line)"] : ["\(field.path):"] + files.map { "  \($0)" }
    }
}

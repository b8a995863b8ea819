import AssistantModel
import Planning

/// What becomes of the files of code interpreter, by assistant: their ids say nothing to a reviewer, the paths of the
/// files that come and go do.
struct CodeFileListing {
    private static let field = "tool_resources.code_interpreter.file_ids"

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
        guard field.path == Self.field, case .assistant(let key) = change.address.resource else { return nil }
        return filesByAssistant[key]
    }

    /// The lines for the field that holds the ids; nil for every other field, and where no file changes.
    func lines(of field: FieldChange, in change: ResourceChange) -> [String]? {
        guard let files = files(of: field, in: change) else { return nil }
        let line = files.joined(separator: ", ")
        return DisplayWidth.of(line) <= 60 ? ["\(Self.field): \(line)"] : ["\(Self.field):"] + files.map { "  \($0)" }
    }
}

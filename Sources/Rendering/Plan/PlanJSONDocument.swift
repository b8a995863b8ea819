import OrderedJSON
import Planning

/// What changes in the text of a document: `assistantctl.file.text` of a change.
enum PlanJSONDocument {
    /// Unchanged lines around a change.
    private static let context = 3
    /// Lines of a document; the rest is left out.
    private static let lineLimit = 2_000

    static func value(_ document: DocumentChange) -> JSONValue {
        var members: JSONObject = [:]
        switch document.comparison {
        case .unread: members["result"] = "not_compared"
        case .sameText: members["result"] = "same"
        case .texts: members["result"] = "changed"
        }
        if document.field != nil { members["before_from"] = .string(document.origin.rawValue) }
        if let gap = document.gap { members["not_in_git"] = .string(name(of: gap)) }
        if let note = document.summary { members["note"] = .string(note) }
        if document.summary == nil, case .texts(let before, let after) = document.comparison {
            let texts = ComparedTexts(.string(before), .string(after))
            var lines = 0
            var isCut = false
            var hunks: [JSONValue] = []
            for hunk in texts.diff.hunks(context: context) {
                lines += hunk.lines.count
                isCut = lines > lineLimit
                if isCut { break }
                hunks.append(value(hunk))
            }
            members["hunks"] = .array(hunks)
            members["cut"] = .bool(isCut)
        }
        return .object(members)
    }

    static func name(of gap: DocumentChange.Gap) -> String {
        switch gap {
        case .noProgram: "no_program"
        case .noRepository: "no_repository"
        case .unreadable: "unreadable"
        case .shallow: "shallow"
        case .notFound: "not_found"
        case .limit: "limit"
        }
    }

    private static func value(_ hunk: ProseDiff.Hunk) -> JSONValue {
        [
            "before_start": .integer(hunk.oldStart), "before_lines": .integer(hunk.oldCount),
            "after_start": .integer(hunk.newStart), "after_lines": .integer(hunk.newCount),
            "lines": .array(hunk.lines.map(value)),
        ]
    }

    private static func value(_ line: ProseDiff.Line) -> JSONValue {
        let kind: JSONValue =
            switch line.kind {
            case .context: "context"
            case .removed: "removed"
            case .added: "added"
            }
        return ["kind": kind, "spans": .array(line.spans.map(value))]
    }

    private static func value(_ span: ProseDiff.Span) -> JSONValue {
        let kind: JSONValue =
            switch span.kind {
            case .equal: "equal"
            case .removed: "removed"
            case .added: "added"
            }
        return ["kind": kind, "text": .string(span.text)]
    }
}

import AssistantModel
import OrderedJSON
import Planning

/// What a plan says of the texts of changed documents, by the addresses of their files.
struct DocumentListing {
    private let documents: [ResourceAddress: DocumentChange]

    init(_ plan: Plan) {
        documents = Dictionary((plan.documents ?? []).map { ($0.address, $0) }) { first, _ in first }
    }

    /// Nil where the change of a file is not about its content, or nobody looked.
    func document(of change: ResourceChange) -> DocumentChange? { documents[change.address] }
}

extension DocumentChange {
    /// The name of the text among a file's fields.
    static let fieldName = "text"

    /// The text as a field of its file, so that documents look like prompts; nil where there is nothing to compare.
    var field: FieldChange? {
        guard case .texts(let before, let after) = comparison else { return nil }
        return FieldChange(path: Self.fieldName, before: .string(before), after: .string(after))
    }

    /// What is said instead of a diff, such as `line endings LF → CRLF`; nil where a diff says more.
    var summary: String? {
        switch comparison {
        case .unread(let reason): return "not compared: \(reason)" + (gap.map { " \($0.sentence)" } ?? "")
        case .sameText(let form): return "the same; \(form.words)"
        case .texts(let before, let after):
            let texts = ComparedTexts(.string(before), .string(after))
            if texts.differsInLineEndingsOnly { return texts.note }
            if texts.isExact { return texts.note }
            return Self.withoutLastLineEnds(before) == Self.withoutLastLineEnds(after)
                ? "line end at the end only" : nil
        }
    }

    /// Where the text before comes from, where that is not what was applied.
    var originNote: String? {
        guard origin == .account, field != nil else { return nil }
        return "the text before is the account's" + (gap.map { ": " + $0.words } ?? "")
    }

    private static func withoutLastLineEnds(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }
}

extension DocumentChange.Form {
    var words: String {
        switch self {
        case .byteOrderMark: "only the byte order mark changed"
        case .encoding: "only the encoding changed"
        case .layout: "what changed is no text"
        }
    }
}

extension DocumentChange.Gap {
    /// For the end of a sentence.
    var words: String {
        switch self {
        case .noProgram: "git is not installed"
        case .noRepository: "the file is in no git repository"
        case .unreadable: "git does not read the repository, and `git status` there says why"
        case .shallow: "this clone is shallow, and git does not have what was applied"
        case .notFound: "git does not have what was applied"
        case .limit: "looking for it in git took too long"
        }
    }

    var sentence: String { words.prefix(1).uppercased() + words.dropFirst() + "." }
}

extension FieldText {
    /// Lines of a document's diff before the rest becomes a number.
    private static let documentLimit = 200
    /// Characters of a changed piece of such a line: a document may be one line of any length.
    private static let documentPiece = 2000

    /// The text of a document like a field of its file, the longest diffs cut.
    func display(of document: DocumentChange) -> FieldDisplay {
        let label = quote(DocumentChange.fieldName) + ":"
        if let summary = document.summary { return FieldDisplay("\(label) \(VisibleText.line(summary))") }
        guard let field = document.field else { return FieldDisplay(label) }
        var text = self
        text.longPiece = Self.documentPiece
        var shown = text.display(of: field)
        if let note = document.originNote { shown.head += style.paint("  (\(note))", .dim) }
        let rest = shown.body.count - Self.documentLimit
        if context != .full, rest > 0 {
            shown.body.removeLast(rest)
            shown.body.append(
                .init(style.paint("… \(Wording.count(rest, "more line")); --context full shows all", .dim))
            )
        }
        return shown
    }

    /// The same in one line: instead of a diff stands how many lines come and go.
    func line(of document: DocumentChange) -> String {
        guard document.summary == nil, let field = document.field else { return display(of: document).head }
        let shown = display(of: field)
        guard !shown.body.isEmpty else { return display(of: document).head }
        let removed = shown.body.count { $0.kind == .removed }
        let added = shown.body.count { $0.kind == .added }
        return
            "\(display(of: document).head) \(Wording.count(removed, "line")) removed, \(Wording.grouped(added)) added"
    }
}

import AssistantModel
import Planning

/// The changed files of one owner, a row each.
struct FileTable {
    let context: DiffContext
    let documents: DocumentListing

    /// Files of one owner and action that are listed before the rest is counted; deletions always are.
    private static let limit = 1_000

    /// A table for each owner, in order.
    func html(of files: [ResourceChange]) -> HTML {
        let entries = ChangeListing.entries(of: files, limit: context == .full ? nil : Self.limit)
        var html = HTML.empty
        var rows: [HTML] = []
        var owner: ResourceAddress?
        for entry in entries {
            let (next, row) = self.row(of: entry)
            if let owner, owner != next {
                html += table(of: owner, rows)
                rows = []
            }
            owner = next
            rows.append(row)
        }
        if let owner { html += table(of: owner, rows) }
        return html
    }

    private func row(of entry: ChangeListing.Entry) -> (owner: ResourceAddress, HTML) {
        switch entry {
        case .change(let change): return (change.address.fileOwner, row(of: change))
        case .folded(let fold):
            let size = fold.uploadedBytes > 0 ? " (\(ByteCount.text(fold.uploadedBytes)))" : ""
            let text = "and \(Wording.count(fold.count, "more file")) to \(fold.action.rawValue)\(size)"
            return (
                fold.owner,
                HTML(
                    "tr",
                    ["class": "rest"],
                    HTML("td", ["colspan": "5"], .words(text + "; --context full lists them"))
                )
            )
        }
    }

    private func table(of owner: ResourceAddress, _ rows: [HTML]) -> HTML {
        let columns = ["Action", "File", "Size", "SHA-256", "Why"]
        let head = HTML("tr", [:], columns.map { HTML("th", ["scope": "col"], .words($0)) })
        return HTML("h3", [:], .words("In "), HTML("code", [:], .line(owner.description)))
            + HTML("table", ["class": "files"], HTML("thead", [:], head), HTML("tbody", [:], rows))
    }

    private func row(of change: ResourceChange) -> HTML {
        let file = change.file
        let size = file?.content.map { ByteCount.text($0.bytes) }
        let why = change.reasons.map { HTML.line(ReasonWording.text(ChangeReason($0.kind), of: change.address)) }
        let fields = change.fields.filter { $0.path != "attributes.path" || change.action != .rename }
        var values = fields.map { HTML("li", [:], value(of: $0, change.action)) }
        if let document = documents.document(of: change) { values.append(HTML("li", [:], text(of: document))) }
        return HTML(
            "tr",
            ["id": change.address.pageID, "data-action": change.action.rawValue],
            HTML("td", [:], .badge(change.action)),
            HTML(
                "th",
                ["scope": "row"],
                HTML("code", [:], .line(name(of: change.address)))
            ),
            cell("Size", size.map { .words($0 + (file?.isUploaded == false ? ", not uploaded" : "")) }),
            cell("SHA-256", digests(of: file)),
            HTML(
                "td",
                [:],
                HTML(Array(why.map { [$0] }.joined(separator: [.words("; ")])))
                    + (values.isEmpty ? .empty : HTML("ul", ["class": "plain"], values))
            )
        )
    }

    private func cell(_ label: String, _ content: HTML?) -> HTML {
        HTML("td", ["data-label": label], content ?? HTML("span", ["class": "muted"], .words("–")))
    }

    /// The first digits of the digests before and after.
    private func digests(of file: FileChange?) -> HTML? {
        let old = file?.previousSHA256.map { HTML("del", [:], HTML("code", [:], .line(String($0.prefix(8))))) }
        let new = file?.content.map { HTML("code", [:], .line(String($0.sha256.prefix(8)))) }
        switch (old, new) {
        case (let old?, let new?) where file?.previousSHA256 != file?.content?.sha256: return old + .words(" → ") + new
        default: return new ?? old
        }
    }

    /// What changes in the file's text, or where it stands.
    private func text(of document: DocumentChange) -> HTML {
        if let summary = document.summary { return .line("\(DocumentChange.fieldName): \(summary)") }
        return HTML("a", ["href": "#" + document.pageID], .words("what changes in its text"))
    }

    private func value(of field: FieldChange, _ action: ResourceChange.Action) -> HTML {
        let name = HTML("code", [:], .line(field.path)) + .words(": ")
        let old = field.before.map { HTML("code", [:], .words(ValueText.inline($0))) } ?? .words("(not set)")
        let new = field.after.map { HTML("code", [:], .words(ValueText.inline($0))) } ?? .words("(not set)")
        switch action {
        case .create: return name + new
        case .delete: return name + old
        default: return name + HTML("del", [:], old) + .words(" → ") + HTML("ins", [:], new)
        }
    }

    /// The path below `files_root`; of a duplicate with its id.
    private func name(of address: ResourceAddress) -> String {
        (address.filePath ?? address.name) + (address.duplicateID.map { "#" + $0 } ?? "")
    }
}

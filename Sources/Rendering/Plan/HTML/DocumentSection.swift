import AssistantModel
import OrderedJSON
import Planning

/// What changes in the texts of files, a part of the page for each.
struct DocumentSection {
    let context: DiffContext
    let documents: DocumentListing

    /// Documents that are open when the page is.
    private static let openLimit = 10

    /// Empty where no text changes, or all that changes fits the table of files.
    func html(of files: [ResourceChange], budget: inout PageBudget) -> HTML {
        let changed = files.compactMap(documents.document).filter { $0.field != nil && $0.summary == nil }
        guard !changed.isEmpty else { return .empty }
        let isOpen = changed.count <= Self.openLimit || context == .full
        var articles: [HTML] = []
        for document in changed { articles.append(article(document, isOpen: isOpen, budget: &budget)) }
        return HTML(
            "section",
            ["id": "texts", "aria-labelledby": "texts-title"],
            HTML("h2", ["id": "texts-title"], .words("Texts of changed files")),
            HTML(articles)
        )
    }

    private func article(_ document: DocumentChange, isOpen: Bool, budget: inout PageBudget) -> HTML {
        let name = document.address.filePath ?? document.address.name
        let note = document.originNote.map { HTML("p", ["class": "note"], .line($0)) } ?? .empty
        return HTML(
            "article",
            ["id": document.pageID, "data-of": document.address.pageID],
            HTML(
                "details",
                ["class": "change", "open": isOpen ? "" : nil],
                HTML("summary", [:], HTML("h3", [:], HTML("code", [:], .line(name)))),
                HTML("div", ["class": "body"], note, diff(of: document, name, budget: &budget))
            )
        )
    }

    private func diff(of document: DocumentChange, _ name: String, budget: inout PageBudget) -> HTML {
        guard let field = document.field, let before = field.before, let after = field.after else { return .empty }
        let texts = ComparedTexts(before, after)
        let note = texts.note.map { HTML("p", ["class": "note"], .line($0)) } ?? .empty
        return note
            + SideBySideDiff(context: context, isExact: texts.isExact)
            .html(of: texts.diff, label: "The text of \(name) before and after", budget: &budget)
    }
}

extension DocumentChange {
    /// The `id` of the text's part of a page.
    var pageID: String { address.pageID + ".text" }
}

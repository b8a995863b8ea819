import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// One changed assistant or store: its reasons, then field by field what changes.
struct ChangeSection {
    let context: DiffContext
    let codeFiles: CodeFileListing
    let calls: [ResourceAddress: PlanEstimates.AssistantCalls]
    let lastApply: String

    /// Objects that a change waits for and that are named.
    private static let neededLimit = 5

    func html(of change: ResourceChange, isOpen: Bool, budget: inout PageBudget) -> HTML {
        let fields = FieldSections(context: context)
        var body = reasons(of: change)
        switch change.action {
        case .create:
            let own = change.fields.filter { codeFiles.files(of: $0, in: change) == nil }
            body += fields.values(own, budget: &budget) + files(of: change)
        case .delete:
            if !change.fields.isEmpty {
                body += HTML(
                    "details",
                    ["class": "gone"],
                    HTML("summary", [:], .words("What goes: \(Wording.count(change.fields.count, "field"))")),
                    fields.values(change.fields, budget: &budget)
                )
            }
        case .update, .replace, .rename, .forget, .adopt:
            let own = change.fields.filter { codeFiles.files(of: $0, in: change) == nil }
            body += fields.changes(own, budget: &budget) + files(of: change)
        }
        return HTML(
            "article",
            ["id": change.address.pageID, "data-action": change.action.rawValue],
            HTML(
                "details",
                ["class": "change", "open": isOpen ? "" : nil],
                HTML("summary", [:], heading(of: change)),
                HTML("div", ["class": "body"], body)
            )
        )
    }

    private func heading(of change: ResourceChange) -> HTML {
        var heading = HTML.badge(change.action) + HTML("code", [:], .line(change.address.description))
        if let previous = change.previousAddress {
            heading += HTML(
                "span",
                ["class": "aside"],
                .words("from ") + HTML("code", [:], .line(previous.description))
            )
        }
        if let id = change.liveID { heading += HTML("span", ["class": "aside"], .line(id)) }
        return HTML("h3", [:], heading)
    }

    private func reasons(of change: ResourceChange) -> HTML {
        let items = change.reasons.map { HTML("li", [:], html(of: $0, for: change.address)) }
        let needs = needs(of: change).map { HTML("li", [:], $0) }
        let cost = calls[change.address].map { HTML("li", ["class": "muted"], .line(CostText.line($0))) }
        return HTML("ul", ["class": "reasons"], items + [needs, cost].compactMap { $0 })
    }

    /// A reason with the place it comes from.
    private func html(of reason: ChangeReason, for address: ResourceAddress) -> HTML {
        let text = ReasonWording.text(ChangeReason(reason.kind), of: address, since: lastApply)
        return .line(text) + (reason.cause.map { .place($0.description) } ?? .empty)
    }

    /// What has to be done first: objects by name, files by number.
    private func needs(of change: ResourceChange) -> HTML? {
        let objects = change.dependencies.filter { !$0.isFile }
        let files = change.dependencies.count - objects.count
        var parts = objects.prefix(Self.neededLimit).map(HTML.link)
        if objects.count > Self.neededLimit {
            parts.append(.words(Wording.count(objects.count - Self.neededLimit, "more object")))
        }
        if files > 0 { parts.append(.words(Wording.count(files, "file"))) }
        guard !parts.isEmpty else { return nil }
        return .words("after ") + HTML(Array(parts.map { [$0] }.joined(separator: [.words(", ")])))
    }

    private func files(of change: ResourceChange) -> HTML {
        let lines = change.fields.compactMap { codeFiles.files(of: $0, in: change) }.flatMap { $0 }
        guard !lines.isEmpty else { return .empty }
        return HTML("h4", [:], .words("Files of code interpreter"))
            + HTML("ul", ["class": "plain"], lines.map { HTML("li", [:], HTML("code", [:], .words($0))) })
    }
}

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

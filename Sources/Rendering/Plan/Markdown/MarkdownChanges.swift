import AssistantModel
import Planning

/// The changes of one action as entries: a line where that says everything, else a line that opens.
struct MarkdownChanges {
    let context: DiffContext
    /// Of all changes: their files stand for the ids that an assistant refers to.
    let codeFiles: CodeFileListing
    let documents: DocumentListing
    private let calls: [ResourceAddress: PlanEstimates.AssistantCalls]
    let lastApply: String
    /// Whether details are there to be seen at once: for a plan with one change.
    let isOpen: Bool

    init(_ plan: Plan, context: DiffContext) {
        self.context = context
        codeFiles = CodeFileListing(plan.changes)
        documents = DocumentListing(plan)
        calls = plan.estimates?.callsByAddress ?? [:]
        lastApply = plan.lastApply
        isOpen = plan.changes.count == 1
    }

    /// Files of one owner that are listed in lines of their own.
    private static let lineLimit = 5
    /// The same for deletions: what goes is not folded away.
    private static let deletionLimit = 20
    /// Files that a folded list names.
    private static let listLimit = 100
    private static let shortListLimit = 20
    /// Short fields that stand below their object's line without being folded.
    private static let fieldLimit = 3

    /// - Parameter changes: of one action, sorted.
    func entries(_ changes: [ResourceChange]) -> [MarkdownEntry] {
        var entries: [MarkdownEntry] = []
        // Assistants and stores are what reviewers must not miss between files, nor documents with a diff.
        let files = changes.filter(\.address.isFile)
        var rest = (changes.filter { !$0.address.isFile } + files.filter(hasDiff) + files.filter { !hasDiff($0) })[...]
        while let first = rest.first {
            let owner = first.address.fileOwner
            let group = rest.prefix { $0.address.isFile && $0.address.fileOwner == owner && !hasDiff($0) }
            let limit = first.action == .delete ? Self.deletionLimit : Self.lineLimit
            if group.count > limit {
                entries.append(list(of: Array(group), in: owner))
            } else {
                entries += rest.prefix(max(group.count, 1)).map(entry)
            }
            rest = rest.dropFirst(max(group.count, 1))
        }
        return entries
    }

    // MARK: One change

    private func entry(_ change: ResourceChange) -> MarkdownEntry {
        let line = line(of: change)
        let fields = details(of: change)
        let displays = displays(of: change, fields, context)
        guard !displays.isEmpty else { return MarkdownEntry(.init(loss: .nothing) { line }) }
        if displays.count <= Self.fieldLimit, displays.allSatisfy(\.body.isEmpty) {
            let cost = cost(of: change).map { "  - " + $0 }
            let whole = ([line] + displays.map { "  - " + $0.head } + cost).joined(separator: "\n")
            return MarkdownEntry(.init(loss: .nothing) { whole }, [.init(loss: .details) { line }])
        }
        let summary = MarkdownText.htmlCode(change.address.description) + ": " + text(of: change, MarkdownText.htmlCode)
        func form(_ loss: MarkdownEntry.Loss, _ body: @escaping () -> [String]) -> MarkdownEntry.Form {
            .init(loss: loss) { MarkdownText.folded(summary, body(), isOpen: isOpen) }
        }
        let shorter = [1, 0].filter { $0 < context.lineCount }.map(DiffContext.lines)
        let forms =
            shorter.map { context in form(.context) { lines(of: change, fields, context) } } + [
                form(.diffs) {
                    let text = FieldText(style: .plain, context: .lines(0), quote: MarkdownText.code)
                    return fields.map { "- " + text.line(of: $0, in: change) }
                        + (documents.document(of: change).map { ["- " + text.line(of: $0)] } ?? [])
                },
                .init(loss: .details) { line },
            ]
        return MarkdownEntry(form(.nothing) { lines(of: change, fields, context) }, forms)
    }

    private func line(of change: ResourceChange) -> String {
        "- " + MarkdownText.code(change.address.description) + ": " + text(of: change, MarkdownText.code)
    }

    private func text(of change: ResourceChange, _ quote: @escaping (String) -> String) -> String {
        let fields = FieldText(style: .plain, context: context, quote: quote)
        if change.isOfAttributesOnly, let inline = fields.inlineText(of: change.fields) { return inline }
        let reasons = change.reasons.map { ReasonWording.text($0, of: change.address, since: lastApply, quote: quote) }
        let size = change.uploadedBytes.map { ", " + ByteCount.text($0) } ?? ""
        return reasons.joined(separator: "; ") + size
    }

    /// The fields that are worth opening a line for.
    private func details(of change: ResourceChange) -> [FieldChange] {
        if change.action == .delete || change.isOfAttributesOnly && change.fields.count <= 3 { return [] }
        return change.shownFields.filter { codeFiles.lines(of: $0, in: change) == nil }
    }

    private func displays(
        of change: ResourceChange,
        _ fields: [FieldChange],
        _ context: DiffContext
    ) -> [FieldDisplay] {
        let text = FieldText(style: .plain, context: context, quote: MarkdownText.code)
        return fields.map { text.display(of: $0, in: change) }
            + (documents.document(of: change).map { [text.display(of: $0)] } ?? [])
    }

    /// Whether what changes in a file's text needs lines of its own.
    private func hasDiff(_ change: ResourceChange) -> Bool {
        documents.document(of: change).map { $0.field != nil && $0.summary == nil } ?? false
    }

    private func lines(of change: ResourceChange, _ fields: [FieldChange], _ context: DiffContext) -> [String] {
        let displays = displays(of: change, fields, context)
        let cost = cost(of: change).flatMap { ["", $0] }
        return MarkdownText.fields(displays, language: change.action == .create ? "" : "diff") + cost
    }

    private func cost(of change: ResourceChange) -> [String] {
        calls[change.address].map { [MarkdownText.prose("Cost: " + CostText.line($0))] } ?? []
    }

    // MARK: Many files

    private func text(of document: DocumentChange?) -> String {
        document?.summary.map { MarkdownText.prose("; text: " + $0) } ?? ""
    }

    private func list(of changes: [ResourceChange], in owner: ResourceAddress) -> MarkdownEntry {
        let bytes = changes.reduce(0) { $0 + ($1.uploadedBytes ?? 0) }
        let size = bytes > 0 ? ", \(ByteCount.text(bytes))" : ""
        let count = "\(Wording.grouped(changes.count)) files to \(changes[0].action.rawValue) in "
        func form(_ limit: Int) -> MarkdownEntry.Form {
            let isWhole = changes.count <= limit
            return .init(loss: isWhole ? .nothing : .details) {
                let rest = isWhole ? [] : ["- … and \(Wording.grouped(changes.count - limit)) more"]
                let summary = count + MarkdownText.htmlCode(owner.description) + size
                return MarkdownText.folded(
                    summary,
                    changes.prefix(limit).map { self.line(of: $0) + text(of: documents.document(of: $0)) } + rest,
                    isOpen: isOpen
                )
            }
        }
        let line = MarkdownEntry.Form(loss: .details) { "- " + count + MarkdownText.code(owner.description) + size }
        return MarkdownEntry(form(Self.listLimit), [form(Self.shortListLimit), line], changeCount: changes.count)
    }
}

import AssistantModel
import Planning

/// What a run did, for people: objects with their ids, what failed and why, and the count. The plan has named every
/// file: of those that went well only some are named again.
package struct ReportRenderer: Sendable {
    private let style: TerminalStyle

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// - Parameters:
    ///   - purpose: Names the run: apply, destroy or forget.
    ///   - isBelowPlan: Whether the same log has said what was going to be done: where all of it was done, that is not said
    ///     again.
    package func text(_ report: ApplyReport, purpose: Plan.Purpose, isBelowPlan: Bool = false) -> String {
        var sections: [[String]] = []
        // Where something failed, what was done is what a reader needs.
        let isSaid = isBelowPlan && report.isComplete
        let listing = ReportListing(isSaid ? report.entries.filter { $0.outcome != .done } : report.entries)
        let columns = AddressColumn(listing.entries.map(\.change.address), style: style)
        sections.append(listing.entries.flatMap { lines(of: $0, columns, purpose) } + listing.folds.map(line))
        sections.append(report.notes.map { style.paint("note:", .bold, .cyan) + " " + VisibleText.line($0) })
        if let failure = report.failure {
            sections.append([style.paint("error:", .bold, .red) + " " + VisibleText.line(failure)])
        }
        sections.append([conclusion(of: report, purpose: purpose)])
        return sections.filter { !$0.isEmpty }.map { Wording.output(style.fitted($0)) }.joined(separator: "\n")
    }

    private func lines(of entry: ApplyReport.Entry, _ columns: AddressColumn, _ purpose: Plan.Purpose) -> [String] {
        let change = entry.change
        let (symbol, color, text): (String, TerminalColor, String) =
            switch entry.outcome {
            case .done:
                (ReasonWording.symbol(change.action), change.action.color, ReasonWording.pastTense(change))
            case .failed: ("!", .red, style.paint("failed", .red))
            case .skipped(let cause): ("·", .dim, "skipped, because \(VisibleText.line(cause.description)) failed")
            case .notStarted: ("·", .dim, "not started")
            case .unfinished: ("·", .yellow, "begun, the next \(purpose.title.lowercased()) goes on")
            }
        let id =
            entry.id.map { entry.outcome == .done ? ", \(VisibleText.line($0))" : " (\(VisibleText.line($0)))" } ?? ""
        let lines = columns.lines(symbol: symbol, color: color, address: change.address, text: text + id)
        guard case .failed(let message) = entry.outcome else { return lines }
        return lines + ValueText.lines(message).map { "      " + VisibleText.line($0) }
    }

    private func line(of fold: ReportListing.Fold) -> String {
        let files = Wording.count(fold.count, "more file")
        return "    " + style.paint("… and \(files) \(ReasonWording.pastTense(fold.action)) of \(fold.owner)", .dim)
    }

    private func conclusion(of report: ApplyReport, purpose: Plan.Purpose) -> String {
        let counts = OutcomeCounts(report)
        let name = purpose.title
        guard !report.isComplete else {
            if report.entries.isEmpty { return style.paint("No changes.", .bold, .green) }
            return style.paint("\(name) complete:", .bold, .green) + " \(counts.done)."
        }
        let unfinished = [
            counts.failed > 0 ? "\(counts.failed) failed" : nil,
            counts.skipped > 0 ? "\(counts.skipped) skipped" : nil,
            counts.unfinished > 0 ? "\(counts.unfinished) begun" : nil,
            counts.notStarted > 0 ? "\(counts.notStarted) not started" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
        let parts = [counts.done.isEmpty ? "nothing done" : counts.done, unfinished].filter { !$0.isEmpty }
        let title = report.wasInterrupted ? "\(name) interrupted:" : "\(name) incomplete:"
        return style.paint(title, .bold, .red) + " \(parts.joined(separator: "; "))."
    }
}

/// How the changes of a run ended, in numbers.
struct OutcomeCounts {
    /// Such as `1 created, 1 updated`; empty when nothing was done.
    var done: String
    var failed = 0
    var skipped = 0
    var notStarted = 0
    var unfinished = 0

    init(_ report: ApplyReport) {
        done = PlanSummary(report.entries.filter { $0.outcome == .done }.map(\.change)).done
        for entry in report.entries {
            switch entry.outcome {
            case .done: break
            case .failed: failed += 1
            case .skipped: skipped += 1
            case .notStarted: notStarted += 1
            case .unfinished: unfinished += 1
            }
        }
    }
}

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

import AssistantModel
import Planning

/// What changed on the account since the last apply. Values that the plan takes back stand with its changes.
struct MarkdownDrift {
    private let plan: Plan
    private let context: DiffContext
    private let takenBack: [ResourceAddress: Set<String>]

    init(_ plan: Plan, context: DiffContext) {
        (self.plan, self.context) = (plan, context)
        takenBack = Dictionary(grouping: plan.changes, by: \.address).mapValues { changes in
            Set(changes.flatMap(\.fields).map(\.path))
        }
    }

    /// Nil where nothing changed.
    var section: MarkdownSection? {
        guard !plan.drift.isEmpty else { return nil }
        let heading = "### Changed on the account since \(plan.lastApply)"
        return MarkdownSection(heading: heading, entries: plan.drift.map(entry))
    }

    private func entry(_ drift: ResourceDrift) -> MarkdownEntry {
        let line = "- " + text(of: drift, MarkdownText.code)
        let fields = FieldText(style: .plain, context: context, quote: MarkdownText.code)
        let displays = drift.fields.filter { takenBack[drift.address]?.contains($0.path) != true }
            .map { fields.display(ofDrift: $0) }
        guard !displays.isEmpty else { return MarkdownEntry(.init(loss: .nothing) { line }) }
        let short = MarkdownEntry.Form(loss: .details) { line }
        let summary = text(of: drift, MarkdownText.htmlCode)
        let whole = MarkdownFields.folded(summary, MarkdownFields.lines(displays, language: "diff"))
        return MarkdownEntry(.init(loss: .nothing) { whole }, [short])
    }

    private func text(of drift: ResourceDrift, _ quote: (String) -> String) -> String {
        quote(drift.address.description) + ": "
            + ReasonWording.drift(drift.reason, of: drift.address, quote: quote)
    }
}

import AssistantModel
import Planning
import SourceDiagnostics

/// A plan as a comment of a pull request, in GitHub Flavored Markdown: what takes most away first, details folded.
///
/// The text never has more than ``limit`` bytes. What is too long gets less context around its changes, then a line for
/// each field, then a line for each change; after that changes are only counted. The text says so.
package struct PlanMarkdownRenderer: Sendable {
    /// GitHub refuses a comment of more than 65,536 characters. Which ones it counts is not documented: UTF-8 bytes are
    /// never fewer than characters of any kind. What a pipeline writes below a plan has room.
    package static let commentLimit = 65_000
    /// GitHub drops a step's summary of more than 1 MiB as a whole.
    package static let summaryLimit = 1_048_576

    private let context: DiffContext
    private let folder: String
    private let place: String
    private let limit: Int

    /// - Parameters:
    ///   - folder: The manifests' folder as the user names it, for the sentence about an empty plan.
    ///   - place: The options that choose environment and folder, for commands that are named.
    ///   - limit: In UTF-8 bytes; at least 2,000.
    package init(
        context: DiffContext = .lines(3),
        folder: String = "assistants",
        place: String = "",
        limit: Int = PlanMarkdownRenderer.commentLimit
    ) {
        self.context = context
        self.folder = folder
        self.place = place
        self.limit = limit
    }

    /// The whole comment; its first line is the ``HiddenMarker``.
    package func text(_ plan: Plan) -> String {
        let plan = plan.changesWithoutSecrets
        let notices = MarkdownNotices(plan)
        let head = head(of: plan)
        let reserve = 600
        let boxes: [String] = notices.refusals + notices.warnings + checks(of: plan)
        let fixed = (head + boxes).reduce(0) { $0 + $1.utf8.count + 1 }
        let fit = MarkdownFit(sections(of: plan), limit: limit - fixed - reserve)
        let text = Wording.output(head + shortened(fit) + boxes + fit.sections.map(\.text))
        guard text.utf8.count > limit else { return text }
        return Wording.output(head + [leftOut("everything but these numbers")])
    }

    /// What the checks came to; no lines where none were asked.
    private func checks(of plan: Plan) -> [String] {
        guard let report = plan.checkReport else { return [] }
        var text = CheckMarkdown.text(report, limit: limit / 4)
        while text.hasSuffix("\n") { text.removeLast() }
        return [text, ""]
    }

    private func head(of plan: Plan) -> [String] {
        let marker = HiddenMarker.text(project: plan.project, environment: plan.environment)
        let run =
            switch plan.purpose {
            case .apply: "Plan for"
            case .destroy: "Plan to destroy"
            case .forget: "Plan to forget objects of"
            case .refresh: "Drift of"
            }
        let heading = "## \(run) \(MarkdownText.prose(plan.project)) in \(MarkdownText.prose(plan.environment))"
        let notes = (plan.estimates.map(CostText.summary) ?? []) + ExternalKnowledgeText.lines(plan)
        return [marker, heading, "", count(of: plan), ""] + notes.flatMap { [MarkdownText.prose($0), ""] }
    }

    private func count(of plan: Plan) -> String {
        if plan.purpose == .refresh, !plan.drift.isEmpty {
            return "**\(Wording.count(plan.drift.count, "object")) changed on the account since \(plan.lastApply).**"
        }
        if plan.isEmpty {
            let verdict = plan.purpose == .refresh ? "No drift." : "No changes."
            return "**\(verdict)** \(MarkdownText.prose(EmptyPlanWording.state(plan, folder: folder)))"
        }
        let uploads = plan.changes.reduce(0) { $0 + ($1.uploadedBytes ?? 0) }
        var sentences = ["**\(PlanSummary(plan.changes).plannedDeletionsFirst).**"]
        if uploads > 0 { sentences.append("\(ByteCount.text(uploads)) to upload.") }
        if plan.unchangedCount > 0 { sentences.append("\(Wording.count(plan.unchangedCount, "object")) unchanged.") }
        if !plan.leftOut.isEmpty { sentences.append(EmptyPlanWording.others(plan)) }
        return sentences.joined(separator: " ")
    }

    private func shortened(_ fit: MarkdownFit) -> [String] {
        fit.losses.map { ["> [!NOTE]", "> " + leftOut($0), ""] } ?? []
    }

    private func leftOut(_ losses: String) -> String {
        "Left out to stay within \(Wording.grouped(limit)) bytes: \(losses). "
            + "`assistantctl plan\(place) --format html` has all of it, and so has `assistantctl plan\(place) --context full`."
    }

    private func sections(of plan: Plan) -> [MarkdownSection] {
        let changes = MarkdownChanges(plan, context: context)
        let actions = PlanSummary.dangerousFirst.compactMap { action -> MarkdownSection? in
            let affected = plan.changes.filter { $0.action == action }
            guard !affected.isEmpty else { return nil }
            let heading = "### \(Wording.grouped(affected.count)) to \(action.rawValue)"
            return MarkdownSection(heading: heading, entries: changes.entries(affected))
        }
        return actions + [MarkdownDrift(plan, context: context).section].compactMap { $0 }
    }
}

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
            .map { fields.display(of: $0.withoutDrift) }
        guard !displays.isEmpty else { return MarkdownEntry(.init(loss: .nothing) { line }) }
        let short = MarkdownEntry.Form(loss: .details) { line }
        let summary = text(of: drift, MarkdownText.htmlCode)
        let whole = MarkdownText.folded(summary, MarkdownText.fields(displays, language: "diff"))
        return MarkdownEntry(.init(loss: .nothing) { whole }, [short])
    }

    private func text(of drift: ResourceDrift, _ quote: (String) -> String) -> String {
        quote(drift.address.description) + ": "
            + ReasonWording.drift(drift.reason, of: drift.address, quote: quote)
    }
}

/// The comment that nobody sees and by which a pipeline finds its own comment again, to update it in place.
package enum HiddenMarker {
    /// Such as `<!-- assistantctl project=velo-lindqvist environment=production -->`.
    ///
    /// Names are letters, digits and single hyphens; anything else is percent-encoded, so that no name ends the comment.
    package static func text(project: String, environment: String) -> String {
        "<!-- assistantctl project=\(encoded(project)) environment=\(encoded(environment)) -->"
    }

    private static func encoded(_ name: String) -> String {
        var encoded = ""
        for byte in name.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || character == "_")
            if isPlain || (character == "-" && encoded.last != "-") {
                encoded.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

/// Why apply would refuse the plan, and what a reviewer should know, in GitHub's alert boxes. Other renderers show them as
/// quotes.
struct MarkdownNotices {
    /// Lines; none for a plan that is not refused.
    let refusals: [String]
    /// Lines; none without warnings.
    let warnings: [String]

    /// Notices of one kind that are printed.
    private static let limit = 10
    /// Characters of a notice that are printed.
    private static let lengthLimit = 500

    init(_ plan: Plan) {
        let title = plan.purpose.title
        refusals = Self.box(
            "CAUTION",
            heading: "**\(title) would refuse this plan and change nothing** (exit code 4):",
            plan.refusals.map { refusal in
                let address = refusal.address.flatMap { refusal.message.contains($0) ? nil : $0 }
                return Self.line(place: address, refusal.message, code: refusal.kind.code)
            }
        )
        warnings = Self.box(
            "WARNING",
            heading: nil,
            plan.warnings.map { warning in
                Self.line(place: warning.location?.description ?? warning.address, warning.message, code: warning.code)
            }
        )
    }

    private static func line(place: String?, _ message: String, code: String) -> String {
        let isCut = message.count > lengthLimit
        let text = MarkdownText.prose(isCut ? message.prefix(lengthLimit) + "…" : message)
        return (place.map { MarkdownText.code($0) + ": " } ?? "") + text + " (\(MarkdownText.code(code)))"
    }

    private static func box(_ kind: String, heading: String?, _ notices: [String]) -> [String] {
        guard !notices.isEmpty else { return [] }
        let shown = notices.prefix(limit).map { "> - " + $0 }
        let rest = notices.count > limit ? ["> - … and \(Wording.grouped(notices.count - limit)) more"] : []
        return ["> [!\(kind)]"] + (heading.map { ["> " + $0] } ?? []) + shown + rest + [""]
    }
}

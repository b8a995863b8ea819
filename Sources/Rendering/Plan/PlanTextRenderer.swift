import AssistantModel
import Planning
import SourceDiagnostics

/// A plan for people: what changes and why, object by object, with a diff of every field.
package struct PlanTextRenderer: Sendable {
    private let style: TerminalStyle
    private let context: DiffContext
    private let folder: String
    private let isCarriedOut: Bool

    /// - Parameters:
    ///   - folder: The manifests' folder as the user names it, for the sentence about an empty plan.
    ///   - isCarriedOut: Whether the plan is shown by what carries it out, or stops at its refusals.
    package init(
        style: TerminalStyle,
        context: DiffContext = .lines(3),
        folder: String = "assistants",
        isCarriedOut: Bool = false
    ) {
        self.style = style
        self.context = context
        self.folder = folder
        self.isCarriedOut = isCarriedOut
    }

    /// From so many lines of changes on the count stands in front of them, too.
    private static let longPlan = 100

    /// The whole plan: drift, changes, warnings, the count, and last why apply would refuse it.
    package func text(_ plan: Plan) -> String {
        let plan = plan.changesWithoutSecrets
        var sections: [[String]] = []
        if !plan.drift.isEmpty { sections.append(drift(of: plan)) }
        let external = ExternalKnowledgeText.lines(plan).map { style.paint(VisibleText.line($0), .dim) }
        let warnings = external + warnings(of: plan)
        let changes = changes(of: plan)
        if changes.count > Self.longPlan { sections.insert([totals(of: plan)], at: 0) }
        if plan.drift.isEmpty && warnings.isEmpty {
            sections.append(changes + footer(plan))
        } else {
            sections.append(changes)
            sections.append(warnings)
            sections.append(footer(plan))
        }
        var texts = sections.filter { !$0.isEmpty }.map { Wording.output(style.fitted($0)) }
        if let report = plan.checkReport { texts.append(CheckTextRenderer(style: style).text(report)) }
        if !plan.refusals.isEmpty { texts.append(Wording.output(style.fitted(refusals(of: plan)))) }
        return texts.joined(separator: "\n")
    }

    private func changes(of plan: Plan) -> [String] {
        let changes = plan.changes
        let entries = ChangeListing.entries(of: changes, limit: context == .full ? nil : ChangeListing.limit)
        let columns = AddressColumn(
            entries.compactMap { if case .change(let change) = $0 { change.address } else { nil } },
            style: style
        )
        let codeFiles = CodeFileListing(changes)
        let documents = DocumentListing(plan)
        let calls = plan.estimates?.callsByAddress ?? [:]
        return entries.flatMap { entry in
            switch entry {
            case .change(let change):
                lines(of: change, in: plan, codeFiles, columns)
                    + text(of: documents.document(of: change)) + cost(calls[change.address])
            case .folded(let fold): [line(of: fold)]
            }
        }
    }

    private func lines(
        of change: ResourceChange,
        in plan: Plan,
        _ codeFiles: CodeFileListing,
        _ columns: AddressColumn
    ) -> [String] {
        let fields = FieldText(style: style, context: context)
        if change.isOfAttributesOnly, let inline = fields.inlineText(of: change.fields) {
            return heading(change.action, change.address, [inline], columns)
        }
        let size = change.uploadedBytes.map { ByteCount.text($0) + ", " } ?? ""
        let nested =
            switch change.action {
            case .create:
                change.fields.flatMap { codeFiles.lines(of: $0, in: change) ?? fields.display(ofNewOrGone: $0).lines }
            case .delete: context == .full ? change.fields.flatMap { fields.display(ofNewOrGone: $0).lines } : []
            case .update, .replace, .rename, .forget, .adopt:
                change.shownFields.flatMap { codeFiles.lines(of: $0, in: change) ?? fields.lines(of: $0) }
            }
        let reasons = change.reasons.map { reason in
            VisibleText.line(ReasonWording.text(reason, of: change.address, since: plan.lastApply))
        }
        let texts = [size + (reasons.first ?? "")] + reasons.dropFirst()
        return heading(change.action, change.address, texts, columns)
            + nested.map { $0.isEmpty ? "" : "      " + $0 }
    }

    /// What changes in the text of a file.
    private func text(of document: DocumentChange?) -> [String] {
        guard let document else { return [] }
        return FieldText(style: style, context: context).display(of: document).lines
            .map { $0.isEmpty ? "" : "      " + $0 }
    }

    private func cost(_ calls: PlanEstimates.AssistantCalls?) -> [String] {
        calls.map { ["      " + style.paint(VisibleText.line(CostText.line($0)), .dim)] } ?? []
    }

    private func line(of fold: ChangeListing.Fold) -> String {
        let size = fold.uploadedBytes > 0 ? ", \(ByteCount.text(fold.uploadedBytes))" : ""
        let files = Wording.count(fold.count, "more file")
        let text = "… and \(files) to \(fold.action.rawValue) in \(fold.owner)\(size); --context full lists them"
        return "    " + style.paint(VisibleText.line(text), .dim)
    }

    private func heading(
        _ action: ResourceChange.Action,
        _ address: ResourceAddress,
        _ texts: [String],
        _ columns: AddressColumn
    ) -> [String] {
        let symbol = ReasonWording.symbol(action)
        return columns.lines(symbol: symbol, color: action.color, address: address, text: texts[0])
            + texts.dropFirst().flatMap(columns.continuation)
    }

    private func drift(of plan: Plan) -> [String] {
        let fields = FieldText(style: style, context: context)
        let columns = AddressColumn(plan.drift.map(\.address), style: style)
        let takenBack = plan.fieldsTakenBack
        return [style.paint("Changed on the account since \(plan.lastApply):", .bold)]
            + plan.drift.flatMap { drift in
                let (symbol, color): (String, TerminalColor) =
                    switch drift.reason.kind {
                    case .missingOnAccount: ("-", .red)
                    case .attachedByHand: ("+", .green)
                    default: ("~", .yellow)
                    }
                let text = VisibleText.line(ReasonWording.drift(drift.reason, of: drift.address))
                let kept = drift.fields.filter { takenBack[drift.address]?.contains($0.path) != true }
                return columns.lines(symbol: symbol, color: color, address: drift.address, text: text)
                    + kept.flatMap { fields.lines(of: $0.withoutDrift) }.map { $0.isEmpty ? "" : "      " + $0 }
            }
    }

    /// What is true of several assistants for one cause, such as a model in `defaults`, is said once.
    private func warnings(of plan: Plan) -> [String] {
        var lines: [(text: String, addresses: [String])] = []
        for warning in plan.warnings {
            let text = line(of: warning)
            if let last = lines.last, last.text == text, warning.location != nil {
                lines[lines.count - 1].addresses.append(contentsOf: [warning.address].compactMap(\.self))
            } else {
                lines.append((text, [warning.address].compactMap(\.self)))
            }
        }
        return lines.map { line in
            line.addresses.count < 2
                ? line.text : line.text + style.paint(" (\(VisibleText.line(Wording.list(line.addresses))))", .dim)
        }
    }

    private func line(of warning: PlanWarning) -> String {
        let place = (warning.location?.description ?? warning.address).map { VisibleText.line($0) + ": " } ?? ""
        return style.paint(place, .bold) + style.paint("warning:", .bold, .yellow) + " "
            + VisibleText.line(warning.message) + style.paint(" [\(warning.code)]", .dim)
    }

    private func refusals(of plan: Plan) -> [String] {
        plan.refusals.map { refusal in
            // Most messages name the object themselves.
            let address = refusal.address.flatMap { refusal.message.contains($0) ? nil : $0 }
            let place = address.map { VisibleText.line($0) + ": " } ?? ""
            return style.paint(place, .bold) + style.paint("refused:", .bold, .red) + " "
                + VisibleText.line(refusal.message) + style.paint(" [\(refusal.kind.code)]", .dim)
        } + [
            isCarriedOut
                ? "\(plan.purpose.title) stops here with exit code 4 and changes nothing."
                : "\(plan.purpose.title) would stop here with exit code 4 and change nothing."
        ]
    }

    private func totals(of plan: Plan) -> String {
        "\(style.paint("Plan:", .bold)) \(PlanSummary(plan.changes).planned)."
    }

    private func footer(_ plan: Plan) -> [String] {
        if plan.purpose == .refresh, !plan.drift.isEmpty {
            let objects = Wording.count(plan.drift.count, "object")
            return ["\(style.paint("Drift:", .bold)) \(objects) changed on the account since \(plan.lastApply)."]
        }
        guard plan.isEmpty else {
            let others = plan.leftOut.isEmpty ? "" : " " + EmptyPlanWording.others(plan)
            return [totals(of: plan) + others]
                + (plan.estimates.map(CostText.summary) ?? []).map { style.paint(VisibleText.line($0), .dim) }
        }
        let nothing = style.paint(plan.purpose == .refresh ? "No drift." : "No changes.", .bold, .green)
        return [nothing + " " + EmptyPlanWording.state(plan, folder: folder)]
    }
}

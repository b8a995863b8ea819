import AssistantModel
import Planning
import SourceDiagnostics

/// The top of the page: what the plan is for, how much it changes, and what a reviewer has to know first.
struct PlanOverview {
    let plan: Plan
    /// The manifests' folder as the user names it.
    let folder: String

    /// The page's header.
    var header: HTML {
        HTML(
            "header",
            [:],
            HTML(
                "p",
                ["class": "eyebrow"],
                .words(kind),
                .words(" · api: \(plan.api.rawValue)")
            ),
            HTML(
                "h1",
                [:],
                .line(plan.project),
                HTML("span", ["class": "to", "aria-label": "in environment"], .words(" → ")),
                .line(plan.environment)
            ),
            counts,
            HTML(
                ((plan.estimates.map(CostText.summary) ?? []) + ExternalKnowledgeText.lines(plan)).map {
                    HTML("p", ["class": "muted"], .line($0))
                }
            )
        )
    }

    private var kind: String {
        switch plan.purpose {
        case .apply: "Plan"
        case .destroy: "Plan to destroy"
        case .forget: "Plan to forget"
        case .refresh: "Drift"
        }
    }

    private var counts: HTML {
        if plan.purpose == .refresh, !plan.drift.isEmpty {
            let objects = Wording.count(plan.drift.count, "object")
            return HTML("p", ["class": "lead"], .words("\(objects) changed on the account since \(plan.lastApply)."))
        }
        guard !plan.isEmpty else {
            let state = EmptyPlanWording.state(plan, folder: folder)
            let verdict = plan.purpose == .refresh ? "No drift. " : "No changes. "
            return HTML("p", ["class": "lead"], HTML("b", [:], .words(verdict)), .line(state))
        }
        let items = ResourceChange.Action.inOrder.compactMap { action -> HTML? in
            let count = plan.changes.count { $0.action == action }
            guard count > 0 else { return nil }
            return HTML(
                "li",
                ["class": "count \(action.rawValue)"],
                HTML("b", [:], .words(Wording.grouped(count))),
                .symbol(of: action, after: " "),
                .words(" to \(action.rawValue)")
            )
        }
        let rest = HTML(
            "li",
            ["class": "count"],
            HTML("b", [:], .words(Wording.grouped(plan.unchangedCount))),
            .words(" unchanged")
        )
        let others =
            plan.leftOut.isEmpty ? HTML.empty : HTML("p", ["class": "muted"], .words(EmptyPlanWording.others(plan)))
        return HTML("ul", ["class": "counts", "aria-label": "Changes by action"], items + [rest]) + others
    }

    /// Refusals, deletions, warnings and drift, each where there are some.
    var sections: HTML {
        refusals + deletions + warnings + CheckSection(plan: plan).html + DriftSection(plan: plan).html
    }

    private var refusals: HTML {
        guard !plan.refusals.isEmpty else { return .empty }
        let items = plan.refusals.map { refusal in
            let address = refusal.address.map { HTML("code", [:], .line($0)) + .words(": ") } ?? .empty
            return HTML("li", [:], address, .line(refusal.message), code(refusal.kind.code))
        }
        return HTML(
            "section",
            ["class": "notice refused", "id": "refused", "aria-labelledby": "refused-title"],
            HTML("h2", ["id": "refused-title"], .words("Refused")),
            HTML("ul", [:], items),
            HTML("p", [:], .words("\(plan.purpose.title) would stop here with exit code 4 and change nothing."))
        )
    }

    /// Deletions once more in one place: in a long plan nobody may miss them.
    private var deletions: HTML {
        let deleted = plan.changes.filter { $0.action == .delete }.map(\.address)
        guard !deleted.isEmpty else { return .empty }
        let limit = 20
        var items = deleted.prefix(limit).map { HTML("li", [:], .link(to: $0)) }
        if deleted.count > limit {
            items.append(HTML("li", [:], .words("and \(Wording.grouped(deleted.count - limit)) more, below")))
        }
        return HTML(
            "section",
            ["class": "notice deleted", "id": "deletions", "aria-labelledby": "deletions-title"],
            HTML("h2", ["id": "deletions-title"], .words(Wording.count(deleted.count, "deletion"))),
            HTML("ul", ["class": "columns"], items)
        )
    }

    private var warnings: HTML {
        guard !plan.warnings.isEmpty else { return .empty }
        let items = plan.warnings.map { warning in
            let place = warning.location?.description ?? warning.address
            return HTML(
                "li",
                [:],
                .line(warning.message),
                code(warning.code),
                place.map(HTML.place) ?? .empty
            )
        }
        return HTML(
            "section",
            ["class": "notice warnings", "id": "warnings", "aria-labelledby": "warnings-title"],
            HTML("h2", ["id": "warnings-title"], .words(Wording.count(plan.warnings.count, "warning"))),
            HTML("ul", [:], items)
        )
    }

    private func code(_ code: String) -> HTML { .literal(" ") + HTML("span", ["class": "code"], .line(code)) }
}

/// What somebody changed on the account since the last apply.
struct DriftSection {
    let plan: Plan

    /// Objects that are listed before the rest is counted.
    private static let limit = 200
    /// Fields of one object that are shown without unfolding.
    private static let openFields = 3

    /// Empty where nothing drifted.
    var html: HTML {
        guard !plan.drift.isEmpty else { return .empty }
        let takenBack = plan.fieldsTakenBack
        var budget = PageBudget(context: .lines(3))
        var objects: [HTML] = []
        for drift in plan.drift.prefix(Self.limit) {
            let shown = drift.fields.filter { takenBack[drift.address]?.contains($0.path) != true }
            objects.append(object(drift, shown.map(\.withoutDrift), &budget))
        }
        if plan.drift.count > Self.limit {
            objects.append(.leftOut(plan.drift.count - Self.limit, "more object", "more objects"))
        }
        return HTML(
            "section",
            ["class": "notice drift", "id": "drift", "aria-labelledby": "drift-title"],
            HTML("h2", ["id": "drift-title"], .words("Changed on the account since \(plan.lastApply)")),
            HTML(objects)
        )
    }

    private func object(_ drift: ResourceDrift, _ fields: [FieldChange], _ budget: inout PageBudget) -> HTML {
        let reason = HTML("span", ["class": "aside words"], .line(ReasonWording.drift(drift.reason, of: drift.address)))
        let isKnown = plan.changes.contains { $0.address == drift.address }
        let name = isKnown ? .link(to: drift.address) : HTML("code", [:], .line(drift.address.description))
        let heading = HTML("h3", [:], name, .literal(" "), reason)
        guard !fields.isEmpty else { return heading }
        let values = FieldSections(context: .lines(3)).changes(fields, budget: &budget)
        guard fields.count > Self.openFields else { return heading + values }
        let summary = HTML("summary", [:], .words(Wording.count(fields.count, "field")))
        return heading + HTML("details", ["class": "fold"], summary, values)
    }
}

import AssistantModel
import Planning

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
        // What a change takes back is shown once, with the change.
        let takenBack = Dictionary(grouping: plan.changes, by: \.address).mapValues { changes in
            Set(changes.flatMap(\.fields).filter(\.isDrift).map(\.path))
        }
        var budget = PageBudget(context: .lines(3))
        var objects: [HTML] = []
        for drift in plan.drift.prefix(Self.limit) {
            let shown = drift.fields.filter { takenBack[drift.address]?.contains($0.path) != true }
            objects.append(object(drift, shown.map(\.withoutDrift), &budget))
        }
        if plan.drift.count > Self.limit {
            let rest = LeftOut.text(plan.drift.count - Self.limit, "more object", "more objects")
            objects.append(HTML("p", ["class": "rest"], .words(rest)))
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
        let name = isKnown ? PageAnchor.link(drift.address) : HTML("code", [:], .line(drift.address.description))
        let heading = HTML("h3", [:], name, .literal(" "), reason)
        guard !fields.isEmpty else { return heading }
        let values = FieldSections(context: .lines(3)).changes(fields, budget: &budget)
        guard fields.count > Self.openFields else { return heading + values }
        let summary = HTML("summary", [:], .words(Wording.count(fields.count, "field")))
        return heading + HTML("details", ["class": "fold"], summary, values)
    }
}

extension FieldChange {
    /// For a list whose heading says already who changed it.
    fileprivate var withoutDrift: FieldChange {
        var field = self
        field.isDrift = false
        return field
    }
}

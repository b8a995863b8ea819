import OrderedJSON
import Planning

/// The Terraform report of a GitLab pipeline (`artifacts:reports:terraform`): what the widget of a merge request counts.
package enum GitLabReport {
    /// Such as `{"create":1,"update":0,"delete":2}`.
    ///
    /// Counted as GitLab's own recipe counts the actions of Terraform's plan JSON: a replacement is a `create` and a
    /// `delete`, a rename an `update`. So is what is forgotten, for which the widget has no word: its marks change.
    package static func text(_ plan: Plan) -> String {
        let counts = PlanSummary(plan.changes.map(\.action))
        let replaced = counts.count(of: .replace)
        let report: JSONValue = [
            "create": .integer(counts.count(of: .create) + replaced),
            "update": .integer([.update, .rename, .forget, .adopt].reduce(0) { $0 + counts.count(of: $1) }),
            "delete": .integer(counts.count(of: .delete) + replaced),
        ]
        return JSONWriter().string(from: report) + "\n"
    }
}

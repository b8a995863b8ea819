import AssistantModel
import OrderedJSON
import Planning

/// What a run did, for programs.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.0`; the first number changes when a key changes its meaning or goes |
/// | `project`, `environment`, `api`, `purpose` | of the plan; the last is `apply` or `destroy` |
/// | `complete`, `interrupted` | whether everything was done; whether the run was stopped from outside |
/// | `failure` | why the whole run stopped, where no single change is to blame; else null |
/// | `summary` | numbers: `create`, `update`, `replace`, `rename`, `delete` (all done), `failed`, `skipped`, `unfinished`, `not_started`, `unchanged` |
/// | `results[]` | in the order of the plan: `address`, `type`, `name`, `action`, `outcome` |
/// | `…id` | of the object afterwards, or that a deleted object had; null where there is none |
/// | `…error`, `…because` | why it failed; the address whose failure skipped it; null otherwise |
/// | `notes[]` | sentences that belong to no single change |
package enum ReportJSON {
    /// - Parameter plan: The plan that was applied.
    package static func text(_ report: ApplyReport, of plan: Plan) -> String {
        JSONText.output(value(report, of: plan))
    }

    static func value(_ report: ApplyReport, of plan: Plan) -> JSONValue {
        let counts = OutcomeCounts(report)
        let done = PlanSummary(report.entries.filter { $0.outcome == .done }.map(\.change.action))
        var summary = JSONObject(done.numbers.map { ($0.name, JSONValue.integer(Int64($0.count))) })
        summary["failed"] = .integer(Int64(counts.failed))
        summary["skipped"] = .integer(Int64(counts.skipped))
        summary["unfinished"] = .integer(Int64(counts.unfinished))
        summary["not_started"] = .integer(Int64(counts.notStarted))
        summary["unchanged"] = .integer(Int64(plan.unchangedCount))
        return [
            "format_version": "1.0",
            "project": .string(plan.project),
            "environment": .string(plan.environment),
            "api": .string(plan.api.rawValue),
            "purpose": .string(plan.purpose.rawValue),
            "complete": .bool(report.isComplete),
            "interrupted": .bool(report.wasInterrupted),
            "failure": JSONValue(report.failure),
            "summary": .object(summary),
            "results": .array(report.entries.map(result)),
            "notes": .array(report.notes.map { .string($0) }),
        ]
    }

    private static func result(_ entry: ApplyReport.Entry) -> JSONValue {
        let (outcome, error, because): (String, String?, String?) =
            switch entry.outcome {
            case .done: ("done", nil, nil)
            case .failed(let message): ("failed", message, nil)
            case .skipped(let cause): ("skipped", nil, cause.description)
            case .notStarted: ("not_started", nil, nil)
            case .unfinished: ("unfinished", nil, nil)
            }
        return [
            "address": .string(entry.change.address.description),
            "type": .string(entry.change.address.type),
            "name": .string(entry.change.address.name),
            "action": .string(entry.change.action.rawValue),
            "outcome": .string(outcome),
            "id": JSONValue(entry.id),
            "error": JSONValue(error),
            "because": JSONValue(because),
        ]
    }
}

import AssistantModel
import OrderedJSON
import Planning

/// What a run was to do and what it did, for programs: one document, however the run ended.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.1`; the first number changes when a key changes its meaning or goes |
/// | `status` | `complete`, `incomplete`, `interrupted`, `refused`, `declined` (not confirmed) or `failed` (stopped as a whole; what was done until then is not known) |
/// | `project`, `environment`, `api`, `purpose` | of the plan; the last is `apply`, `destroy` or `forget` |
/// | `complete`, `interrupted` | whether everything was done; whether the run was stopped from outside |
/// | `failure` | why the whole run stopped or did not start, where no single change is to blame; else null |
/// | `summary` | numbers: `create`, `update`, `replace`, `rename`, `delete`, and `forget` where something is (all done), `failed`, `skipped`, `unfinished`, `not_started`, `unchanged` |
/// | `results[]` | in the order of the plan: `address`, `type`, `name`, `action`, `outcome` |
/// | `…id` | of the object afterwards, or that an object had which was deleted or forgotten; null where there is none |
/// | `…error`, `…because` | why it failed; the address whose failure skipped it; null otherwise |
/// | `notes[]` | sentences that belong to no single change |
/// | `plan` | what was to be done: a document as ``PlanJSON`` describes it |
package enum ReportJSON {
    /// How a run ended.
    package enum End: Equatable, Sendable {
        /// It ran: done, in part or as a whole.
        case finished(ApplyReport)
        /// The plan's refusals stopped it before its first change.
        case refused
        /// Nobody said yes.
        case declined
        /// It stopped for this reason, and there is no report.
        case failed(String)
    }

    /// The document for a run.
    ///
    /// - Parameter plan: The plan that was applied, or was to be.
    package static func text(_ end: End, of plan: Plan) -> String {
        JSONText.output(value(end, of: plan))
    }

    static func value(_ end: End, of plan: Plan) -> JSONValue {
        let report: ApplyReport
        let status: String
        switch end {
        case .finished(let finished):
            report = finished
            status = finished.isComplete ? "complete" : finished.wasInterrupted ? "interrupted" : "incomplete"
        case .refused:
            report = ApplyReport(entries: [], failure: plan.refusals.map(\.message).joined(separator: "; "))
            status = "refused"
        case .declined:
            report = ApplyReport(entries: [], failure: "not confirmed: nothing was changed")
            status = "declined"
        case .failed(let message):
            report = ApplyReport(entries: [], failure: message)
            status = "failed"
        }
        return value(report, status: status, of: plan)
    }

    private static func value(_ report: ApplyReport, status: String, of plan: Plan) -> JSONValue {
        let counts = OutcomeCounts(report)
        let done = PlanSummary(report.entries.filter { $0.outcome == .done }.map(\.change.action))
        var summary = JSONObject(done.numbers.map { ($0.name, JSONValue.integer($0.count)) })
        summary["failed"] = .integer(counts.failed)
        summary["skipped"] = .integer(counts.skipped)
        summary["unfinished"] = .integer(counts.unfinished)
        summary["not_started"] = .integer(counts.notStarted)
        summary["unchanged"] = .integer(plan.unchangedCount)
        return [
            "format_version": "1.1",
            "status": .string(status),
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
            "plan": PlanJSON.value(of: plan),
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

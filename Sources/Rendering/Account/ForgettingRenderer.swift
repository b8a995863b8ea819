import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// What `forget` is about to do, and what it did.
package struct ForgettingRenderer: Sendable {
    private let style: TerminalStyle

    package init(style: TerminalStyle) {
        self.style = style
    }

    /// Every object, and what to know before saying yes.
    package func text(_ plan: ForgettingPlan) -> String {
        let lines = plan.items.map { item in
            "  \(VisibleText.line(item.address.description))  \(VisibleText.line(item.id))"
                + (item.because.map { ", goes with \(VisibleText.line($0.description))" } ?? "")
        }
        let warnings = plan.warnings.map { warning in
            let place = warning.location.map { location in
                "\(VisibleText.line(location.file))\(location.range.map { ":\($0.start.line)" } ?? ""): "
            }
            return "\(style.paint("warning:", .yellow)) \(place ?? "")\(VisibleText.line(warning.message))"
        }
        return Wording.output(
            lines + warnings
                + [
                    "Forget: \(Wording.count(plan.items.count, "object")) of this project, left on the account as they are."
                ]
        )
    }

    /// How it ended.
    package func text(_ report: ForgettingReport) -> String {
        var lines: [String] = []
        for entry in report.entries {
            let address = VisibleText.line(entry.item.address.description)
            switch entry.outcome {
            case .done: continue
            case .failed(let message):
                lines.append("\(style.paint("failed:", .red)) \(address): \(VisibleText.line(message))")
            case .notStarted: lines.append("not started: \(address)")
            }
        }
        if let failure = report.failure { lines.append("\(style.paint("failed:", .red)) \(VisibleText.line(failure))") }
        let done = report.entries.count { $0.outcome == .done }
        lines.append(
            report.isComplete
                ? "Forget complete: \(Wording.count(done, "object")) forgotten."
                : "Forget incomplete: \(done) of \(report.entries.count) forgotten. The same command goes on from here."
        )
        return Wording.output(lines)
    }
}

/// What `forget` was to do and what it did, for programs: one document, however it ended.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.0`; the first number changes when a key changes its meaning or goes |
/// | `status` | `complete`, `incomplete`, `interrupted`, `refused`, `declined` (not confirmed) or `failed` (stopped before it began) |
/// | `project`, `environment`, `api` | whose objects they were |
/// | `complete`, `interrupted` | whether everything was forgotten; whether it was stopped from outside |
/// | `failure` | why nothing was done, where no single object is to blame; else null |
/// | `results[]` | sorted by `address`; `type`, `name`, `id`, `because` (the address of what it goes with; null where it was named) |
/// | `…outcome`, `…error` | `done`, `failed` or `not_started`; why it failed, else null |
/// | `warnings[]` | `code`, `message`, `address` |
package enum ForgettingJSON {
    /// How it ended.
    package enum End: Equatable, Sendable {
        /// It ran: done, in part or as a whole.
        case finished(ForgettingReport)
        /// What the plan says forbids it.
        case refused
        /// Nobody said yes.
        case declined
        /// It stopped for this reason before it began.
        case failed(String)
    }

    /// The document.
    package static func text(_ end: End, of plan: ForgettingPlan, scope: DeploymentScope) -> String {
        let (status, report) = parts(of: end, plan)
        return JSONText.output([
            "format_version": "1.0",
            "status": .string(status),
            "project": .string(scope.project),
            "environment": .string(scope.environment),
            "api": .string(scope.api.rawValue),
            "complete": .bool(status == "complete"),
            "interrupted": .bool(report.wasInterrupted),
            "failure": JSONValue(report.failure),
            "results": .array(report.entries.map(result)),
            "warnings": .array(
                plan.warnings.map { warning in
                    [
                        "code": .string(warning.code),
                        "message": .string(warning.message),
                        "address": JSONValue(warning.address),
                    ]
                }
            ),
        ])
    }

    private static func parts(of end: End, _ plan: ForgettingPlan) -> (status: String, report: ForgettingReport) {
        func nothing(_ failure: String) -> ForgettingReport {
            ForgettingReport(
                entries: plan.items.map { ForgettingReport.Entry(item: $0, outcome: .notStarted) },
                failure: failure
            )
        }
        switch end {
        case .finished(let report):
            let status = report.isComplete ? "complete" : report.wasInterrupted ? "interrupted" : "incomplete"
            return (status, report)
        case .refused: return ("refused", nothing(plan.refusals.map(\.message).joined(separator: "; ")))
        case .declined: return ("declined", nothing("not confirmed: nothing was changed"))
        case .failed(let message): return ("failed", nothing(message))
        }
    }

    private static func result(_ entry: ForgettingReport.Entry) -> JSONValue {
        let (outcome, error): (String, String?) =
            switch entry.outcome {
            case .done: ("done", nil)
            case .failed(let message): ("failed", message)
            case .notStarted: ("not_started", nil)
            }
        return [
            "address": .string(entry.item.address.description),
            "type": .string(entry.item.address.type),
            "name": .string(entry.item.address.name),
            "id": .string(entry.item.id),
            "because": JSONValue(entry.item.because?.description),
            "outcome": .string(outcome),
            "error": JSONValue(error),
        ]
    }
}

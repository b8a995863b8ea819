import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// A plan as lines that tests compare: symbol, address, reasons with their places, then the fields.
enum PlanText {
    static func lines(_ plan: Plan) -> [String] { plan.changes.map(line) }

    static func line(_ change: ResourceChange) -> String {
        let symbol =
            switch change.action {
            case .create: "+"
            case .update: "~"
            case .replace: "-/+"
            case .delete: "-"
            case .rename: "→"
            case .forget: "<"
            case .adopt: ">"
            }
        let reasons = change.reasons.map(reason).joined(separator: "; ")
        let fields = change.fields.map { " | " + field($0) }.joined()
        return "\(symbol) \(change.address) (\(reasons))\(fields)"
    }

    static func drift(_ plan: Plan) -> [String] {
        plan.drift.map { drift in
            "\(drift.address) (\(reason(drift.reason)))" + drift.fields.map { " | " + field($0) }.joined()
        }
    }

    static func field(_ field: FieldChange) -> String {
        let before = field.isBeforeKnown ? value(field.before) : "?"
        let after = field.isAfterKnown ? value(field.after) : "?"
        return "\(field.path): \(before) → \(after)" + (field.isDrift ? " by hand" : "")
    }

    private static func value(_ value: JSONValue?) -> String {
        value.map { JSONWriter(sortsKeys: true).string(from: $0) } ?? "unset"
    }

    static func reason(_ reason: ChangeReason) -> String {
        let text =
            switch reason.kind {
            case .fieldsChanged(let paths): "changed \(paths.joined(separator: ", "))"
            case .changedOnAccount(let paths): "by hand \(paths.isEmpty ? "?" : paths.joined(separator: ", "))"
            case .moved(let path): "moved from \(path)"
            case .renamed(let key): "renamed from \(key)"
            case .indexingFailed(let message): "failed: \(message)"
            case .referenceReplaced(let address): "follows \(address)"
            case .duplicate(let id): "duplicate of \(id)"
            case .notMatched(let field): "notMatched \(field)"
            case .forget(let owner): owner.map { "with \($0)" } ?? "named"
            case .chunkingChanged(let old, let new):
                "chunkingChanged \(old.map { "\($0.maxChunkSizeTokens)" } ?? "?") → \(new.maxChunkSizeTokens)"
            default: "\(reason.kind)"
            }
        return text + (reason.cause.map { " @\($0.file):\($0.range?.start.line ?? 0)" } ?? "")
    }
}

import OrderedJSON
import SourceDiagnostics

/// Diagnostics for programs: a superset of what `terraform validate -json` prints.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.0`; the first number changes when a key changes its meaning or goes |
/// | `valid` | whether there are no errors |
/// | `error_count`, `warning_count` | numbers |
/// | `diagnostics[]` | sorted by place |
/// | `…severity` | `error` or `warning` |
/// | `…summary`, `…detail` | the sentence, and the hint (an empty string without one) |
/// | `…code` | ours: stable, such as `unknown-key` |
/// | `…range` | `filename`, and `start` and `end` with `line` and `column` (from 1, in Unicode scalars), where known |
/// | `…notes[]` | ours: `summary` and, where known, `range` |
package enum DiagnosticJSON {
    /// The diagnostics as pretty JSON.
    package static func text(_ diagnostics: [Diagnostic]) -> String {
        JSONText.output(value(diagnostics))
    }

    static func value(_ diagnostics: [Diagnostic]) -> JSONValue {
        let errors = diagnostics.count { $0.severity == .error }
        return [
            "format_version": "1.0",
            "valid": .bool(errors == 0),
            "error_count": .integer(errors),
            "warning_count": .integer(diagnostics.count - errors),
            "diagnostics": .array(diagnostics.sorted().map(value)),
        ]
    }

    private static func value(_ diagnostic: Diagnostic) -> JSONValue {
        var members: JSONObject = [
            "severity": .string(diagnostic.severity.rawValue),
            "code": .string(diagnostic.code),
            "summary": .string(diagnostic.message),
            "detail": .string(diagnostic.hint ?? ""),
        ]
        if let location = diagnostic.location { members["range"] = range(location) }
        if !diagnostic.notes.isEmpty {
            members["notes"] = .array(
                diagnostic.notes.map { note in
                    var members: JSONObject = ["summary": .string(note.message)]
                    if let location = note.location { members["range"] = range(location) }
                    return .object(members)
                }
            )
        }
        return .object(members)
    }

    /// A place with Terraform's names.
    static func range(_ location: SourceLocation) -> JSONValue {
        var members: JSONObject = ["filename": .string(location.file)]
        if let range = location.range {
            members["start"] = position(range.start)
            members["end"] = position(range.end)
        }
        return .object(members)
    }

    private static func position(_ position: SourcePosition) -> JSONValue {
        ["line": .integer(position.line), "column": .integer(position.column)]
    }
}

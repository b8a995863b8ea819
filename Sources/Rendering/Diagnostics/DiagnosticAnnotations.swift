import SourceDiagnostics

/// Diagnostics as annotations of a GitHub workflow: they show at the lines of a pull request.
package enum DiagnosticAnnotations {
    /// What a runner keeps of each kind and step.
    static let limit = 10

    /// Errors, then warnings, each sorted by place. Of more than a runner keeps, the last annotation says how many there
    /// are.
    package static func text(_ diagnostics: [Diagnostic]) -> String {
        let sorted = diagnostics.sorted()
        let errors = commands(.error, sorted.filter { $0.severity == .error }, noun: "error")
        let warnings = commands(.warning, sorted.filter { $0.severity == .warning }, noun: "warning")
        return Wording.output((errors + warnings).map(\.line))
    }

    private static func commands(
        _ level: WorkflowCommand.Level,
        _ diagnostics: [Diagnostic],
        noun: String
    ) -> [WorkflowCommand] {
        let shown = diagnostics.count > limit ? diagnostics.prefix(limit - 1) : diagnostics[...]
        var commands = shown.map { diagnostic in
            let notes = diagnostic.notes.map { note in
                "note: \(note.message)" + (note.location.map { " (\($0.description))" } ?? "")
            }
            let lines = [diagnostic.message] + notes + [diagnostic.hint.map { "hint: \($0)" }].compactMap { $0 }
            return WorkflowCommand(
                level,
                title: diagnostic.code,
                lines.joined(separator: "\n"),
                at: diagnostic.location
            )
        }
        let rest = diagnostics.count - shown.count
        if rest > 0 {
            commands.append(
                WorkflowCommand(level, "\(Wording.count(rest, "more \(noun)")): the log of this step has them all")
            )
        }
        return commands
    }
}

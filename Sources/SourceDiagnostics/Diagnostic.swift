/// A problem in what the user wrote: what is wrong, where, and what to do about it.
///
/// Diagnostics are collected, never thrown one at a time, so that a run shows all of them.
package struct Diagnostic: Hashable, Sendable {
    /// Whether the problem stops the run.
    package enum Severity: String, Hashable, Sendable, Codable {
        case error, warning
    }

    /// A second place that explains the first, such as "first declared here".
    package struct Note: Hashable, Sendable {
        package var message: String
        package var location: SourceLocation?

        package init(_ message: String, at location: SourceLocation? = nil) {
            self.message = message
            self.location = location
        }
    }

    package var severity: Severity
    /// Stable, lower-case and hyphenated, such as `unknown-key`. Users silence and search for it.
    package var code: String
    /// One sentence without a final full stop.
    package var message: String
    package var location: SourceLocation?
    package var notes: [Note]
    /// What to do next, such as `did you mean "file_search"?`.
    package var hint: String?

    package init(
        _ severity: Severity,
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Note] = [],
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.notes = notes
        self.hint = hint
    }

    /// A problem that stops the run.
    package static func error(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Note] = [],
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(.error, code, message, at: location, notes: notes, hint: hint)
    }

    /// A problem that the user should know of, but that does not stop the run.
    package static func warning(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Note] = [],
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(.warning, code, message, at: location, notes: notes, hint: hint)
    }
}

extension Diagnostic: Comparable {
    /// By place, then errors before warnings, then code, message, notes and hint: a total order, so that output never
    /// varies.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        switch (left.location, right.location) {
        case (nil, _?): return true
        case (_?, nil): return false
        case (let leftPlace?, let rightPlace?) where leftPlace != rightPlace: return leftPlace < rightPlace
        default: break
        }
        if left.severity != right.severity { return left.severity == .error }
        if left.code != right.code { return left.code < right.code }
        if left.message != right.message { return left.message < right.message }
        if left.notes != right.notes { return left.notes.lexicographicallyPrecedes(right.notes) }
        return (left.hint ?? "") < (right.hint ?? "")
    }
}

extension Diagnostic.Note: Comparable {
    /// By place, then by message.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left.location, right.location) {
        case (nil, _?): true
        case (_?, nil): false
        case (let leftPlace?, let rightPlace?) where leftPlace != rightPlace: leftPlace < rightPlace
        default: left.message < right.message
        }
    }
}

extension Sequence where Element == Diagnostic {
    /// Whether any of them stops the run.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}

import SourceDiagnostics

/// A problem that ends the reading of a text: nothing behind it can be trusted.
struct Failure: Error {
    var diagnostic: Diagnostic

    init(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Diagnostic.Note] = [],
        hint: String? = nil
    ) {
        diagnostic = .error(code, message, at: location, notes: notes, hint: hint)
    }
}

import SourceDiagnostics

/// Collects the diagnostics of one load. A class, because every reader of a manifest adds to the same list.
final class Problems {
    private var seen: Set<Diagnostic> = []

    /// Reports a problem once: a value from `defaults` is read for every assistant.
    func add(_ diagnostic: Diagnostic) { seen.insert(diagnostic) }

    func add(contentsOf diagnostics: [Diagnostic]) { seen.formUnion(diagnostics) }

    func error(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Diagnostic.Note] = [],
        hint: String? = nil
    ) {
        add(.error(code, message, at: location, notes: notes, hint: hint))
    }

    func warning(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Diagnostic.Note] = [],
        hint: String? = nil
    ) {
        add(.warning(code, message, at: location, notes: notes, hint: hint))
    }

    /// Every problem so far, sorted. A value with a refused tag reads as an empty one: what is said of it besides the tag
    /// would mislead.
    var sorted: [Diagnostic] {
        let tags = Set(seen.filter { $0.code == "tag-refused" }.compactMap { $0.location.map(Start.init) })
        return seen.filter { diagnostic in
            diagnostic.code == "tag-refused" || !(diagnostic.location.map { tags.contains(Start($0)) } ?? false)
        }.sorted()
    }

    private struct Start: Hashable {
        var file: String
        var position: SourcePosition?

        init(_ location: SourceLocation) {
            file = location.file
            position = location.range?.start
        }
    }
}

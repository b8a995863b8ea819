import SourceDiagnostics

/// Collects the diagnostics of one load. A class, because every reader of a manifest adds to the same list.
final class Problems {
    /// Each problem once, with the entries of manifests that brought it: a value from `defaults` is read for every
    /// assistant, and a prompt may belong to several.
    typealias Found = [Diagnostic: Set<SourceLocation>]

    private(set) var found: Found = [:]

    /// Adds what was found beside, in another part of the documents.
    func add(_ others: Found) {
        found.merge(others) { $0.union($1) }
    }

    /// Reports a problem.
    ///
    /// - Parameter entry: the place in a manifest that made the problem's own place part of the project, where the two
    ///   differ: the `file:` of a prompt.
    func add(_ diagnostic: Diagnostic, broughtBy entry: SourceLocation? = nil) {
        found[diagnostic, default: []].formUnion([entry].compactMap { $0 })
    }

    func add(contentsOf diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { add(diagnostic) }
    }

    func error(
        _ code: String,
        _ message: String,
        at location: SourceLocation?,
        notes: [Diagnostic.Note] = [],
        hint: String? = nil
    ) {
        add(.error(code, message, at: location, notes: notes, hint: hint))
    }

    /// The word, where it is one of some; any other is reported.
    func checked(_ word: String, among words: [String], of name: String, at location: SourceLocation) -> String? {
        if words.contains(word) { return word }
        error(
            "unknown-value",
            "\(quoted(word)) is not a value of `\(name)`",
            at: location,
            hint: Suggestion.hint(for: word, among: words) ?? "values: \(words.joined(separator: ", "))"
        )
        return nil
    }

    func warning(
        _ code: WarningCode,
        _ message: String,
        at location: SourceLocation?,
        broughtBy entry: SourceLocation? = nil,
        notes: [Diagnostic.Note] = [],
        hint: String? = nil
    ) {
        add(.warning(code.rawValue, message, at: location, notes: notes, hint: hint), broughtBy: entry)
    }

    /// The entries that brought a problem; empty for one that nobody said it of.
    func entries(of diagnostic: Diagnostic) -> Set<SourceLocation> { found[diagnostic] ?? [] }

    /// Every problem so far, sorted. A value with a refused tag reads as an empty one: what is said of it besides the tag
    /// would mislead.
    var sorted: [Diagnostic] {
        let tags = Set(found.keys.filter { $0.code == "tag-refused" }.compactMap { $0.location.map(Start.init) })
        return found.keys.filter { diagnostic in
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

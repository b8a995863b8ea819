import SourceDiagnostics

/// A comment `# assistantctl:ignore CODE, CODE` in a manifest: the warnings that the project knows of and accepts.
///
/// It stands at the end of the line on which an entry begins, or on lines of its own above it. An entry is a key with
/// its value, an element of a list, or, on the first line of a document, the document. Behind `--` may stand why.
struct IgnoreComment: Hashable, Sendable {
    /// A code, and where it is written.
    struct Code: Hashable, Sendable {
        var text: String
        var location: SourceLocation
    }

    /// From the `#` to the end of the line.
    var location: SourceLocation
    var codes: [Code]
    /// The first and the last line of the entry; nil where none begins.
    var lines: ClosedRange<Int>?

    /// Whether a place belongs to its entry.
    func covers(_ place: SourceLocation) -> Bool {
        guard let lines, place.file == location.file, let start = place.range?.start else { return false }
        return lines.contains(start.line)
    }
}

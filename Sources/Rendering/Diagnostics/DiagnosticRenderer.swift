import SourceDiagnostics

/// Diagnostics the way compilers print them, so that editors and people find the place.
package struct DiagnosticRenderer: Sendable {
    private let style: TerminalStyle

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// Every diagnostic, sorted by place, with its source line, marks below it, notes and hint; an empty line between
    /// two of them.
    ///
    /// - Parameter sources: Texts by ``SourceLocation/file``; without one a diagnostic has no excerpt.
    package func text(_ diagnostics: [Diagnostic], sources: [String: String]) -> String {
        var lines: [String: SourceLines] = [:]
        let places = diagnostics.flatMap { [$0.location] + $0.notes.map(\.location) }
        for file in Set(places.compactMap { $0?.file }) {
            lines[file] = sources[file].map(SourceLines.init)
        }
        return diagnostics.sorted().map { Wording.output(rendered($0, lines)) }.joined(separator: "\n")
    }

    /// Such as `3 errors, 1 warning in 2 files`; nil when there are none.
    package static func summary(_ diagnostics: [Diagnostic]) -> String? {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        let counts = [
            errors > 0 ? Wording.count(errors, "error") : nil,
            warnings > 0 ? Wording.count(warnings, "warning") : nil,
        ].compactMap { $0 }
        guard !counts.isEmpty else { return nil }
        let files = Set(diagnostics.compactMap(\.location?.file)).count
        return counts.joined(separator: ", ") + (files > 0 ? " in \(Wording.count(files, "file"))" : "")
    }

    private func rendered(_ diagnostic: Diagnostic, _ sources: [String: SourceLines]) -> [String] {
        let color: TerminalColor = diagnostic.severity == .error ? .red : .yellow
        let code = " [\(diagnostic.code)]"
        var lines = style.fitted(
            heading(diagnostic.severity.rawValue, color, diagnostic.message, at: diagnostic.location)
                + style.paint(code, .dim),
            hanging: 2
        )
        lines += excerpt(diagnostic.location, sources)
        for note in diagnostic.notes {
            lines += style.fitted(heading("note", .cyan, note.message, at: note.location), hanging: 2)
            lines += excerpt(note.location, sources)
        }
        if let hint = diagnostic.hint {
            lines += style.fitted(style.paint("hint:", .bold, .cyan) + " " + VisibleText.line(hint), hanging: 2)
        }
        return lines
    }

    private func heading(_ kind: String, _ color: TerminalColor, _ message: String, at place: SourceLocation?) -> String
    {
        let prefix = place.map { style.paint(VisibleText.line($0.description) + ":", .bold) + " " } ?? ""
        return prefix + style.paint(kind + ":", .bold, color) + " " + style.paint(VisibleText.line(message), .bold)
    }

    private func excerpt(_ place: SourceLocation?, _ sources: [String: SourceLines]) -> [String] {
        guard let place, let range = place.range, let line = sources[place.file]?[range.start.line] else { return [] }
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let columns = (style.width ?? 140) - gutter.count - 3
        let excerpt = SourceExcerpt(line, range: range, columns: columns)
        return [
            style.paint(gutter + " |", .dim) + (excerpt.line.isEmpty ? "" : " " + excerpt.line),
            style.paint(String(repeating: " ", count: gutter.count) + " |", .dim) + " "
                + style.paint(excerpt.marks, .bold, .green),
        ]
    }
}

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

/// A source line as it is shown, and the marks below it that point at a range.
struct SourceExcerpt {
    var line: String
    /// Spaces, then `^~~~`.
    var marks: String

    /// - Parameters:
    ///   - scalars: The line without its end.
    ///   - range: Columns count scalars from 1; of a range over several lines the part on the first is marked.
    ///   - columns: The width to fit in; of a longer line the part around the mark is kept.
    init(_ scalars: some Collection<Unicode.Scalar>, range: SourceRange, columns: Int) {
        let cells = Self.cells(of: scalars)
        let first = min(max(range.start.column - 1, 0), cells.count)
        let last = range.end.line == range.start.line ? max(range.end.column - 1, first) : cells.count
        let window = Self.window(of: cells, around: first, columns: columns)
        let cutsStart = window.lowerBound > 0
        let cutsEnd = window.upperBound < cells.count
        line = (cutsStart ? "…" : "") + cells[window].map(\.text).joined() + (cutsEnd ? "…" : "")

        let indent = cells[window.lowerBound..<first].reduce(cutsStart ? 1 : 0) { $0 + $1.width }
        let marked = cells[first..<max(first, min(last, window.upperBound))].reduce(0) { $0 + $1.width }
        marks = String(repeating: " ", count: indent) + "^" + String(repeating: "~", count: max(0, marked - 1))
    }

    private struct Cell {
        var text: String
        var width: Int
    }

    /// What each scalar shows as: tabs reach to the next column that four divides, control characters are made visible.
    private static func cells(of scalars: some Collection<Unicode.Scalar>) -> [Cell] {
        var column = 0
        return zip(ScalarPlace.all(in: scalars), DisplayWidth.widths(of: scalars)).map { place, width in
            var cell = Cell(text: String(Character(place.scalar)), width: width)
            if place.scalar == "\t" {
                cell = Cell(text: String(repeating: " ", count: 4 - column % 4), width: 4 - column % 4)
            } else if let replacement = VisibleText.replacement(for: place) {
                cell = Cell(text: replacement, width: DisplayWidth.of(replacement))
            }
            column += cell.width
            return cell
        }
    }

    /// The cells to show: all of them when they fit, else as many as fit with a third of the width before the mark.
    private static func window(of cells: [Cell], around first: Int, columns: Int) -> Range<Int> {
        let columns = max(columns, 20)
        guard cells.reduce(0, { $0 + $1.width }) > columns else { return 0..<cells.count }
        var lower = first
        var before = 0
        while lower > 0, before + cells[lower - 1].width <= columns / 3 {
            lower -= 1
            before += cells[lower].width
        }
        var upper = first
        var used = before
        while upper < cells.count, used + cells[upper].width <= columns - 2 {
            used += cells[upper].width
            upper += 1
        }
        while lower > 0, used + cells[lower - 1].width <= columns - 2 {
            lower -= 1
            used += cells[lower].width
        }
        return lower..<upper
    }
}

/// The lines of a source, by the line ends that positions count: LF, CRLF and a lone CR.
struct SourceLines {
    private let lines: [Substring.UnicodeScalarView]

    init(_ text: String) {
        var lines: [Substring.UnicodeScalarView] = []
        let scalars =
            text.unicodeScalars.first?.value == 0xFEFF ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == "\n" || (scalar == "\r" && !(next < scalars.endIndex && scalars[next] == "\n")) {
                lines.append(scalars[start..<index])
                start = next
            }
            index = next
        }
        lines.append(scalars[start...])
        self.lines = lines
    }

    /// A line without its end, counted from 1; nil behind the last.
    subscript(number: Int) -> Substring.UnicodeScalarView? {
        guard lines.indices.contains(number - 1) else { return nil }
        let line = lines[number - 1]
        return line.last == "\r" ? line.dropLast() : line
    }
}

import SourceDiagnostics
import YAMLTree

/// A part of the instructions, and the way from its lines back to where they are written.
struct PromptPassage {
    /// How the lines of the text lie in the source.
    enum Layout {
        /// As they are, in a file of their own.
        case file
        /// As they are, each behind the same indentation.
        case literal
        /// All in one line, this many characters behind the start of the place.
        case oneLine(offset: Int)
        /// Folded or escaped: only the whole is known.
        case folded
    }

    /// Line ends are LF.
    var text: String
    var location: SourceLocation
    var layout: Layout
    /// Where a manifest names the file; nil for a text that stands in the manifest.
    var entry: SourceLocation?

    /// A text in a file.
    init(text: String, file: SourceFile, entry: SourceLocation) {
        self.text = text
        self.entry = entry
        location = file.start
        layout = .file
    }

    /// A text in a manifest.
    init(text: String, node: YAMLNode, style: YAMLNode.Style, location: SourceLocation) {
        self.text = text
        self.location = location
        layout = style == .literal ? .literal : Self.layout(text, at: node.location.range, style: style)
    }

    /// With an escape or a line break a text is shorter than what is written.
    private static func layout(_ text: String, at range: SourceRange?, style: YAMLNode.Style) -> Layout {
        guard let range, range.start.line == range.end.line else { return .folded }
        let offset = style == .plain ? 0 : 1
        let isExact = range.end.column - range.start.column == text.unicodeScalars.count + 2 * offset
        return isExact ? .oneLine(offset: offset) : .folded
    }

    /// The place of a stretch of the text, from one line to the same or a later one.
    ///
    /// - Parameters: lines and columns count from 0, columns in Unicode scalars.
    func place(from start: (line: Int, column: Int), to end: (line: Int, column: Int)) -> SourceLocation {
        guard let range = location.range else { return location }
        func position(_ point: (line: Int, column: Int)) -> SourcePosition? {
            switch layout {
            case .file: SourcePosition(line: point.line + 1, column: point.column + 1)
            case .literal:
                SourcePosition(line: range.start.line + point.line, column: range.start.column + point.column)
            case .oneLine(let offset):
                SourcePosition(line: range.start.line, column: range.start.column + offset + point.column)
            case .folded: nil
            }
        }
        guard let first = position(start), let last = position(end) else { return location }
        return SourceLocation(file: location.file, range: SourceRange(start: first, end: last))
    }
}

import SourceDiagnostics
import YAMLTree

/// Finds YAML that says something else than it looks like: a `#` that cuts a text, and lists that are folded into one
/// line. The tree has neither, so the text of the lines is looked at, where there is a reason to.
struct MisreadScan {
    private let bytes: [UInt8]
    private let documents: [YAMLNode]
    private let file: String

    private typealias Line = ArraySlice<UInt8>

    private static let mark = UInt8(ascii: "#")

    /// - Parameter documents: what the text says, complete or not.
    init(_ text: String, documents: [YAMLNode], file: String) {
        bytes = Array(text.utf8)
        self.documents = documents
        self.file = file
    }

    func warnings() -> [Diagnostic] {
        let holdsMarks = holdsMarks
        var cut: [SourceRange] = []
        var joined: [(style: YAMLNode.Style, range: SourceRange)] = []
        var open = documents
        while let node = open.popLast() {
            switch node.value {
            case .sequence(let nodes): open += nodes
            case .mapping(let pairs): open += pairs.map(\.value)
            case .scalar(let scalar):
                guard scalar.style == .plain || scalar.style == .folded, node.location.file == file,
                    let range = node.location.range
                else { continue }
                if range.end.line > range.start.line { joined.append((scalar.style, range)) }
                if holdsMarks, scalar.style == .plain, ScalarMeaning(plain: scalar.text) == .string {
                    cut.append(range)
                }
            }
        }
        guard !cut.isEmpty || !joined.isEmpty else { return [] }
        let lines = bytes.lines
        let comments = cut.isEmpty ? [:] : comments(in: lines)
        return cut.compactMap { comments[$0.end].map(cutText) }
            + joined.compactMap { holdsItems($0.style, $0.range, lines) ? foldedList($0.style, $0.range) : nil }
    }

    /// Whether anywhere a `#` behind a blank has no blank behind it; nearly no manifest has one.
    private var holdsMarks: Bool {
        var index = bytes.startIndex
        while let mark = bytes[index...].firstIndex(of: Self.mark) {
            if isGlued(mark) { return true }
            index = mark + 1
        }
        return false
    }

    /// Whether a `#` has a blank in front and a letter or a digit behind it.
    private func isGlued(_ mark: Int) -> Bool {
        guard mark > 0, Self.isBlank(bytes[mark - 1]), mark + 1 < bytes.count else { return false }
        return switch bytes[mark + 1] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
            true
        default: false
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A `#` as it may begin a comment, by the place where the blanks in front of it begin.
    private func comments(in lines: [Line]) -> [SourcePosition: SourceRange] {
        var comments: [SourcePosition: SourceRange] = [:]
        for (index, line) in lines.enumerated() {
            // The first one on a line takes the rest of it.
            guard let mark = line.indices.first(where: { line[$0] == Self.mark && isGlued($0) }) else { continue }
            // A comment that silences warnings is none by mistake.
            guard !line[mark...].starts(with: "#assistantctl:ignore".utf8) else { continue }
            let blanks = line[..<mark].lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? line.startIndex
            func position(_ end: Int) -> SourcePosition {
                SourcePosition(line: index + 1, column: line[..<end].count { $0 & 0xC0 != 0x80 } + 1)
            }
            comments[position(blanks)] = SourceRange(start: position(mark), end: position(line.endIndex))
        }
        return comments
    }

    private func cutText(_ comment: SourceRange) -> Diagnostic {
        .warning(
            WarningCode.cutText.rawValue,
            "the text ends here: behind a blank, `#` begins a comment",
            at: SourceLocation(file: file, range: comment),
            hint: "quote the text if this belongs to it, or write `# ` before a comment"
        )
    }

    private func foldedList(_ style: YAMLNode.Style, _ range: SourceRange) -> Diagnostic {
        .warning(
            WarningCode.foldedList.rawValue,
            "YAML joins these lines into one, and with them a list, a heading or a table",
            at: SourceLocation(file: file, range: range),
            hint: style == .folded ? "write `|` instead of `>`" : "write `|` and the text below it"
        )
    }

    /// Whether lines that YAML joins look like a list, headings or a table.
    private func holdsItems(_ style: YAMLNode.Style, _ range: SourceRange, _ lines: [Line]) -> Bool {
        // The text begins behind the line of `>`.
        let first = style == .folded ? range.start.line : range.start.line - 1
        let last = min(range.end.column == 1 ? range.end.line - 1 : range.end.line, lines.count)
        guard first < last else { return false }
        var texts = Array(lines[first..<last])
        if style != .folded { texts[0] = texts[0].dropFirst(range.start.column - 1) }
        // In a block, lines that are indented further stay as they are.
        let indentation = texts.first { $0.contains { $0 != 0x20 } }?.prefix { $0 == 0x20 }.count ?? 0
        let joins = texts.map { line in
            let blanks = line.prefix { $0 == 0x20 }.count
            return blanks < line.count && (style != .folded || blanks == indentation)
        }
        return texts.indices.dropFirst().contains { index in
            joins[index] && joins[index - 1] && (Self.isItem(texts[index]) || Self.isItem(texts[index - 1]))
        }
    }

    /// Whether a line begins as one of a list, a heading or a row of a table in Markdown.
    private static func isItem(_ line: Line) -> Bool {
        let text = line.drop { $0 == 0x20 }
        switch text.first {
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): return text.dropFirst().first == 0x20
        case mark: return text.drop { $0 == mark }.first == 0x20
        case UInt8(ascii: "|"): return text.dropFirst().contains(UInt8(ascii: "|"))
        case let digit? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
            let rest = text.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let isDot = rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ")")
            return isDot && rest.dropFirst().first == 0x20
        default: return false
        }
    }
}

import SourceDiagnostics
import YAMLTree

/// Finds the comments of a manifest that silence warnings. The tree has no comments, so they are read from the text;
/// the tree tells which `#` stand inside of strings.
struct IgnoreScan {
    private static let word = Array("assistantctl:ignore".utf8)

    private let bytes: [UInt8]
    private let documents: [YAMLNode]
    private let file: String

    /// - Parameter documents: what the text says, complete or not.
    init(_ text: String, documents: [YAMLNode], file: String) {
        bytes = Array(text.utf8)
        self.documents = documents
        self.file = file
    }

    /// The comments in the order of the text.
    func comments() -> [IgnoreComment] {
        guard mayHoldComments else { return [] }
        let lines = bytes.lines
        return lines.indices.compactMap { comment(onLine: $0, of: lines) }
    }

    /// Most manifests hold none: a look at every `#` is enough to know.
    private var mayHoldComments: Bool {
        var index = bytes.startIndex
        while let mark = bytes[index...].firstIndex(of: UInt8(ascii: "#")) {
            if codesStart(behind: mark, in: bytes[...]) != nil { return true }
            index = mark + 1
        }
        return false
    }

    /// Where the codes begin when `#` is followed by the word.
    private func codesStart(behind mark: Int, in line: ArraySlice<UInt8>) -> Int? {
        let start = line[(mark + 1)...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.endIndex
        guard line[start...].starts(with: Self.word) else { return nil }
        let end = start + Self.word.count
        guard end < line.endIndex else { return end }
        return [0x20, 0x09, 0x0A, 0x0D].contains(line[end]) ? end : nil
    }

    private func comment(onLine index: Int, of lines: [ArraySlice<UInt8>]) -> IgnoreComment? {
        let line = lines[index]
        for mark in line.indices where line[mark] == UInt8(ascii: "#") {
            guard mark == line.startIndex || line[mark - 1] == 0x20 || line[mark - 1] == 0x09,
                let codesStart = codesStart(behind: mark, in: line)
            else { continue }
            let place = place(mark..<line.endIndex, line: index, of: line)
            guard let position = place.range?.start, !isInString(position) else { continue }
            let isAlone = line[..<mark].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            return IgnoreComment(
                location: place,
                codes: codes(line[codesStart...], line: index, of: line),
                lines: targetLine(of: index, isAlone: isAlone, lines).flatMap { entryLines(at: $0) }
            )
        }
        return nil
    }

    /// The words up to `--`, commas between them or not.
    private func codes(_ text: ArraySlice<UInt8>, line: Int, of whole: ArraySlice<UInt8>) -> [IgnoreComment.Code] {
        var codes: [IgnoreComment.Code] = []
        for word in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }) {
            let code = String(decoding: word, as: UTF8.self)
            if code == "--" || code == "—" { break }
            codes.append(.init(text: code, location: place(word.startIndex..<word.endIndex, line: line, of: whole)))
        }
        return codes
    }

    private func place(_ range: Range<Int>, line: Int, of text: ArraySlice<UInt8>) -> SourceLocation {
        func position(_ index: Int) -> SourcePosition {
            let column = text[..<index].count { $0 & 0xC0 != 0x80 }
            return SourcePosition(line: line + 1, column: column + 1)
        }
        return SourceLocation(
            file: file,
            range: SourceRange(start: position(range.lowerBound), end: position(range.upperBound))
        )
    }

    /// The line whose entry is meant, from 1: the comment's own, or the next one that is not a comment.
    private func targetLine(of index: Int, isAlone: Bool, _ lines: [ArraySlice<UInt8>]) -> Int? {
        guard isAlone else { return index + 1 }
        return lines.indices[(index + 1)...].first { index in
            guard let first = lines[index].first(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
            return first != UInt8(ascii: "#")
        }.map { $0 + 1 }
    }

    /// Whether a place is inside of a string. Behind the `|` of a block scalar, on the same line, a comment may stand.
    private func isInString(_ position: SourcePosition) -> Bool {
        var open = documents
        while let node = open.popLast() {
            guard let range = node.location.range, node.location.file == file else { continue }
            switch node.value {
            case .scalar(let scalar):
                let isBlock = scalar.style == .literal || scalar.style == .folded
                guard range.start <= position, position < range.end, !isBlock || position.line > range.start.line
                else { continue }
                return true
            case .sequence(let nodes): open += nodes
            case .mapping(let pairs): open += pairs.map(\.value)
            }
        }
        return false
    }

    /// The lines of the outermost entry that begins on a line.
    private func entryLines(at line: Int) -> ClosedRange<Int>? {
        var node = documents.last { ($0.location.range?.start.line ?? .max) <= line }
        while let current = node {
            guard let range = current.location.range else { return nil }
            if range.start.line == line { return line...lastLine(of: range) }
            switch current.value {
            case .scalar: return nil
            case .sequence(let nodes): node = nodes.last { isWritten($0, by: line) }
            case .mapping(let pairs):
                let pair = pairs.last { pair in
                    pair.keyLocation.file == file && (pair.keyLocation.range?.start.line ?? .max) <= line
                }
                guard let pair else { return nil }
                if pair.keyLocation.range?.start.line == line {
                    return line...max(line, pair.value.location.range.map(lastLine(of:)) ?? line)
                }
                node = pair.value
            }
        }
        return nil
    }

    private func isWritten(_ node: YAMLNode, by line: Int) -> Bool {
        node.location.file == file && (node.location.range?.start.line ?? .max) <= line
    }

    /// A range that ends at the start of a line does not reach into it.
    private func lastLine(of range: SourceRange) -> Int {
        range.end.column == 1 ? max(range.start.line, range.end.line - 1) : range.end.line
    }
}

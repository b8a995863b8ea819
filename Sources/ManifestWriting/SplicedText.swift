/// A text file of which some lines change: all others keep their bytes, whatever their line ends are.
package struct SplicedText {
    /// A line without its end, and its end: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    private struct Line {
        var text: ArraySlice<UInt8>
        var end: ArraySlice<UInt8>

        var bytes: ArraySlice<UInt8> { text + end }

        func isSame(as other: Line) -> Bool {
            text.elementsEqual(other.text) && end.isEmpty == other.end.isEmpty
        }
    }

    private let form: TextForm
    private let mark: ArraySlice<UInt8>
    private let lines: [Line]

    /// A file as it is.
    package init(_ bytes: [UInt8]) {
        form = TextForm(of: bytes)
        mark = bytes.prefix(form.hasMark ? 3 : 0)
        lines = Self.lines(bytes.dropFirst(mark.count))
    }

    /// The file with another text in place of the one that it begins with; what stands behind that, such as the last
    /// line end, stays.
    ///
    /// - Parameters:
    ///   - old: with LF line ends, as prompts are read.
    ///   - new: likewise.
    package func replacing(_ old: String, with new: String) -> [UInt8] {
        let whole = lines.flatMap { $0.text + ($0.end.isEmpty ? [] : [0x0A]) }
        let rest = whole.starts(with: old.utf8) ? Array(whole.dropFirst(old.utf8.count)) : []
        let changed = Self.lines((Array(new.utf8) + rest)[...])
        let prefix = zip(lines, changed).prefix { $0.isSame(as: $1) }.count
        let most = min(lines.count, changed.count) - prefix
        let suffix = zip(lines.reversed(), changed.reversed()).prefix(most).prefix { $0.isSame(as: $1) }.count
        let middle = changed[prefix..<(changed.count - suffix)].enumerated().flatMap { index, line -> [UInt8] in
            if line.end.isEmpty { return Array(line.text) }
            // A changed line ends as the one did in whose place it stands.
            let previous = prefix + index < lines.count - suffix ? lines[prefix + index].end : []
            let end = previous.isEmpty ? (form.isCRLF ? [0x0D, 0x0A] : [0x0A]) : Array(previous)
            return Array(line.text) + end
        }
        return Array(mark) + lines[..<prefix].flatMap(\.bytes) + middle
            + lines[(lines.count - suffix)...].flatMap(\.bytes)
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
            var next = min(end + 1, bytes.endIndex)
            if end < bytes.endIndex, bytes[end] == 0x0D, next < bytes.endIndex, bytes[next] == 0x0A { next += 1 }
            lines.append(Line(text: bytes[start..<end], end: bytes[end..<next]))
            start = next
        }
        return lines
    }
}

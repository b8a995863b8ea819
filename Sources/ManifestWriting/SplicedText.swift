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
        return spliced(Self.lines((Array(new.utf8) + rest)[...]))
    }

    /// The file with another text.
    ///
    /// - Parameter text: with LF line ends.
    package func replaced(by text: String) -> [UInt8] { spliced(Self.lines(Array(text.utf8)[...])) }

    private func spliced(_ changed: [Line]) -> [UInt8] {
        let prefix = zip(lines, changed).prefix { $0.isSame(as: $1) }.count
        let most = min(lines.count, changed.count) - prefix
        let suffix = zip(lines.reversed(), changed.reversed()).prefix(most).prefix { $0.isSame(as: $1) }.count
        return Array(mark) + lines[..<prefix].flatMap(\.bytes)
            + merged(lines[prefix..<(lines.count - suffix)], changed[prefix..<(changed.count - suffix)])
            + lines[(lines.count - suffix)...].flatMap(\.bytes)
    }

    /// Lines in place of others: what is in both keeps its end, and what changed ends as the line that it replaces.
    private func merged(_ old: ArraySlice<Line>, _ new: ArraySlice<Line>) -> [UInt8] {
        var (removed, inserted) = (Set(old.indices), Set(new.indices))
        // Where all lines end alike, it does not matter which is which.
        if Set(lines.lazy.map(\.end).filter { !$0.isEmpty }).count > 1 {
            (removed, inserted) = ([], [])
            for change in new.difference(from: old, by: { $0.isSame(as: $1) }) {
                switch change {
                case .remove(let offset, _, _): removed.insert(old.startIndex + offset)
                case .insert(let offset, _, _): inserted.insert(new.startIndex + offset)
                }
            }
        }
        var bytes: [UInt8] = []
        var next = old.startIndex
        for (index, line) in zip(new.indices, new) {
            if !inserted.contains(index) {
                while removed.contains(next) { next += 1 }
                bytes += old[next].bytes
                next += 1
            } else if line.end.isEmpty {
                bytes += line.text
            } else {
                let replaced = removed.contains(next) ? old[next].end : []
                if removed.contains(next) { next += 1 }
                bytes += line.text + (replaced.isEmpty ? form.lineEnd : Array(replaced))
            }
        }
        return bytes
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

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

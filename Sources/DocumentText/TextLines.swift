/// Collects text with runs of white space folded and without empty lines.
struct TextLines: Sendable {
    private var finished = ""
    private var current = String.UnicodeScalarView()

    mutating func append(_ text: String) {
        for scalar in text.unicodeScalars {
            if !scalar.properties.isWhitespace {
                current.append(scalar)
            } else if let last = current.last, last != " " {
                current.append(" ")
            }
        }
    }

    mutating func appendVerbatim(_ text: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { breakLine() }
            current.append(contentsOf: line.unicodeScalars)
        }
    }

    mutating func breakLine() {
        if let last = current.lastIndex(where: { !$0.properties.isWhitespace }) {
            if !finished.isEmpty { finished += "\n" }
            finished += String(current[...last])
        }
        current.removeAll(keepingCapacity: true)
    }

    var text: String {
        var copy = self
        copy.breakLine()
        return copy.finished
    }

    /// Of the text, in UTF-8, but for white space at its end.
    var byteCount: Int { finished.utf8.count + String(current).utf8.count }
}

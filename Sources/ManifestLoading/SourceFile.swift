import SourceDiagnostics

/// A text file of the project as it was read, with what must not be shown of it.
struct SourceFile {
    /// Absolute.
    var path: String
    /// As diagnostics name it.
    var shownPath: String
    var text: String
    /// Stretches that hold secrets.
    private(set) var secrets: [Range<String.Index>] = []

    init(path: String, shownPath: String, text: String) {
        self.path = path
        self.shownPath = shownPath
        self.text = text
    }

    /// The place of a stretch of the text.
    func location(of range: Range<String.Index>) -> SourceLocation {
        SourceLocation(
            file: shownPath,
            range: SourceRange(start: position(of: range.lowerBound), end: position(of: range.upperBound))
        )
    }

    /// A stretch of the text by its bytes in UTF-8.
    func range(ofBytes range: Range<Int>) -> Range<String.Index> {
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        return start..<text.utf8.index(start, offsetBy: range.count)
    }

    /// The place of the first character.
    var start: SourceLocation { location(of: text.startIndex..<text.startIndex) }

    mutating func markSecret(_ range: Range<String.Index>) { secrets.append(range) }

    /// Marks what stands at a place.
    mutating func markSecret(at range: SourceRange) {
        guard let start = index(of: range.start), let end = index(of: range.end), start < end else { return }
        secrets.append(start..<end)
    }

    /// The same text with what either marks.
    func markingSecrets(of other: SourceFile) -> SourceFile {
        var file = self
        file.secrets += other.secrets.filter { !secrets.contains($0) }
        return file
    }

    /// The text with an asterisk for every character of a secret: columns stay what they are.
    var redactedText: String {
        guard !secrets.isEmpty else { return text }
        var result = ""
        var index = text.startIndex
        for secret in secrets.sorted(by: { $0.lowerBound < $1.lowerBound }) where secret.upperBound > index {
            let start = max(secret.lowerBound, index)
            result.unicodeScalars.append(contentsOf: text.unicodeScalars[index..<start])
            for scalar in text.unicodeScalars[start..<secret.upperBound] {
                result.unicodeScalars.append(scalar == "\n" || scalar == "\r" ? scalar : "*")
            }
            index = secret.upperBound
        }
        result.unicodeScalars.append(contentsOf: text.unicodeScalars[index...])
        return result
    }

    /// The texts of the secrets.
    var secretTexts: [String] { secrets.map { String(text[$0]) } }

    /// The number of blanks at the start of a line; nil for a line that is not there.
    func indentation(ofLine line: Int) -> Int? {
        guard let start = index(of: SourcePosition(line: line, column: 1)) else { return nil }
        return text.unicodeScalars[start...].prefix { $0 == " " }.count
    }

    private func position(of index: String.Index) -> SourcePosition {
        var line = 1
        var lineStart = firstLineStart
        while let next = self.lineStart(behind: lineStart), next <= index {
            line += 1
            lineStart = next
        }
        let column = text.unicodeScalars.distance(from: lineStart, to: max(index, lineStart)) + 1
        return SourcePosition(line: line, column: column)
    }

    private func index(of position: SourcePosition) -> String.Index? {
        var lineStart = firstLineStart
        for _ in 1..<max(position.line, 1) {
            guard let next = self.lineStart(behind: lineStart) else { return nil }
            lineStart = next
        }
        return text.unicodeScalars.index(lineStart, offsetBy: position.column - 1, limitedBy: text.endIndex)
    }

    /// A byte order mark is no column.
    private var firstLineStart: String.Index {
        let scalars = text.unicodeScalars
        return scalars.first == "\u{FEFF}" ? scalars.index(after: scalars.startIndex) : scalars.startIndex
    }

    /// Where the line behind another begins, by the line ends that YAML and JSON have: LF, CRLF and a lone CR.
    private func lineStart(behind start: String.Index) -> String.Index? {
        let scalars = text.unicodeScalars
        guard let end = scalars[start...].firstIndex(where: { $0 == "\n" || $0 == "\r" }) else { return nil }
        let next = scalars.index(after: end)
        let isPair = scalars[end] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
        return isPair ? scalars.index(after: next) : next
    }
}

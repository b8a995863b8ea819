/// How lines that changed together differ, word by word.
struct WordDiff {
    private let tokens: TextTokens
    private let oldLines: [Range<Int>]
    private let newLines: [Range<Int>]
    private let oldWords: [Range<Int>]
    private let newWords: [Range<Int>]
    private var isRemoved: [Bool]
    private var isAdded: [Bool]
    /// Whether nothing but white space differs.
    let isWhitespaceOnly: Bool

    /// A line that shares less than this part of its visible characters is shown as changed as a whole.
    private static let leastShare = 1.0 / 3

    /// Each list has to be contiguous in the buffer.
    init(tokens: TextTokens, oldLines: [Range<Int>], newLines: [Range<Int>]) {
        self.tokens = tokens
        self.oldLines = oldLines
        self.newLines = newLines
        let old = Self.whole(oldLines)
        let new = Self.whole(newLines)
        isWhitespaceOnly = tokens.areEqualWithoutSpace(old, new)
        oldWords = tokens.words(in: old)
        newWords = tokens.words(in: new)
        let differences = tokens.differences(old: oldWords, new: newWords)
        isRemoved = differences.isRemoved
        isAdded = differences.isAdded
        joinAcrossSpace()
    }

    private static func whole(_ lines: [Range<Int>]) -> Range<Int> {
        guard let first = lines.first, let last = lines.last else { return 0..<0 }
        return first.lowerBound..<last.upperBound
    }

    /// Counts equal white space between two changed words as changed: `[-five long-] days` instead of
    /// `[-five-] [-long-] days`.
    private mutating func joinAcrossSpace() {
        var newIndex = 0
        for oldIndex in oldWords.indices where !isRemoved[oldIndex] {
            while newIndex < newWords.count, isAdded[newIndex] { newIndex += 1 }
            defer { newIndex += 1 }
            guard tokens.isSpace(oldWords[oldIndex]), !tokens.endsWithNewline(oldWords[oldIndex]),
                oldIndex > 0, isRemoved[oldIndex - 1], oldIndex + 1 < oldWords.count, isRemoved[oldIndex + 1],
                newIndex > 0, isAdded[newIndex - 1], newIndex + 1 < newWords.count, isAdded[newIndex + 1]
            else { continue }
            isRemoved[oldIndex] = true
            isAdded[newIndex] = true
        }
    }

    /// The removed lines, then the added ones, numbered from the given numbers.
    func lines(oldStart: Int, newStart: Int) -> [ProseDiff.Line] {
        let removed = side(oldLines, words: oldWords, isChanged: isRemoved, changed: .removed)
        let added = side(newLines, words: newWords, isChanged: isAdded, changed: .added)
        return zip(oldLines, removed).enumerated().map { index, line in
            ProseDiff.Line(
                kind: .removed,
                oldNumber: oldStart + index,
                newNumber: nil,
                spans: line.1,
                isWhitespaceOnly: isWhitespaceOnly,
                endsWithNewline: tokens.endsWithNewline(line.0)
            )
        }
            + zip(newLines, added).enumerated().map { index, line in
                ProseDiff.Line(
                    kind: .added,
                    oldNumber: nil,
                    newNumber: newStart + index,
                    spans: line.1,
                    isWhitespaceOnly: isWhitespaceOnly,
                    endsWithNewline: tokens.endsWithNewline(line.0)
                )
            }
    }

    /// The spans of each line.
    private func side(
        _ lines: [Range<Int>],
        words: [Range<Int>],
        isChanged: [Bool],
        changed: ProseDiff.Span.Kind
    ) -> [[ProseDiff.Span]] {
        var word = 0
        return lines.map { line in
            let first = word
            while word < words.count, words[word].upperBound <= line.upperBound { word += 1 }
            return spans(of: line, words: words[first..<word], isChanged: isChanged[first..<word], changed: changed)
        }
    }

    private func spans(
        of line: Range<Int>,
        words: ArraySlice<Range<Int>>,
        isChanged: ArraySlice<Bool>,
        changed: ProseDiff.Span.Kind
    ) -> [ProseDiff.Span] {
        let content = tokens.withoutLineEnd(line)
        guard !content.isEmpty else { return [] }
        var (shared, visible) = (0, 0)
        for (word, isChanged) in zip(words, isChanged) where !tokens.isSpace(word) {
            visible += word.count
            if !isChanged { shared += word.count }
        }
        if !isWhitespaceOnly, Double(shared) < Double(visible) * Self.leastShare {
            return [ProseDiff.Span(changed, tokens.text(content))]
        }
        var spans: [ProseDiff.Span] = []
        var start = content.lowerBound
        var kind: ProseDiff.Span.Kind?
        for (word, isChanged) in zip(words, isChanged) where word.lowerBound < content.upperBound {
            let next = isChanged ? changed : .equal
            if let kind, kind != next {
                spans.append(ProseDiff.Span(kind, tokens.text(start..<word.lowerBound)))
                start = word.lowerBound
            }
            kind = next
        }
        if let kind { spans.append(ProseDiff.Span(kind, tokens.text(start..<content.upperBound))) }
        return spans
    }
}

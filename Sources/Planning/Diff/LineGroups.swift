/// The stretches of lines that differ between two texts.
struct LineGroups {
    /// Indices of old and new lines, in order; at least one side of each is not empty, and unchanged lines lie
    /// between any two.
    private(set) var ranges: [(old: Range<Int>, new: Range<Int>)] = []

    init(tokens: TextTokens, old: [Range<Int>], new: [Range<Int>]) {
        let (old, new) = Self.compared(tokens: tokens, old: old, new: new)
        let differences = tokens.differences(old: old, new: new)
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            let (oldStart, newStart) = (oldIndex, newIndex)
            while oldIndex < old.count, differences.isRemoved[oldIndex] { oldIndex += 1 }
            while newIndex < new.count, differences.isAdded[newIndex] { newIndex += 1 }
            if oldIndex > oldStart || newIndex > newStart {
                ranges.append((oldStart..<oldIndex, newStart..<newIndex))
            } else {
                oldIndex += 1
                newIndex += 1
            }
        }
        for index in ranges.indices { slideDown(index, tokens: tokens, old: old, new: new) }
    }

    /// What is compared of the lines: all but the line ends, so that appending to a text without a final line end
    /// changes no line of it. A final line end that is all that differs in the last line is a difference.
    private static func compared(
        tokens: TextTokens,
        old: [Range<Int>],
        new: [Range<Int>]
    ) -> (old: [Range<Int>], new: [Range<Int>]) {
        var oldContents = old.map(tokens.withoutLineEnd)
        var newContents = new.map(tokens.withoutLineEnd)
        if let oldLast = old.last, let newLast = new.last, let oldContent = oldContents.last,
            let newContent = newContents.last, tokens.bytes[oldContent] == tokens.bytes[newContent]
        {
            oldContents[old.count - 1] = oldLast
            newContents[new.count - 1] = newLast
        }
        return (oldContents, newContents)
    }

    /// Moves a pure addition or removal as far down as the lines around it allow: an added paragraph then ends with
    /// its blank line instead of starting with the one of the paragraph before.
    private mutating func slideDown(_ index: Int, tokens: TextTokens, old: [Range<Int>], new: [Range<Int>]) {
        let isLast = index + 1 == ranges.count
        while true {
            let (oldRange, newRange) = ranges[index]
            guard oldRange.isEmpty || newRange.isEmpty else { return }
            // One unchanged line has to stay between two groups.
            guard oldRange.upperBound < old.count, newRange.upperBound < new.count,
                isLast || newRange.upperBound + 1 < ranges[index + 1].new.lowerBound
            else { return }
            let (lines, range) = oldRange.isEmpty ? (new, newRange) : (old, oldRange)
            guard tokens.bytes[lines[range.lowerBound]] == tokens.bytes[lines[range.upperBound]] else { return }
            ranges[index] = (
                oldRange.lowerBound + 1..<oldRange.upperBound + 1, newRange.lowerBound + 1..<newRange.upperBound + 1
            )
        }
    }
}

/// Which removed lines stand elsewhere in the new text, as they were.
///
/// A paragraph that moved is removed in one place and added in another; a reviewer wants to know that it is the same.
struct MovedLines {
    /// For each old line its index in the new text, where it moved.
    private(set) var newIndex: [Int: Int] = [:]
    /// For each new line its index in the old text, where it moved.
    private(set) var oldIndex: [Int: Int] = [:]

    /// A stretch with fewer visible characters is no paragraph: bullets and braces are alike everywhere.
    private static let leastCharacters = 24
    /// Lines that were added more often than this tell nothing.
    private static let mostOccurrences = 8

    /// - Parameter groups: what changed, by indices of lines.
    init(
        tokens: TextTokens,
        old: [Range<Int>],
        new: [Range<Int>],
        groups: [(old: Range<Int>, new: Range<Int>)]
    ) {
        guard groups.count > 1 else { return }
        var places: [ArraySlice<UInt8>: [Int]] = [:]
        for group in groups {
            for index in group.new where !isBlank(new[index], tokens) {
                places[tokens.bytes[tokens.withoutLineEnd(new[index])], default: []].append(index)
            }
        }
        let groupOfNew = Dictionary(
            uniqueKeysWithValues: groups.enumerated().flatMap { number, group in group.new.map { ($0, number) } }
        )
        for (number, group) in groups.enumerated() {
            var index = group.old.lowerBound
            while index < group.old.upperBound {
                let content = tokens.bytes[tokens.withoutLineEnd(old[index])]
                let all = places[content, default: []]
                let candidates =
                    all.count > Self.mostOccurrences
                    ? [] : all.filter { groupOfNew[$0] != number && oldIndex[$0] == nil }
                let lengths = candidates.map { start in
                    (start, length(from: index, to: start, in: group, groups, groupOfNew, tokens, old, new))
                }
                guard let best = lengths.max(by: { $0.1 < $1.1 }),
                    visibleCharacters(old[index..<index + best.1], tokens) >= Self.leastCharacters
                else {
                    index += 1
                    continue
                }
                for step in 0..<best.1 {
                    newIndex[index + step] = best.0 + step
                    oldIndex[best.0 + step] = index + step
                }
                index += best.1
            }
        }
    }

    /// The lines, each that moved with the place where it is in the other text, and changed as a whole.
    func marking(_ lines: [ProseDiff.Line]) -> [ProseDiff.Line] {
        guard !newIndex.isEmpty else { return lines }
        return lines.map { line in
            let (number, others) = line.kind == .removed ? (line.oldNumber, newIndex) : (line.newNumber, oldIndex)
            guard let number, let other = others[number - 1] else { return line }
            var line = line
            line.move = ProseDiff.Move(line: other + 1, isStart: others[number - 2] != other - 1)
            let kind: ProseDiff.Span.Kind = line.kind == .removed ? .removed : .added
            line.spans = line.text.isEmpty ? [] : [ProseDiff.Span(kind, line.text)]
            return line
        }
    }

    /// How many lines from there on are equal, within one group on each side.
    private func length(
        from oldStart: Int,
        to newStart: Int,
        in group: (old: Range<Int>, new: Range<Int>),
        _ groups: [(old: Range<Int>, new: Range<Int>)],
        _ groupOfNew: [Int: Int],
        _ tokens: TextTokens,
        _ old: [Range<Int>],
        _ new: [Range<Int>]
    ) -> Int {
        guard let target = groupOfNew[newStart] else { return 0 }
        var length = 0
        while oldStart + length < group.old.upperBound, newStart + length < groups[target].new.upperBound,
            oldIndex[newStart + length] == nil,
            tokens.bytes[tokens.withoutLineEnd(old[oldStart + length])]
                == tokens.bytes[tokens.withoutLineEnd(new[newStart + length])]
        {
            length += 1
        }
        return length
    }

    private func isBlank(_ line: Range<Int>, _ tokens: TextTokens) -> Bool {
        visibleCharacters([line], tokens) == 0
    }

    private func visibleCharacters(_ lines: ArraySlice<Range<Int>>, _ tokens: TextTokens) -> Int {
        lines.reduce(0) { $0 + tokens.bytes[$1].count { $0 > 0x20 } }
    }
}

import Planning

/// A diff as rows of two columns, in stretches that are shown and stretches that are folded.
struct DiffRows {
    /// The same line of both texts, or one side of a change, or both.
    struct Row: Equatable {
        var old: ProseDiff.Line?
        var new: ProseDiff.Line?

        var isUnchanged: Bool { old?.kind == .context }
    }

    /// Neighbouring rows.
    enum Stretch: Equatable {
        case shown([Row])
        case folded([Row])

        var rows: [Row] {
            switch self {
            case .shown(let rows), .folded(let rows): rows
            }
        }
    }

    private(set) var stretches: [Stretch] = []

    /// Fewer unchanged lines than this are not worth a fold.
    private static let leastFold = 4

    init(_ diff: ProseDiff, context: DiffContext) {
        let rows = diff.hunks(context: DiffContext.full.lineCount).flatMap { Self.rows(of: $0.lines) }
        guard case .lines(let kept) = context else {
            stretches = rows.isEmpty ? [] : [.shown(rows)]
            return
        }
        var index = 0
        var shown: [Row] = []
        while index < rows.count {
            guard rows[index].isUnchanged else {
                shown.append(rows[index])
                index += 1
                continue
            }
            let start = index
            while index < rows.count, rows[index].isUnchanged { index += 1 }
            let foldStart = start + (start == 0 ? 0 : kept)
            let foldEnd = index - (index == rows.count ? 0 : kept)
            guard foldStart + Self.leastFold <= foldEnd else {
                shown += rows[start..<index]
                continue
            }
            shown += rows[start..<foldStart]
            if !shown.isEmpty { stretches.append(.shown(shown)) }
            stretches.append(.folded(Array(rows[foldStart..<foldEnd])))
            shown = Array(rows[foldEnd..<index])
        }
        if !shown.isEmpty { stretches.append(.shown(shown)) }
    }

    private static func rows(of lines: [ProseDiff.Line]) -> [Row] {
        var rows: [Row] = []
        var index = 0
        while index < lines.count {
            if lines[index].kind == .context {
                rows.append(Row(old: lines[index], new: lines[index]))
                index += 1
                continue
            }
            let start = index
            while index < lines.count, lines[index].kind == .removed { index += 1 }
            let middle = index
            while index < lines.count, lines[index].kind == .added { index += 1 }
            rows += LinePairs.rows(removed: lines[start..<middle], added: lines[middle..<index])
        }
        return rows
    }
}

/// Which of the lines that changed together stand beside each other.
enum LinePairs {
    /// More comparisons than this are not made: the lines are paired in order.
    private static let limit = 4_000

    /// Rows in the order of both sides; of all such rows those whose pairs have the most in common.
    static func rows(removed: ArraySlice<ProseDiff.Line>, added: ArraySlice<ProseDiff.Line>) -> [DiffRows.Row] {
        let (old, new) = (Array(removed), Array(added))
        guard old.count != new.count, !old.isEmpty, !new.isEmpty, old.count * new.count <= limit else {
            return inOrder(old, new)
        }
        let (oldWords, newWords) = (old.map(words), new.map(words))
        // best[i][j]: the most that the lines from i and from j on can have in common.
        var best = Array(repeating: Array(repeating: 0.0, count: new.count + 1), count: old.count + 1)
        var likeness = best
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                likeness[i][j] = Self.likeness(oldWords[i], newWords[j])
                best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
            }
        }
        var rows: [DiffRows.Row] = []
        var (i, j) = (0, 0)
        while i < old.count, j < new.count {
            if likeness[i][j] > 0, best[i][j] == best[i + 1][j + 1] + likeness[i][j] {
                rows.append(DiffRows.Row(old: old[i], new: new[j]))
                (i, j) = (i + 1, j + 1)
            } else if best[i][j] == best[i + 1][j] {
                rows.append(DiffRows.Row(old: old[i], new: nil))
                i += 1
            } else {
                rows.append(DiffRows.Row(old: nil, new: new[j]))
                j += 1
            }
        }
        return rows + old[i...].map { DiffRows.Row(old: $0, new: nil) }
            + new[j...].map { DiffRows.Row(old: nil, new: $0) }
    }

    private static func inOrder(_ old: [ProseDiff.Line], _ new: [ProseDiff.Line]) -> [DiffRows.Row] {
        (0..<max(old.count, new.count)).map { index in
            DiffRows.Row(
                old: old.indices.contains(index) ? old[index] : nil,
                new: new.indices.contains(index) ? new[index] : nil
            )
        }
    }

    private static func words(of line: ProseDiff.Line) -> Set<Substring> {
        Set(line.text.prefix(2_000).split { $0.isWhitespace || $0.isPunctuation })
    }

    /// From 0, for lines that have too little in common to be one line that changed, to 1.
    private static func likeness(_ left: Set<Substring>, _ right: Set<Substring>) -> Double {
        guard !left.isEmpty || !right.isEmpty else { return 0.1 }
        let shared = Double(left.intersection(right).count)
        let share = 2 * shared / Double(left.count + right.count)
        return share < 0.3 ? 0 : share
    }
}

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

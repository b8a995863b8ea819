/// The furthest points that paths reached on each diagonal of the edit graph, from the start and from the end of a box.
struct Diagonals {
    private var forward: [Int]
    private var backward: [Int]
    /// Added to a diagonal, which may be negative, to index the two arrays.
    private let offset: Int

    init(oldCount: Int, newCount: Int) {
        forward = Array(repeating: 0, count: oldCount + newCount + 3)
        backward = forward
        offset = newCount + 1
    }

    /// A point on a path through the box, both of whose parts are smaller than it.
    ///
    /// The box has to be trimmed, which means that its first elements differ and its last ones do, and not empty.
    mutating func split(
        _ oldRange: Range<Int>,
        _ newRange: Range<Int>,
        of old: [Int],
        _ new: [Int],
        costLimit: Int,
        work: inout Int
    ) -> (old: Int, new: Int) {
        let bounds = oldRange.lowerBound - newRange.upperBound...oldRange.upperBound - newRange.lowerBound
        let start = oldRange.lowerBound - newRange.lowerBound
        let end = oldRange.upperBound - newRange.upperBound
        let meetsForward = (start - end) % 2 != 0
        var (low, high) = (start, start)
        var (backLow, backHigh) = (end, end)
        forward[start + offset] = oldRange.lowerBound
        backward[end + offset] = oldRange.upperBound

        var cost = 0
        while true {
            cost += 1
            Self.widen(&low, &high, within: bounds, clear: &forward, to: -1, offset: offset)
            work += (high - low) / 2 + 1
            for diagonal in stride(from: high, through: low, by: -2) {
                let (below, above) = (forward[diagonal - 1 + offset], forward[diagonal + 1 + offset])
                var x = below >= above ? below + 1 : above
                while x < oldRange.upperBound, x - diagonal < newRange.upperBound, old[x] == new[x - diagonal] {
                    x += 1
                }
                forward[diagonal + offset] = x
                if meetsForward, backLow <= diagonal, diagonal <= backHigh, backward[diagonal + offset] <= x {
                    return (x, x - diagonal)
                }
            }
            Self.widen(&backLow, &backHigh, within: bounds, clear: &backward, to: .max, offset: offset)
            work += (backHigh - backLow) / 2 + 1
            for diagonal in stride(from: backHigh, through: backLow, by: -2) {
                let (below, above) = (backward[diagonal - 1 + offset], backward[diagonal + 1 + offset])
                var x = below < above ? below : above - 1
                while x > oldRange.lowerBound, x - diagonal > newRange.lowerBound, old[x - 1] == new[x - diagonal - 1] {
                    x -= 1
                }
                backward[diagonal + offset] = x
                if !meetsForward, low <= diagonal, diagonal <= high, x <= forward[diagonal + offset] {
                    return (x, x - diagonal)
                }
            }
            if cost >= costLimit { return furthest(oldRange, newRange, low...high, backLow...backHigh) }
        }
    }

    /// Extends the searched diagonals by one on each side, or moves a side inwards at the edge of the box, so that
    /// they keep alternating between even and odd.
    private static func widen(
        _ low: inout Int,
        _ high: inout Int,
        within bounds: ClosedRange<Int>,
        clear reached: inout [Int],
        to nothing: Int,
        offset: Int
    ) {
        if low > bounds.lowerBound {
            low -= 1
            reached[low - 1 + offset] = nothing
        } else {
            low += 1
        }
        if high < bounds.upperBound {
            high += 1
            reached[high + 1 + offset] = nothing
        } else {
            high -= 1
        }
    }

    /// Of all points reached from either end the one that covers the most.
    private func furthest(
        _ oldRange: Range<Int>,
        _ newRange: Range<Int>,
        _ diagonals: ClosedRange<Int>,
        _ backDiagonals: ClosedRange<Int>
    ) -> (old: Int, new: Int) {
        var best = (covered: -1, old: oldRange.lowerBound, new: newRange.lowerBound)
        func consider(_ x: Int, _ y: Int, covered: Int) {
            if covered > best.covered { best = (covered, x, y) }
        }
        for diagonal in stride(from: diagonals.upperBound, through: diagonals.lowerBound, by: -2) {
            let x = min(forward[diagonal + offset], oldRange.upperBound, newRange.upperBound + diagonal)
            let covered = (x - oldRange.lowerBound) + (x - diagonal - newRange.lowerBound)
            consider(x, x - diagonal, covered: covered)
        }
        for diagonal in stride(from: backDiagonals.upperBound, through: backDiagonals.lowerBound, by: -2) {
            let x = max(backward[diagonal + offset], oldRange.lowerBound, newRange.lowerBound + diagonal)
            let covered = (oldRange.upperBound - x) + (newRange.upperBound - (x - diagonal))
            consider(x, x - diagonal, covered: covered)
        }
        return (best.old, best.new)
    }
}

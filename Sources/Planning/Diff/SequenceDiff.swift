/// Which elements of two sequences of numbers have no counterpart in the other: a shortest edit script by Myers'
/// divide and conquer in linear space, with a bound on the work that makes it merely short for very different inputs.
struct SequenceDiff {
    /// One flag for each old element.
    private(set) var isRemoved: [Bool]
    /// One flag for each new element.
    private(set) var isAdded: [Bool]
    /// How many points of the edit graph were looked at: what the time goes with.
    let work: Int

    /// Numbers have to lie in `0..<idCount`.
    init(old: [Int], new: [Int], idCount: Int) {
        isRemoved = Array(repeating: true, count: old.count)
        isAdded = Array(repeating: true, count: new.count)
        // An element that the other side lacks altogether is changed, whatever the path: without these, texts that
        // have nothing in common cost next to nothing.
        let oldIndices = Self.indices(of: old, occurringIn: new, idCount: idCount)
        let newIndices = Self.indices(of: new, occurringIn: old, idCount: idCount)
        var search = PathSearch(old: oldIndices.map { old[$0] }, new: newIndices.map { new[$0] })
        search.run()
        work = search.work
        for (position, index) in oldIndices.enumerated() { isRemoved[index] = search.isRemoved[position] }
        for (position, index) in newIndices.enumerated() { isAdded[index] = search.isAdded[position] }
    }

    private static func indices(of elements: [Int], occurringIn others: [Int], idCount: Int) -> [Int] {
        var occurs = Array(repeating: false, count: idCount)
        for other in others { occurs[other] = true }
        return elements.indices.filter { occurs[elements[$0]] }
    }
}

/// The search for a path through the edit graph.
private struct PathSearch {
    let old: [Int]
    let new: [Int]
    var isRemoved: [Bool]
    var isAdded: [Bool]
    private(set) var work = 0
    /// After so many steps from both ends of a box, the point that got furthest is taken.
    private let costLimit: Int

    /// Steps times elements: texts up to some 30,000 elements are compared exactly unless they differ wildly, and for
    /// longer ones the search gives up on a shortest path sooner.
    private static let budget = 8_000_000

    /// A part of the edit graph that is still to be searched.
    private struct Box {
        var old: Range<Int>
        var new: Range<Int>
    }

    init(old: [Int], new: [Int]) {
        self.old = old
        self.new = new
        isRemoved = Array(repeating: false, count: old.count)
        isAdded = Array(repeating: false, count: new.count)
        costLimit = max(32, Self.budget / (old.count + new.count + 1))
    }

    mutating func run() {
        var boxes = [Box(old: 0..<old.count, new: 0..<new.count)]
        var reached = Diagonals(oldCount: old.count, newCount: new.count)
        while let box = boxes.popLast() {
            let (old, new) = trimmed(box.old, box.new)
            if old.isEmpty {
                for index in new { isAdded[index] = true }
            } else if new.isEmpty {
                for index in old { isRemoved[index] = true }
            } else {
                let (oldMiddle, newMiddle) = reached.split(
                    old,
                    new,
                    of: self.old,
                    self.new,
                    costLimit: costLimit,
                    work: &work
                )
                boxes.append(Box(old: oldMiddle..<old.upperBound, new: newMiddle..<new.upperBound))
                boxes.append(Box(old: old.lowerBound..<oldMiddle, new: new.lowerBound..<newMiddle))
            }
        }
    }

    /// The box without its common start and end.
    private func trimmed(_ oldRange: Range<Int>, _ newRange: Range<Int>) -> (Range<Int>, Range<Int>) {
        var (oldStart, oldEnd) = (oldRange.lowerBound, oldRange.upperBound)
        var (newStart, newEnd) = (newRange.lowerBound, newRange.upperBound)
        while oldStart < oldEnd, newStart < newEnd, old[oldStart] == new[newStart] {
            oldStart += 1
            newStart += 1
        }
        while oldStart < oldEnd, newStart < newEnd, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        return (oldStart..<oldEnd, newStart..<newEnd)
    }
}

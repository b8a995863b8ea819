import Testing

@testable import Planning

@Suite("Sequence diffs")
struct SequenceDiffTests {
    @Test("what is left on both sides is equal, and no longer common sequence exists", arguments: 0..<300)
    func shortest(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let range = 0..<Int.random(in: 1...6, using: &random)
        let old = (0..<Int.random(in: 0...25, using: &random)).map { _ in Int.random(in: range, using: &random) }
        let new = (0..<Int.random(in: 0...25, using: &random)).map { _ in Int.random(in: range, using: &random) }
        let diff = SequenceDiff(old: old, new: new, idCount: range.upperBound)
        let keptOld = zip(old, diff.isRemoved).filter { !$0.1 }.map(\.0)
        let keptNew = zip(new, diff.isAdded).filter { !$0.1 }.map(\.0)
        #expect(keptOld == keptNew)
        #expect(keptOld.count == longestCommonCount(old, new))
    }

    private func longestCommonCount(_ left: [Int], _ right: [Int]) -> Int {
        var row = Array(repeating: 0, count: right.count + 1)
        for element in left {
            var diagonal = 0
            for (index, other) in right.enumerated() {
                let above = row[index + 1]
                row[index + 1] = element == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[right.count]
    }

    @Test("the work for long sequences without a common thread is bounded, and the result still right")
    func bounded() {
        var random = SplitMix(seed: 3)
        let old = (0..<20_000).map { _ in Int.random(in: 0..<40, using: &random) }
        let new = (0..<20_000).map { _ in Int.random(in: 0..<40, using: &random) }
        let diff = SequenceDiff(old: old, new: new, idCount: 40)
        #expect(
            zip(old, diff.isRemoved).filter { !$0.1 }.map(\.0) == zip(new, diff.isAdded).filter { !$0.1 }.map(\.0)
        )
        // A shortest path takes some 200 million points.
        #expect(diff.work < 16_000_000)
    }

    @Test("sequences that have no element in common cost nothing")
    func disjoint() {
        let diff = SequenceDiff(old: Array(0..<1000), new: Array(1000..<2000), idCount: 2000)
        #expect(diff.work == 0)
        #expect(diff.isRemoved.allSatisfy { $0 } && diff.isAdded.allSatisfy { $0 })
    }
}

/// Whether differences of pairs point one way, assuming nothing but that each could as well have pointed the other way.
package enum SignFlipTest {
    /// The share of all ways to flip the signs of the differences whose sum is as far from zero as theirs: exact, not
    /// drawn. 1 where there is no difference.
    ///
    /// Takes time and memory with the number of differences times the sum of their sizes.
    package static func probability(of differences: [Int]) -> Double {
        let sizes = differences.map(abs).filter { $0 > 0 }
        let observed = abs(differences.reduce(0, +))
        guard observed > 0 else { return 1 }
        let reach = sizes.reduce(0, +)
        // The probability of each sum from -reach to reach, difference by difference.
        var sums = [Double](repeating: 0, count: 2 * reach + 1)
        sums[reach] = 1
        var reached = 0
        for size in sizes {
            var next = [Double](repeating: 0, count: sums.count)
            for sum in (reach - reached)...(reach + reached) where sums[sum] > 0 {
                next[sum - size] += sums[sum] / 2
                next[sum + size] += sums[sum] / 2
            }
            sums = next
            reached += size
        }
        return min(1, 2 * sums[(reach + observed)...].reduce(0, +))
    }
}

/// Holm's correction: many tests at once, and still at most the stated chance that one of them errs.
package enum HolmCorrection {
    /// For each probability, in the order given, what it is worth among all the others; compared with the error rate as
    /// a single one would be.
    package static func adjusted(_ probabilities: [Double]) -> [Double] {
        let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        var adjusted = probabilities
        var highest = 0.0
        for (rank, index) in order.enumerated() {
            highest = max(highest, min(1, probabilities[index] * Double(probabilities.count - rank)))
            adjusted[index] = highest
        }
        return adjusted
    }
}

/// Finds the word a user most likely meant.
package enum Suggestion {
    /// The candidate nearest to `word`, when it is near enough to be worth naming: fewer than three edits and
    /// fewer than the word has letters. Ties go to the candidate that sorts first.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        var best: (distance: Int, candidate: String)?
        for candidate in candidates.sorted() where candidate != word {
            let distance = editDistance(word.lowercased(), candidate.lowercased())
            guard distance < min(3, max(word.count, 1)) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// `did you mean "…"?` for the nearest candidate.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: word, among: candidates).map { "did you mean \(quoted($0, atMost: .max))?" }
    }

    /// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        guard abs(left.count - right.count) < 3 else { return 3 }
        var twoBack = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for i in 0..<left.count {
            var current = [i + 1] + [Int](repeating: 0, count: right.count)
            for j in 0..<right.count {
                let substitution = previous[j] + (left[i] == right[j] ? 0 : 1)
                current[j + 1] = min(substitution, previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    current[j + 1] = min(current[j + 1], twoBack[j - 1] + 1)
                }
            }
            twoBack = previous
            previous = current
        }
        return previous[right.count]
    }
}

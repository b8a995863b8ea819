/// Makes sections fit a number of bytes: first the longest diffs get shorter, then entries are left out, those of the
/// least important section first.
struct MarkdownFit {
    /// Sections in the order of their importance.
    private(set) var sections: [MarkdownSection]

    init(_ sections: [MarkdownSection], limit: Int) {
        self.sections = sections
        shorten(to: limit)
        leaveOut(to: limit)
    }

    private var size: Int { sections.reduce(0) { $0 + $1.size } }

    /// Rounds in which the longest entry goes first and each goes one step at most.
    private mutating func shorten(to limit: Int) {
        var size = size
        while size > limit {
            let places = sections.indices.flatMap { section in
                sections[section].entries.indices.compactMap { entry in
                    let candidate = sections[section].entries[entry]
                    return candidate.isShortest ? nil : (section: section, entry: entry, size: candidate.size)
                }
            }
            guard !places.isEmpty else { return }
            let longestFirst = places.sorted { ($1.size, $0.section, $0.entry) < ($0.size, $1.section, $1.entry) }
            for place in longestFirst where size > limit {
                sections[place.section].entries[place.entry].shorten()
                size += sections[place.section].entries[place.entry].size - place.size
            }
        }
    }

    private mutating func leaveOut(to limit: Int) {
        for index in sections.indices.reversed() {
            let excess = size - limit
            guard excess > 0 else { return }
            sections[index].leaveOut(saving: excess)
        }
    }

    /// What was left out in words; nil for nothing.
    var losses: String? {
        let shown = sections.flatMap(\.shown)
        func count(_ loss: MarkdownEntry.Loss) -> Int {
            shown.filter { $0.loss == loss }.reduce(0) { $0 + $1.changeCount }
        }
        let hidden = sections.reduce(0) { $0 + $1.hiddenCount }
        let parts = [
            ("some unchanged lines of", count(.context)), ("the diffs of", count(.diffs)),
            ("the details of", count(.details)), ("the names of", hidden),
        ]
        let texts = parts.filter { $0.1 > 0 }.map { "\($0.0) \(Wording.count($0.1, "change"))" }
        return texts.isEmpty ? nil : Wording.list(texts)
    }
}

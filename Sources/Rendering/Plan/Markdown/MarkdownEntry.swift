/// A change, or several that are told together, in forms of falling length: the longest that fits is printed.
struct MarkdownEntry {
    /// What a form leaves out.
    enum Loss: Int, Comparable {
        case nothing
        /// Unchanged lines around changes.
        case context
        /// What changes inside of a field; that and how much it changes stays.
        case diffs
        /// Which fields change, or which files.
        case details

        static func < (left: Loss, right: Loss) -> Bool { left.rawValue < right.rawValue }
    }

    /// One way to print an entry.
    struct Form {
        var loss: Loss
        var text: () -> String
    }

    private var forms: ArraySlice<Form>
    /// The form that is printed, without a line end.
    private(set) var text: String
    /// What it leaves out.
    private(set) var loss: Loss
    /// How many changes it tells of.
    let changeCount: Int

    /// - Parameter forms: from the longest; each is made only when it is needed.
    init(_ first: Form, _ others: [Form] = [], changeCount: Int = 1) {
        (text, loss, forms) = (first.text(), first.loss, others[...])
        self.changeCount = changeCount
    }

    var isShortest: Bool { forms.isEmpty }
    /// Whether the text is a line of a list, which others may follow or precede without a blank line.
    var isListItem: Bool { text.hasPrefix("- ") }
    /// In bytes, with its line end and a blank line.
    var size: Int { text.utf8.count + 2 }

    /// Goes on to the next shorter form.
    mutating func shorten() {
        guard let next = forms.popFirst() else { return }
        (text, loss) = (next.text(), next.loss)
    }
}

/// A heading and what stands under it.
struct MarkdownSection {
    /// With its number of changes: it says enough where entries are left out.
    var heading: String
    var entries: [MarkdownEntry]
    /// Entries from here on are left out.
    private(set) var shownCount: Int

    init(heading: String, entries: [MarkdownEntry]) {
        (self.heading, self.entries, shownCount) = (heading, entries, entries.count)
    }

    var shown: ArraySlice<MarkdownEntry> { entries[..<shownCount] }
    /// Changes whose entries are left out.
    var hiddenCount: Int { entries[shownCount...].reduce(0) { $0 + $1.changeCount } }
    /// In bytes, with a reserve for the line that counts what is left out.
    var size: Int { heading.utf8.count + 64 + shown.reduce(0) { $0 + $1.size } }

    /// Leaves out entries from the end until at least `excess` bytes are saved, or nothing is left.
    mutating func leaveOut(saving excess: Int) {
        var saved = 0
        while saved < excess, shownCount > 0 {
            shownCount -= 1
            saved += entries[shownCount].size
        }
    }

    var text: String {
        var lines = [heading, ""]
        var isInList = true
        for entry in shown {
            if lines.last != "", !entry.isListItem || !isInList { lines.append("") }
            lines.append(entry.text)
            isInList = entry.isListItem
        }
        if hiddenCount > 0 {
            if !isInList { lines.append("") }
            lines.append("- … and \(Wording.grouped(hiddenCount))\(shownCount > 0 ? " more" : ""), not listed here")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

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

import SourceDiagnostics

/// The anchors of one document. An alias means the anchor of its name that was written last before it.
struct AnchorTable {
    enum Entry {
        /// The anchored collection has begun and has not ended: an alias to it would contain itself.
        case open(identifier: Int, SourceLocation)
        case finished(Subtree)
    }

    private var entries: [String: Entry] = [:]
    private var opened = 0
    /// Where anchors of earlier documents stand: they do not reach over `---`.
    private var bygone: [String: SourceLocation] = [:]

    subscript(name: String) -> Entry? { entries[name] }

    /// Notes that the collection of this anchor begins. The identifier goes to `finish`.
    mutating func open(_ name: String, at location: SourceLocation) -> Int {
        opened += 1
        entries[name] = .open(identifier: opened, location)
        return opened
    }

    /// Notes the end of a collection, unless something inside it took its name since.
    mutating func finish(_ name: String, _ identifier: Int, _ subtree: Subtree) {
        if case .open(identifier, _) = entries[name] { entries[name] = .finished(subtree) }
    }

    mutating func define(_ name: String, _ subtree: Subtree) {
        entries[name] = .finished(subtree)
    }

    mutating func endDocument() {
        for case (let name, .finished(let subtree)) in entries { bygone[name] = subtree.node.location }
        entries = [:]
    }

    func unknown(_ name: String, at location: SourceLocation) -> Diagnostic {
        let notes = bygone[name].map {
            [Diagnostic.Note("an anchor of this name stands in an earlier document, and ends with it", at: $0)]
        }
        return .error(
            "unknown-anchor",
            "no anchor \(Excerpt("&" + name)) stands before this alias",
            at: location,
            notes: notes ?? [],
            hint: similar(to: name).map { "did you mean \"*\($0)\"?" }
                ?? "quote text that begins with an asterisk: \(Excerpt("*" + name))"
        )
    }

    /// Only among few and short names: comparing takes the product of their lengths.
    private func similar(to name: String) -> String? {
        guard name.utf8.count <= 64, entries.count <= 100 else { return nil }
        return Suggestion.nearest(to: name, among: entries.keys.filter { $0.utf8.count <= 64 })
    }

    static func recursive(_ name: String, at location: SourceLocation, anchor: SourceLocation) -> Diagnostic {
        .error(
            "recursive-alias",
            "\(Excerpt("*" + name)) stands inside what it names",
            at: location,
            notes: [Diagnostic.Note("\(Excerpt("&" + name)) begins here", at: anchor)]
        )
    }
}

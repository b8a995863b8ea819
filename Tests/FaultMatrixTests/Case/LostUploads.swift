/// The uploads that a report names because their answers were lost: a copy of each may be left on the account, and
/// nothing else may be.
struct LostUploads: Sendable {
    /// Of the files, without folders.
    let names: Set<String>
    /// Whether the document of a release may be one of them: the next run that changes something deletes it, or
    /// `cleanup`.
    let countsDocuments: Bool

    static let none = LostUploads(notes: [])
    static let documents = LostUploads(notes: [], countsDocuments: true)

    init(notes: [String], countsDocuments: Bool = false) {
        self.countsDocuments = countsDocuments
        names = Set(
            notes.compactMap { note in
                if let found = note.firstMatch(of: /The answer to the upload of (?:.*\/)?(.+) \([0-9]+ bytes\)/) {
                    return String(found.1)
                }
                return note.firstMatch(of: /^file-\w+ \((.+), [0-9]+ bytes\)/).map { String($0.1) }
            }
        )
    }
}

import SourceDiagnostics

/// The paths of uploaded files as they are spelled. `é` can be one scalar or two: names that differ in nothing else look
/// alike, are different files on Linux, and are the same file elsewhere.
struct PathSpellings {
    /// A path as it was first spelled, and the entry that named it.
    private struct Spelling {
        var path: String
        var location: SourceLocation
    }

    /// Strings are equal when they are canonically equivalent: just what is to be found.
    private var spellings: [String: Spelling] = [:]

    /// Remembers a path. Where an equivalent one in other bytes is there already, that is reported.
    ///
    /// - Returns: whether the path is the only spelling so far.
    mutating func add(_ path: String, at location: SourceLocation, _ problems: Problems) -> Bool {
        guard let earlier = spellings[path] else {
            spellings[path] = Spelling(path: path, location: location)
            return true
        }
        guard !earlier.path.utf8.elementsEqual(path.utf8) else { return true }
        // Of one glob they come in the order of the file system.
        let names = [path, earlier.path].map(escaped).sorted()
        problems.error(
            "ambiguous-file-name",
            "\"\(names[0])\" and \"\(names[1])\" are one name in two Unicode forms",
            at: location,
            notes: earlier.location == location
                ? [] : [Diagnostic.Note("the other one is listed here", at: earlier.location)],
            hint: "rename one: file systems and servers may take them for the same file"
        )
        return false
    }
}

import SourceDiagnostics

/// The paths of all uploaded files of a project as they are spelled. `é` can be one scalar or two: names that differ in
/// nothing else look alike, are different files on Linux, and are the same file elsewhere.
struct PathSpellings {
    /// A path as it was first spelled, and the entry that named it.
    struct Spelling {
        var path: String
        var location: SourceLocation
    }

    /// Strings are equal when they are canonically equivalent: just what is to be found.
    private var spellings: [String: Spelling] = [:]

    /// Remembers a path, unless an equivalent one is there already.
    ///
    /// - Returns: the spelling that was there first, which may be this one.
    mutating func add(_ path: String, at location: SourceLocation) -> Spelling {
        if let earlier = spellings[path] { return earlier }
        let spelling = Spelling(path: path, location: location)
        spellings[path] = spelling
        return spelling
    }
}

import SourceDiagnostics

/// Paths of a computer, or of another system, which no other checkout has.
enum ForeignPath {
    /// `/srv/p.md`, `C:\p.md`.
    case absolute
    /// `~/p.md`, `$HOME/p.md`: only a shell puts something else in their place.
    case ofShell
    /// `docs\p.md`.
    case backslashes

    /// Nil for a path like any other.
    ///
    /// - Parameter isThere: whether a file has this very name, which may be a strange one.
    init?(_ text: String, isThere: () -> Bool) {
        // Nearly all paths are done with by a look at their bytes: a project has tens of thousands.
        let bytes = text.utf8
        func begins(with characters: String) -> Bool { bytes.first.map(characters.utf8.contains) ?? false }
        if begins(with: "/")
            || (bytes.dropFirst().first == UInt8(ascii: ":") && text.prefixMatch(of: /[A-Za-z]:[\\\/]/) != nil)
        {
            self = .absolute
        } else if begins(with: "~$%"),
            text == "~" || text.prefixMatch(of: /~[A-Za-z0-9._-]*\/|\$\{?[A-Za-z_]|%[A-Za-z_]+%/) != nil,
            !isThere()
        {
            self = .ofShell
        } else if bytes.contains(UInt8(ascii: "\\")), !bytes.contains(UInt8(ascii: "/")), !isThere(),
            !GlobPattern.hasWildcards(text)
        {
            self = .backslashes
        } else {
            return nil
        }
    }

    var code: String {
        switch self {
        case .absolute, .ofShell: "absolute-path"
        case .backslashes: "backslash-path"
        }
    }

    /// The end of a sentence about the path.
    var predicate: String {
        switch self {
        case .absolute: "is an absolute path"
        case .ofShell: "is a path for a shell: nothing is put in for `~` and variables here"
        case .backslashes: "has `\\` between its folders"
        }
    }

    func hint(for text: String, relativeTo folder: String) -> String {
        switch self {
        case .absolute: "write it relative to \(folder)"
        case .ofShell: "keep the file in the project, and write its path relative to \(folder)"
        case .backslashes: "write \(quoted(text.replacing("\\", with: "/")))"
        }
    }
}

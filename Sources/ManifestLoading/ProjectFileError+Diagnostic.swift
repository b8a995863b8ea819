import SourceDiagnostics

extension ProjectFileError {
    /// The problem for users.
    ///
    /// - Parameters:
    ///   - path: the file, as shown.
    ///   - root: what it is confined to, as shown.
    ///   - limit: the bytes that were allowed.
    package func diagnostic(
        of path: String,
        outside root: String,
        limit: Int,
        at location: SourceLocation?
    ) -> Diagnostic {
        switch self {
        case .missing: .error(code, "there is no file \(path)", at: location)
        case .notAFile: .error(code, "\(path) is not a file", at: location, hint: "name a file")
        case .outside:
            .error(
                code,
                "\(path) lies outside \(root), which no path may leave",
                at: location,
                hint: "move the file, or set `files_root` in project.yaml to a folder above both"
            )
        case .tooLarge(let bytes):
            .error(
                code,
                "\(path) has \(bytes.grouped) bytes; at most \(limit.grouped) are allowed",
                at: location
            )
        case .changed:
            .error(
                code,
                "\(path) changed while it was read",
                at: location,
                hint: "try again when whatever writes it is done; a file that always grows is no document"
            )
        case .unreadable(let reason):
            .error(code, "cannot read \(path): \(reason)", at: location, hint: "check its permissions")
        }
    }

    /// The code of the diagnostic.
    var code: String {
        switch self {
        case .missing: "missing-file"
        case .notAFile: "not-a-file"
        case .outside: "outside-project"
        case .tooLarge: "file-too-large"
        case .changed: "file-changed"
        case .unreadable: "unreadable-file"
        }
    }

    /// The end of a sentence about several files, or about a folder.
    var reason: String {
        switch self {
        case .missing: "a link to nothing"
        case .notAFile: "not a file"
        case .outside: "outside the project"
        case .tooLarge: "too large"
        case .changed: "changed while it was read"
        case .unreadable(let reason): reason
        }
    }
}

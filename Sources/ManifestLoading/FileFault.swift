import SourceDiagnostics

/// Why a file that is there cannot be uploaded. Files of one glob with one fault make one diagnostic.
enum FileFault: Hashable, Sendable {
    case unusable(ProjectFileError)
    case empty
    /// Nothing but white space.
    case blank
    case lfsPointer
    case tooLarge
    case unsupportedType(fileExtension: String)

    /// Nil for a file that can be uploaded.
    init?(path: String, status: Result<FileStatus, ProjectFileError>, use: FileUse) {
        let fileExtension = ProjectPath.lowercasedExtension(of: path)
        switch status {
        case .failure(let error): self = .unusable(error)
        case .success where !use.extensions.contains(fileExtension):
            self = .unsupportedType(fileExtension: fileExtension)
        case .success(let status) where !status.isRegular: self = .unusable(.notAFile)
        case .success(let status) where !status.isReadable: self = .unusable(.unreadable("permission denied"))
        case .success(let status) where status.bytes == 0: self = .empty
        case .success(let status) where status.bytes > LimitTable.fileBytes: self = .tooLarge
        case .success: return nil
        }
    }

    /// Reports the fault of one or more files, at the entry that names them.
    ///
    /// - Parameter glob: the entry's text when it is a glob, which may name the files to leave out.
    func report(for paths: [String], glob: String?, use: FileUse, at location: SourceLocation, context: LoadContext) {
        let names = paths.sorted().map(context.reader.shownPath(of:))
        if case .unusable(let error) = self, names.count == 1 {
            context.report(error, path: paths[0], root: context.filesRoot, at: location)
            return
        }
        let subject = Self.list(names)
        let verb = names.count == 1 ? "is" : "are"
        let exclusion = glob.map { "exclude with an entry such as \"\(Self.exclusion(of: names[0], in: $0))\"" }
        switch self {
        case .unusable(let error):
            context.problems.error(error.code, "\(subject) cannot be used: \(error.reason)", at: location)
        case .empty:
            context.problems.error(
                "empty-file",
                "\(subject) \(verb) empty",
                at: location,
                hint: "an empty file cannot be indexed"
            )
        case .blank:
            context.problems.error(
                "empty-file",
                "\(subject) \(names.count == 1 ? "holds" : "hold") nothing but white space",
                at: location,
                hint: "an empty file cannot be indexed"
            )
        case .lfsPointer:
            context.problems.error(
                StandIn.lfsPointer.code,
                "\(subject) \(StandIn.lfsPointer.predicate(ofSeveral: names.count > 1))",
                at: location,
                hint: StandIn.lfsPointer.advice
            )
        case .tooLarge:
            context.problems.error(
                "file-too-large",
                "\(subject) \(verb) larger than \(LimitTable.fileBytes.grouped) bytes",
                at: location,
                hint: "split the content: no api indexes files of more than 512 MB"
            )
        case .unsupportedType(let fileExtension):
            let advice = use.advice(forExtension: fileExtension)
            context.problems.error(
                "unsupported-file-type",
                "\(use.tool) cannot read \(subject)",
                at: location,
                hint: [exclusion, advice].compactMap { $0 }.joined(separator: "; ")
            )
        }
    }

    /// An entry that takes files of this type out of what a glob matches.
    private static func exclusion(of name: String, in glob: String) -> String {
        let literals = glob.split(separator: "/").prefix { !GlobPattern.hasWildcards(String($0)) }
        let suffix = ProjectPath.lowercasedExtension(of: name)
        let pattern = suffix.isEmpty ? "*" + (name.split(separator: "/").last ?? "") : "*.\(suffix)"
        return "!" + (literals.map(String.init) + ["**", pattern]).joined(separator: "/")
    }

    /// At most three names, and how many more there are.
    static func list(_ names: [String]) -> String {
        if names.count <= 3 { return names.joined(separator: ", ") }
        return names.prefix(2).joined(separator: ", ") + " and \((names.count - 2).grouped) more"
    }
}

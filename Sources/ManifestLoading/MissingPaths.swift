import SourceDiagnostics

/// What was asked of one folder.
struct FolderListing: Hashable {
    let folder: String
    let root: String
    /// Its folders, not its files.
    let isOfFolders: Bool
}

/// Why something is not where a manifest says it is.
extension LoadContext {
    /// `did you mean` for a path that is not there: with the first folder on its way, or its name, that is not there
    /// replaced by the nearest one that is.
    func nearestPath(to path: String, _ root: String) -> String? {
        nearest(to: path, root, isFolder: false).map { _, name, isFolder in
            "did you mean \(isFolder ? "the folder " : "")\(quoted(name))?"
        }
    }

    /// The same for a glob below a folder that is not there: the glob as it was meant.
    func nearestGlob(to folder: String, _ root: String, glob: String) -> String? {
        guard let (wrong, name, _) = nearest(to: folder, root, isFolder: true) else { return nil }
        let parts = glob.split(separator: "/", omittingEmptySubsequences: false).map { $0 == wrong ? name : String($0) }
        return "did you mean \(quoted(parts.joined(separator: "/")))?"
    }

    private func nearest(
        to path: String,
        _ root: String,
        isFolder: Bool
    ) -> (wrong: String, name: String, isFolder: Bool)? {
        guard let relative = ProjectPath.relative(path, to: root) else { return nil }
        var folder = root
        let parts = ProjectPath.parts(of: relative)
        for (index, part) in parts.enumerated() {
            let next = ProjectPath.resolve(String(part), in: folder)
            guard (try? reader.status(of: next, root: root)) == nil else {
                folder = next
                continue
            }
            let isFolder = isFolder || index < parts.count - 1
            return Suggestion.nearest(to: String(part), among: names(in: folder, root, ofFolders: isFolder))
                .map { (String(part), $0, isFolder) }
        }
        return nil
    }

    /// What is in a folder, and not what is below: its files or its folders. Each folder is listed once, however many
    /// paths miss something in it.
    private func names(in folder: String, _ root: String, ofFolders isFolder: Bool) -> [String] {
        let listing = FolderListing(folder: folder, root: root, isOfFolders: isFolder)
        if let known = listings[listing] { return known }
        let names = (try? isFolder ? reader.folderNames(in: folder, root: root) : fileNames(in: folder, root)) ?? []
        listings[listing] = names
        return names
    }

    private func fileNames(in folder: String, _ root: String) throws -> [String] {
        try reader.files(matching: GlobPattern("*"), in: folder, root: root).compactMap { file in
            ProjectPath.parts(of: file.path).last.map(String.init)
        }
    }

    /// The hint for a path that is there in the other Unicode form: file systems of Apple keep `ö` as two characters,
    /// editors write one. Nil where it is not.
    func otherForm(of path: String, root: String) -> String? {
        guard path.utf8.contains(where: { $0 >= 0x80 }),
            let found = reader.spelledOnDisk(path, root: root)
        else {
            return nil
        }
        let isComposed = found.unicodeScalars.count < path.unicodeScalars.count
        return
            "it is there in another Unicode form: on disk an accented letter of \(escaped(shownName(of: found))) is "
            + (isComposed ? "one character, here two" : "two characters, here one")
            + "; rename the file, or copy its name from a listing"
    }

    private func shownName(of path: String) -> String {
        ProjectPath.parts(of: path).last { part in part.utf8.contains { $0 >= 0x80 } }.map(String.init)
            ?? path
    }

    /// Warns of what the checkout lacks below a glob's folder: the plan would delete it from the account.
    func warnOfMissingParts(below folder: String, glob: String, at location: SourceLocation) {
        for part in reader.missingParts(of: folder) {
            switch part {
            case .submodule(let path):
                problems.warning(
                    .incompleteCheckout,
                    "the submodule \(reader.shownPath(of: path)) is not checked out, and \(quoted(glob)) finds nothing "
                        + "in it",
                    at: location,
                    hint:
                        "run `git submodule update --init`; in a pipeline, say `submodules: true` in the checkout "
                        + "step: what is not found is deleted from the account"
                )
            case .sparse:
                problems.warning(
                    .incompleteCheckout,
                    "this is a sparse checkout, which may leave out files of \(quoted(glob))",
                    at: location,
                    hint:
                        "run `git sparse-checkout add` with the folder, or `disable`: what is not found is deleted "
                        + "from the account"
                )
            }
        }
    }
}

import SourceDiagnostics

/// Why something is not where a manifest says it is.
extension LoadContext {
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

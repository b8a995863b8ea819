import AssistantModel
import SourceDiagnostics

/// Files that a glob finds and nobody means: what programs and synchronised folders leave beside documents.
enum FoundNames {
    /// Words of the names that synchronised folders give to the loser of two changes.
    private static let conflicts = [
        "conflicted copy", "conflict copy", "case conflict", ".sync-conflict-", "konfliktkopie",
        "in konflikt stehende kopie", "copie en conflit", "copia en conflicto",
    ]

    /// Takes out what an Office program keeps beside a document that is open, and warns of it and of conflicted copies.
    static func withoutLocks(_ found: [FoundFile], at location: SourceLocation, context: LoadContext)
        -> [FoundFile]
    {
        let locks = found.filter { name(of: $0).hasPrefix("~$") }
        let copies = found.filter { file in
            let name = name(of: file)
            // Nearly all names are done with by this.
            guard name.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }) else {
                return false
            }
            let lowercased = name.lowercased()
            return conflicts.contains { lowercased.contains($0) }
        }
        if !locks.isEmpty {
            context.problems.warning(
                .lockFile,
                "\(list(locks, context)) \(locks.count == 1 ? "is" : "are") left out",
                at: location,
                hint:
                    "Office programs keep such a file beside a document that is open, and forget it when they crash: "
                    + "delete it, or exclude \"!**/~$*\""
            )
        }
        if !copies.isEmpty {
            context.problems.warning(
                .conflictedCopy,
                "\(list(copies, context)) \(copies.count == 1 ? "is a conflicted copy" : "are conflicted copies")",
                at: location,
                hint:
                    "a synchronised folder keeps both of two changes: merge them and delete the copy, or exclude it"
            )
        }
        return locks.isEmpty ? found : found.filter { !name(of: $0).hasPrefix("~$") }
    }

    private static func name(of file: FoundFile) -> String { ProjectFile.name(ofPath: file.path) }

    private static func list(_ files: [FoundFile], _ context: LoadContext) -> String {
        FileFault.list(files.map { context.reader.shownPath(of: $0.path) }.sorted())
    }
}

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
        let names = found.map { ProjectFile.name(ofPath: $0.path) }
        let locks = zip(found, names).filter { $0.1.hasPrefix("~$") }.map(\.0)
        let copies = zip(found, names).filter { isConflicted($0.1) }.map(\.0)
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
        return locks.isEmpty ? found : zip(found, names).filter { !$0.1.hasPrefix("~$") }.map(\.0)
    }

    private static func isConflicted(_ name: String) -> Bool {
        // All of them have these letters, and nearly no other name has.
        var last = (UInt8(0), UInt8(0))
        let isCandidate = name.utf8.contains { byte in
            let byte = byte | 0x20
            defer { last = (last.1, byte) }
            return last == (UInt8(ascii: "n"), UInt8(ascii: "f")) && byte == UInt8(ascii: "l")
        }
        guard isCandidate else { return false }
        let lowercased = name.lowercased()
        return conflicts.contains { lowercased.contains($0) }
    }

    private static func list(_ files: [FoundFile], _ context: LoadContext) -> String {
        FileFault.list(files.map { context.reader.shownPath(of: $0.path) }.sorted())
    }
}

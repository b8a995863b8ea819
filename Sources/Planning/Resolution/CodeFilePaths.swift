import AssistantModel

/// Finds the paths of live code interpreter files. The account shows a file's name at most, and the record a digest of
/// its path: what the project knows of folders and paths is tried against the digest.
package struct CodeFilePaths: Sendable {
    private let known: [String]
    private let folders: [String]

    /// - Parameter paths: of any files of the project, below `files_root`.
    package init(knowing paths: [String]) {
        known = Set(paths).sorted()
        var folders: Set<String> = []
        for path in paths {
            var folder = path[...]
            while let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) {
                folder = folder[..<slash]
                // The folders above one that is known are known, too.
                guard folders.insert(String(folder)).inserted else { break }
            }
        }
        self.folders = folders.sorted()
    }

    /// The path where it can be found, else the name, else the id.
    ///
    /// - Parameter record: of the assistant that has the file.
    package func path(of file: LiveCodeInterpreterFile, record: AppliedRecord?) -> String {
        let id = AppliedRecord.CodeFile.digest(ofFileID: file.id)
        guard let digest = record?.codeFiles.first(where: { $0.id == id })?.path else { return file.name ?? file.id }
        let candidates = file.name.map { name in [name] + folders.map { "\($0)/\(name)" } } ?? known
        return candidates.first { AppliedRecord.CodeFile.digest(ofPath: $0) == digest } ?? file.name ?? file.id
    }
}

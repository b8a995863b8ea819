import ManifestLoading

/// The checkout of a git repository, by what git writes into its own files: which parts of it are not there.
struct GitCheckout: Sendable {
    /// The folder that git tracks, absolute.
    let root: String
    /// The folders of all submodules, absolute.
    private let submodules: [String]
    /// The folders that a sparse checkout has whole, absolute; nil for a checkout that is not sparse.
    private let wholeFolders: [String]?

    /// What these files have; more is no file of git's.
    private static let maximumBytes = 1024 * 1024

    /// The checkout that a folder lies in; nil where there is none.
    init?(holding folder: String) {
        var root = folder
        while (try? SystemCalls.attributes(of: Self.path(".git", in: root))) == nil {
            guard root != "/" else { return nil }
            root = ProjectPath.parent(of: root)
        }
        self.root = root
        submodules = Self.submodules(of: root)
        var gitFolder = Self.path(".git", in: root)
        // Worktrees and submodules have a file: `gitdir: <path>`.
        if let line = Self.lines(of: gitFolder).first, line.hasPrefix("gitdir: ") {
            gitFolder = ProjectPath.resolve(String(line.dropFirst(8)), in: root)
        }
        wholeFolders = Self.isSparse(gitFolder) ? Self.wholeFolders(gitFolder, root: root) : nil
    }

    /// What the checkout lacks, or may lack, at a folder or below it.
    func missingParts(of folder: String) -> [MissingPart] {
        let missing = submodules.filter { path in
            (ProjectPath.isInside(path, folder) || ProjectPath.isInside(folder, path))
                && ((try? SystemCalls.entries(of: path)) ?? []).isEmpty
        }
        let isWhole = wholeFolders?.contains { ProjectPath.isInside(folder, $0) } ?? true
        return missing.map { .submodule($0) } + (isWhole ? [] : [.sparse])
    }

    /// `path = ...` of every section of `.gitmodules`.
    private static func submodules(of root: String) -> [String] {
        lines(of: path(".gitmodules", in: root)).compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1).map(\.trimmed)
            return parts.count == 2 && parts[0] == "path" ? ProjectPath.resolve(parts[1], in: root) : nil
        }.sorted()
    }

    /// The patterns of a sparse checkout are lines such as `/docs/`, which takes a folder with everything in it, and
    /// pairs of `/docs/` and `!/docs/*/`, which take only the files right in it.
    private static func wholeFolders(_ gitFolder: String, root: String) -> [String] {
        let patterns = Set(lines(of: path("info/sparse-checkout", in: gitFolder)))
        return patterns.filter { $0.hasPrefix("/") && $0.hasSuffix("/") && !patterns.contains("!\($0)*/") }
            .map { ProjectPath.resolve(String($0.dropFirst()), in: root) }
    }

    private static func isSparse(_ gitFolder: String) -> Bool {
        ["config", "config.worktree"].contains { name in
            lines(of: path(name, in: gitFolder)).contains { line in
                line.filter { !$0.isWhitespace }.lowercased() == "sparsecheckout=true"
            }
        }
    }

    /// Of a file that is not there: none.
    private static func lines(of path: String) -> [String] {
        guard let attributes = try? SystemCalls.attributes(of: path), attributes.isRegularFile,
            attributes.bytes <= maximumBytes, let file = try? OpenFile(realPath: path),
            let bytes = try? file.bytes(at: 0, count: attributes.bytes)
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(\.trimmed)
    }

    private static func path(_ name: String, in folder: String) -> String {
        folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

import SourceDiagnostics

/// What a checkout can leave in a file's place: a text file that stands for the real one.
enum StandIn: Hashable, Sendable {
    /// Three lines that name an object of Git LFS, which was not fetched.
    case lfsPointer
    /// The target of a symbolic link, as git writes it where it can make none (`core.symlinks=false`).
    case link(target: String)

    /// Both are short.
    private static let maximumBytes = 1024
    private static let versions = [
        "version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/",
    ]

    /// Nil for a content that says something itself.
    ///
    /// - Parameters:
    ///   - path: of the file, which links are relative to.
    ///   - exists: whether there is something at a path.
    init?(_ bytes: some Collection<UInt8>, at path: String, exists: (String) -> Bool) {
        guard (1...Self.maximumBytes).contains(bytes.count) else { return nil }
        if Self.versions.contains(where: { bytes.starts(with: $0.utf8) }) {
            self = .lfsPointer
            return
        }
        // A line end, which git never writes, is a control character too.
        guard bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: bytes, as: UTF8.self),
            text.hasPrefix("../") || text.hasPrefix("./") || text == text.filter({ !$0.isWhitespace }),
            text.hasPrefix("../") || exists(ProjectPath.resolve(text, in: ProjectPath.parent(of: path)))
        else { return nil }
        self = .link(target: text)
    }

    /// The diagnostic's code where the file is needed as it is meant.
    var code: String {
        switch self {
        case .lfsPointer: "git-lfs-pointer"
        case .link: "checked-out-link"
        }
    }

    /// The end of a sentence about one or several files.
    func predicate(ofSeveral: Bool) -> String {
        switch self {
        case .lfsPointer:
            ofSeveral ? "are Git LFS pointers, not the files" : "is a Git LFS pointer, not the file"
        case .link(let target): "\(ofSeveral ? "hold" : "holds") nothing but the path \(quoted(target))"
        }
    }

    /// What to do about it.
    var advice: String {
        switch self {
        case .lfsPointer: "run `git lfs pull`; in a pipeline, say `lfs: true` in the checkout step"
        case .link:
            "git writes a link so where `core.symlinks` is false: set it to true and check out again, or copy the file "
                + "here"
        }
    }
}

extension LoadContext {
    /// Reports a text that only stands for the file that is needed; whether it did.
    func reportStandIn(
        _ bytes: some Collection<UInt8>,
        at path: String,
        root: String,
        _ place: SourceLocation
    ) -> Bool {
        let found = StandIn(bytes, at: path) { (try? reader.status(of: $0, root: root)) != nil }
        guard let found else { return false }
        problems.error(
            found.code,
            "\(reader.shownPath(of: path)) \(found.predicate(ofSeveral: false))",
            at: place,
            hint: found.advice
        )
        return true
    }
}

/// What the files of a project hold.
///
/// In a folder every path has one content, whoever uses the file. In a release two holders of one path can have two: an
/// apply of a part of the project came between two edits.
package struct FileContents: Sendable, Equatable {
    private enum Contents: Sendable, Equatable {
        case byPath([String: FileContent])
        case byAddress([ResourceAddress: FileContent])
    }

    private let contents: Contents
    /// Digests by path of what files say, as ``ComparableText`` makes them; of those only that may be in a store which is
    /// adopted, and that are text.
    package var textDigests: [String: String] = [:]

    /// Of files in a folder, by their path below `files_root`.
    package init(_ byPath: [String: FileContent]) {
        contents = .byPath(byPath)
    }

    /// Of files as each of their holders has them.
    package init(byAddress: [ResourceAddress: FileContent]) {
        contents = .byAddress(byAddress)
    }

    /// What the file at an address holds; nil for a file that is not known, and for addresses that are no file's.
    package subscript(address: ResourceAddress) -> FileContent? {
        switch contents {
        case .byPath(let contents): address.filePath.flatMap { contents[$0] }
        case .byAddress(let contents): contents[address]
        }
    }

    /// Every content with its path, sorted; a path can stand there more than once.
    package var all: [(path: String, content: FileContent)] {
        let pairs: [(path: String, content: FileContent)] =
            switch contents {
            case .byPath(let contents): contents.map { ($0.key, $0.value) }
            case .byAddress(let contents):
                contents.compactMap { address, content in address.filePath.map { ($0, content) } }
            }
        return pairs.sorted { ($0.path, $0.content.sha256) < ($1.path, $1.content.sha256) }
    }

    /// Whether nothing is known.
    package var isEmpty: Bool {
        switch contents {
        case .byPath(let contents): contents.isEmpty
        case .byAddress(let contents): contents.isEmpty
        }
    }
}

extension FileContents: ExpressibleByDictionaryLiteral {
    /// Of files in a folder, each path once.
    package init(dictionaryLiteral elements: (String, FileContent)...) {
        self.init(Dictionary(uniqueKeysWithValues: elements))
    }
}

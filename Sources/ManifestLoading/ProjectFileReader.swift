/// The files of a project, wherever they lie: on disk for commands, in memory for tests.
///
/// Every path is absolute and lexically normal (see ``ProjectPath``). A `root` confines what is read: a file that lies
/// outside it, also through symbolic links, is refused with ``ProjectFileError/outside``.
package protocol ProjectFileReader: Sendable {
    /// The project's folder: the one with `project.yaml`.
    var folder: String { get }

    /// The path as users see it: relative to the folder the command runs in.
    func shownPath(of path: String) -> String

    /// Every `*.yaml` and `*.yml`, in capitals too, below the project's folder at any depth, `project.yaml` included,
    /// hidden files and folders left out; sorted. With them links to nothing that may have been folders of manifests,
    /// and manifests behind a link that leaves the project's folder: reading these fails.
    ///
    /// - Throws: ``ProjectFileError/missing`` when the folder is not there.
    func manifestPaths() throws(ProjectFileError) -> [String]

    /// The bytes of a file.
    ///
    /// - Parameter limit: a file with more bytes throws ``ProjectFileError/tooLarge(bytes:)`` and is not read.
    func contents(of path: String, limit: Int, root: String) throws(ProjectFileError) -> [UInt8]

    /// The first bytes of a file: fewer than `count` only where it ends.
    func head(of path: String, count: Int, root: String) throws(ProjectFileError) -> [UInt8]

    /// What lies at a path, symbolic links followed, without reading it.
    func status(of path: String, root: String) throws(ProjectFileError) -> FileStatus

    /// The files below a folder whose path relative to that folder matches; sorted by path. A folder that is not there
    /// has no files.
    func files(matching pattern: GlobPattern, in folder: String, root: String)
        throws(ProjectFileError) -> [FoundFile]

    /// The names of the folders that lie in a folder, links to folders inside the root among them, hidden ones left
    /// out; sorted. Nothing below them is looked at. A folder that is not there has none.
    func folderNames(in folder: String, root: String) throws(ProjectFileError) -> [String]

    /// The path of what lies where a path says, but for the Unicode form of its names: `ö` may be one character or two.
    /// Nil where nothing does.
    func spelledOnDisk(_ path: String, root: String) -> String?

    /// The absolute path of the git repository that holds the project's folder; nil where there is none.
    var repositoryRoot: String? { get }

    /// What the checkout that holds a folder lacks of it, or may lack, though it belongs there.
    func missingParts(of folder: String) -> [MissingPart]
}

/// A part of a repository that is not checked out.
package enum MissingPart: Hashable, Sendable {
    /// A submodule whose folder is empty, by its absolute path.
    case submodule(String)
    /// A sparse checkout leaves out files below the folder.
    case sparse
}

extension ProjectFileReader {
    /// Of a reader whose paths have one form.
    package func spelledOnDisk(_ path: String, root: String) -> String? { nil }

    package var repositoryRoot: String? { nil }

    /// Nothing is missing where there is no checkout.
    package func missingParts(of folder: String) -> [MissingPart] { [] }

    /// Of the whole file, which is read: readers of large files have a better way.
    package func head(of path: String, count: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        Array(try contents(of: path, limit: LimitTable.fileBytes, root: root).prefix(count))
    }
}

/// What is known of a file or folder without reading it.
package struct FileStatus: Hashable, Sendable {
    /// The size.
    package var bytes: Int
    /// Whether it is a folder.
    package var isDirectory: Bool
    /// Whether it is a regular file or a folder: not a socket, pipe or device.
    package var isRegular: Bool
    /// Whether this process may read it.
    package var isReadable: Bool

    /// What a look found.
    package init(bytes: Int, isDirectory: Bool = false, isRegular: Bool = true, isReadable: Bool = true) {
        self.bytes = bytes
        self.isDirectory = isDirectory
        self.isRegular = isRegular
        self.isReadable = isReadable
    }
}

/// A file that a glob found.
package struct FoundFile: Hashable, Sendable {
    /// Absolute.
    package var path: String
    /// Or why it cannot be used, such as a symbolic link that leads out of the project.
    package var status: Result<FileStatus, ProjectFileError>

    /// A file that a walk came by.
    package init(path: String, status: Result<FileStatus, ProjectFileError>) {
        self.path = path
        self.status = status
    }
}

/// Why a file of the project cannot be used.
package enum ProjectFileError: Error, Hashable, Sendable {
    case missing
    /// A folder, or something that is no file, where a file should be.
    case notAFile
    /// It lies outside the folder that paths are confined to, seen through symbolic links.
    case outside
    case tooLarge(bytes: Int)
    /// It became longer or shorter while it was read.
    case changed
    /// The system's reason, such as "Permission denied".
    case unreadable(String)
}

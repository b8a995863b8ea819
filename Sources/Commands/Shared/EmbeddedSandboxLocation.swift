import Foundation
import Logging
import Sandbox

/// Where the embedded account of a project is kept: `.assistantctl/sandbox.sqlite` beside the assistants folder.
struct EmbeddedSandboxLocation {
    /// The database's absolute path.
    let database: String

    init(assistantsFolder: String) {
        let parent = URL(filePath: assistantsFolder).deletingLastPathComponent()
        database = parent.appending(path: ".assistantctl/sandbox.sqlite").path(percentEncoded: false)
    }

    /// The account for use inside a command: it ends by cancellation, which its server would log as an error.
    ///
    /// - Parameters:
    ///   - key: opens it, and nothing else does.
    ///   - streamDelays: of the answers that it streams.
    func openQuietly(
        key: String,
        streamDelays: SandboxConfiguration.StreamDelays = SandboxConfiguration.StreamDelays()
    ) throws(SandboxUnavailable) -> SandboxServer {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        return try open(
            SandboxConfiguration(
                database: .file(database),
                soleKey: key,
                streamDelays: streamDelays,
                logger: logger
            )
        )
    }

    /// Makes the account's folder where it is missing, and opens the account.
    ///
    /// - Parameter configuration: with ``database``.
    func open(_ configuration: SandboxConfiguration) throws(SandboxUnavailable) -> SandboxServer {
        try prepareFolder()
        for file in [database, database + "-wal", database + "-shm"] { try requireWritableFile(file) }
        var configuration = configuration
        configuration.variables = ProcessInfo.processInfo.environment
        do {
            return try SandboxServer(configuration)
        } catch {
            throw SandboxUnavailable(opening: database, error)
        }
    }

    /// Makes the folder where it is missing, for its owner only.
    func prepareFolder() throws(SandboxUnavailable) {
        let folder = URL(filePath: database).deletingLastPathComponent()
        let shown = absolutePath(folder.path(percentEncoded: false))
        let parent = absolutePath(folder.deletingLastPathComponent().path(percentEncoded: false))
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
            throw SandboxUnavailable("there is no folder \(parent)", hint: "name the project's folder with --dir")
        }
        if FileManager.default.fileExists(atPath: shown, isDirectory: &isFolder), !isFolder.boolValue {
            throw SandboxUnavailable(
                "\(shown) is a file, and the sandbox keeps its account in a folder of that name",
                hint: "move the file away"
            )
        }
        do {
            try PrivateFiles.makeFolder(folder)
            let ignored = folder.appending(path: ".gitignore")
            // Nothing in it belongs into git, whatever the repository's own `.gitignore` says.
            if !FileManager.default.fileExists(atPath: ignored.path(percentEncoded: false)) {
                try Data("*\n".utf8).write(to: ignored)
            }
        } catch {
            throw SandboxUnavailable(
                "the sandbox cannot make the folder \(shown) for its account: \(SystemReason.text(of: error))",
                hint: "make \(parent) writable, or choose an environment with another `base_url`"
            )
        }
        guard FileManager.default.isWritableFile(atPath: shown) else {
            throw SandboxUnavailable(
                "the sandbox cannot write into \(shown), where it keeps its account",
                hint: "make the folder writable, or choose an environment with another `base_url`"
            )
        }
    }

    private func requireWritableFile(_ file: String) throws(SandboxUnavailable) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else { return }
        if isFolder.boolValue {
            throw SandboxUnavailable(
                "\(file) is a folder, and the sandbox keeps its account in a file of that name",
                hint: "move the folder away"
            )
        }
        guard FileManager.default.isWritableFile(atPath: file), FileManager.default.isReadableFile(atPath: file) else {
            throw SandboxUnavailable(
                "the sandbox's account \(file) cannot be read and written",
                hint: "change its permissions: ls -l \(file)"
            )
        }
    }
}

/// A path that the user gave, relative to the folder the command runs in, as an absolute one.
func absolutePath(_ path: String) -> String {
    let folder = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    var text = URL(filePath: path, relativeTo: folder).standardizedFileURL.path(percentEncoded: false)
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return text
}

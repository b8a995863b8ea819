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
    /// - Throws: what Foundation says when the folder cannot be made.
    func quietConfiguration() throws -> SandboxConfiguration {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        return SandboxConfiguration(database: .file(try prepare()), logger: logger)
    }

    /// Makes the folder where it is missing and returns the database's path.
    ///
    /// - Throws: what Foundation says when the folder cannot be made.
    func prepare() throws -> String {
        let folder = URL(filePath: database).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return database
    }
}

/// A path that the user gave, relative to the folder the command runs in, as an absolute one.
func absolutePath(_ path: String) -> String {
    let folder = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    var text = URL(filePath: path, relativeTo: folder).standardizedFileURL.path(percentEncoded: false)
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return text
}

import Foundation
import LocalFiles

/// A folder of its own for a test, removed behind it.
struct TemporaryFolder {
    let path: String

    /// Runs a test in a folder that is removed behind it, also when the test throws.
    static func with<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (TemporaryFolder) async throws -> Result
    ) async throws -> Result {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let folder = TemporaryFolder(path: "\(parent)/assistantctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try await body(folder)
    }

    /// The project in `assistants`, seen from this folder.
    var project: LocalProject { LocalProject(folder: "\(path)/assistants", workingFolder: path) }

    @discardableResult
    func write(_ text: String, to file: String) throws -> String {
        let target = "\(path)/\(file)"
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: target).deletingLastPathComponent().path,
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(fileURLWithPath: target))
        return target
    }

    func link(_ file: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(file)", withDestinationPath: target)
    }

    /// Sets the time of last change of the content, in seconds since 1970.
    func setModified(_ seconds: Double, of file: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)],
            ofItemAtPath: "\(path)/\(file)"
        )
    }
}

import AssistantModel
import OpenAIAPI

/// Where the bytes of the project's files come from.
package protocol ProjectFileOpener: Sendable {
    /// A file as the client uploads it: read when it is sent, and checked against `content` on the way.
    ///
    /// - Parameters:
    ///   - path: below `files_root`.
    ///   - name: what the account, models and citations show.
    func source(of path: String, named name: String, content: FileContent) -> UploadSource
}

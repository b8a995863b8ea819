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

extension ProjectFile {
    /// The name that the file goes up under: its own, with a lower-case extension, because servers refuse others
    /// (docs/openai-api.md, 6.10).
    package static func uploadName(ofPath path: String) -> String {
        let name = name(ofPath: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return name[..<dot] + name[dot...].lowercased()
    }
}

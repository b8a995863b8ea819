import AssistantModel
import OpenAIAPI

/// The names and sizes under which the project's files go up: all that an unattached upload can be known by.
struct UploadNames: Sendable {
    private struct Look: Hashable {
        var name: String
        var bytes: Int
    }

    private let paths: [Look: [String]]

    init(contents: [String: FileContent]) {
        paths = Dictionary(grouping: contents.keys.sorted()) { path in
            Look(name: ProjectFile.uploadName(ofPath: path), bytes: contents[path]?.bytes ?? 0)
        }
    }

    /// The paths, sorted, that the file may be an upload of.
    func paths(of file: OpenAIFile) -> [String] {
        paths[Look(name: file.filename, bytes: Int(file.bytes))] ?? []
    }
}

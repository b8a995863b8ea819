import AssistantModel
import OpenAIAPI

/// All that an unattached upload can be known by: file objects carry no marks and show no hash.
struct UploadLook: Sendable, Hashable {
    var name: String
    var bytes: Int

    init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }

    init(_ file: OpenAIFile) {
        self.init(name: file.filename, bytes: Int(file.bytes))
    }
}

/// The names and sizes under which the project's files go up.
struct UploadNames: Sendable {
    private let paths: [UploadLook: [String]]

    init(contents: FileContents) {
        paths = Dictionary(grouping: contents.all) { path, content in
            UploadLook(name: ProjectFile.uploadName(ofPath: path), bytes: content.bytes)
        }.mapValues { files in Set(files.map(\.path)).sorted() }
    }

    /// The paths, sorted, that the file may be an upload of.
    func paths(of file: OpenAIFile) -> [String] { paths[UploadLook(file)] ?? [] }
}

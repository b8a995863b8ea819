import AssistantModel
import OpenAIAPI

/// All that an unattached upload can be known by: file objects carry no marks and show no hash.
struct UploadLook: Sendable, Hashable {
    /// In the form that both spellings of a name share.
    private let name: String
    private let bytes: Int

    init(name: String, bytes: Int) {
        self.name = Self.unmangled(name)
        self.bytes = bytes
    }

    /// A name whose UTF-8 a server read as Latin-1 (docs/openai-api.md, 13.16), as it was sent; any other as it is.
    private static func unmangled(_ name: String) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return name }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self) ?? name
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

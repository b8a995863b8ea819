/// A kind of file by its extension: which tools take it and under which MIME types (docs/openai-api.md, 6.8, 6.9).
struct FileFormat: Sendable {
    let fileExtension: String
    let mimeTypes: [String]
    let isSearchable: Bool

    private init(_ fileExtension: String, _ mimeTypes: [String], searchable: Bool = true) {
        self.fileExtension = fileExtension
        self.mimeTypes = mimeTypes
        isSearchable = searchable
    }

    private static let office = "application/vnd.openxmlformats-officedocument."

    static let all: [FileFormat] = [
        FileFormat("c", ["text/x-c"]),
        FileFormat("cpp", ["text/x-c++"]),
        FileFormat("cs", ["text/x-csharp"]),
        FileFormat("css", ["text/css"]),
        FileFormat("csv", ["text/csv", "application/csv"], searchable: false),
        FileFormat("doc", ["application/msword"]),
        FileFormat("docx", [office + "wordprocessingml.document"]),
        FileFormat("gif", ["image/gif"], searchable: false),
        FileFormat("go", ["text/x-golang"]),
        FileFormat("html", ["text/html"]),
        FileFormat("java", ["text/x-java"]),
        FileFormat("jpeg", ["image/jpeg"], searchable: false),
        FileFormat("jpg", ["image/jpeg"], searchable: false),
        FileFormat("js", ["text/javascript"]),
        FileFormat("json", ["application/json"]),
        FileFormat("md", ["text/markdown"]),
        FileFormat("pdf", ["application/pdf"]),
        FileFormat("php", ["text/x-php"]),
        FileFormat("pkl", ["application/octet-stream"], searchable: false),
        FileFormat("png", ["image/png"], searchable: false),
        FileFormat("pptx", [office + "presentationml.presentation"]),
        FileFormat("py", ["text/x-python", "text/x-script.python"]),
        FileFormat("rb", ["text/x-ruby"]),
        FileFormat("sh", ["application/x-sh"]),
        FileFormat("tar", ["application/x-tar"], searchable: false),
        FileFormat("tex", ["text/x-tex"]),
        FileFormat("ts", ["application/typescript"]),
        FileFormat("txt", ["text/plain"]),
        FileFormat("webp", ["image/webp"], searchable: false),
        FileFormat("xlsx", [office + "spreadsheetml.sheet"], searchable: false),
        FileFormat("xml", ["application/xml", "text/xml"], searchable: false),
        FileFormat("zip", ["application/zip"], searchable: false),
    ]

    /// Upper and lower case differ here, as they do for vector stores of the real server (docs/openai-api.md, 6.10).
    static func named(_ fileExtension: String) -> FileFormat? {
        all.first { $0.fileExtension == fileExtension }
    }

    /// What stands behind the last dot of a file name; empty when there is none.
    static func fileExtension(of filename: String) -> String {
        guard let dot = filename.lastIndex(of: "."), dot != filename.startIndex else { return "" }
        return String(filename[filename.index(after: dot)...])
    }
}

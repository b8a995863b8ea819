/// MIME types by extension, for the Uploads API, which does not guess them (docs/openai-api.md, 6.8, 6.16).
enum MediaType {
    private static let byExtension = [
        "c": "text/x-c", "cpp": "text/x-c++", "cs": "text/x-csharp", "css": "text/css", "csv": "text/csv",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "gif": "image/gif", "go": "text/x-golang", "html": "text/html", "java": "text/x-java",
        "jpeg": "image/jpeg", "jpg": "image/jpeg", "js": "text/javascript", "json": "application/json",
        "md": "text/markdown", "pdf": "application/pdf", "php": "text/x-php",
        "pkl": "application/octet-stream", "png": "image/png",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "py": "text/x-python", "rb": "text/x-ruby", "sh": "application/x-sh", "tar": "application/x-tar",
        "tex": "text/x-tex", "ts": "application/typescript", "txt": "text/plain",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "webp": "image/webp", "xml": "text/xml", "zip": "application/zip",
    ]

    /// The type of a file by its name; `application/octet-stream` for what is not in the tables of the api.
    static func ofFile(named name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return unknown }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? unknown
    }

    /// Whether the table has a type for an extension.
    static func isKnown(_ fileExtension: String) -> Bool { byExtension[fileExtension] != nil }

    private static let unknown = "application/octet-stream"
}

/// How the text of a document is read, by what stands behind the last dot of its name, in upper or lower case.
enum DocumentFormat: Hashable, Sendable {
    case text, html, pdf, presentation, wordDocument

    /// Nil for a kind that nothing here reads.
    init?(fileExtension: String) {
        switch fileExtension.lowercased() {
        case "c", "cpp", "cs", "css", "go", "java", "js", "json", "md", "php", "py", "rb", "sh", "tex", "ts", "txt":
            self = .text
        case "docx": self = .wordDocument
        case "html": self = .html
        case "pdf": self = .pdf
        case "pptx": self = .presentation
        default: return nil
        }
    }
}

import Foundation

/// Turns the content of a file into the text that is searched.
struct TextExtractor: Sendable {
    let contents: ContentStore
    let pdfTextCommand: String

    /// - Throws: also when nothing but white space was found: such a file cannot be indexed.
    func text(of file: FileRecord) throws(ExtractionFailure) -> String {
        let text = try extract(file)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .invalid("The file could not be indexed because it contains no text.")
        }
        return text
    }

    private func extract(_ file: FileRecord) throws(ExtractionFailure) -> String {
        guard let format = FileFormat.named(FileFormat.fileExtension(of: file.filename)) else {
            throw .unsupported("Files of this type are not supported for retrieval.")
        }
        guard file.bytes > 0 else { throw .invalid("The file could not be indexed because it is empty.") }
        switch format.content {
        case .text: return try PlainText.decode(bytes(file))
        case .html: return HTMLText.extract(try PlainText.decode(bytes(file)))
        case .pdf: return try PDFText(command: pdfTextCommand).extract(contents.url(file.id))
        case .presentation: return try PresentationText.extract(bytes(file))
        case .wordDocument: return try WordDocumentText.extract(bytes(file))
        case .opaque:
            throw .unsupported("The sandbox cannot read .\(format.fileExtension) files. Save it as .docx or .pdf.")
        }
    }

    private func bytes(_ file: FileRecord) throws(ExtractionFailure) -> [UInt8] {
        do {
            return try contents.read(file.id)
        } catch {
            throw ExtractionFailure(code: "server_error", message: "The content of the file cannot be read.")
        }
    }
}

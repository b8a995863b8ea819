import DocumentText

extension FileText {
    /// What a store indexes of a file, or why it cannot. A file without text cannot be indexed.
    ///
    /// - Throws: when the task is cancelled.
    static func extract(
        _ file: FileRecord,
        from contents: ContentStore,
        by extractor: TextExtractor
    ) async throws(CancellationError) -> FileText {
        func failed(_ code: String, _ message: String) -> FileText {
            FileText(fileID: file.id, errorCode: code, errorMessage: message)
        }
        guard file.bytes > 0 else {
            return failed("invalid_file", "The file could not be indexed because it is empty.")
        }
        guard let bytes = try? contents.read(file.id) else {
            return failed("server_error", "The content of the file cannot be read.")
        }
        do throws(ExtractionFailure) {
            let text = try await extractor.text(of: bytes, named: file.filename)
            guard text.contains(where: { !$0.isWhitespace }) else {
                return failed("invalid_file", "The file could not be indexed because it contains no text.")
            }
            return FileText(fileID: file.id, text: text)
        } catch {
            switch error.reason {
            case .unsupported: return failed("unsupported_file", error.message)
            case .invalid, .limit: return failed("invalid_file", error.message)
            case .cancelled: throw CancellationError()
            }
        }
    }
}

import AssistantModel
import DocumentText
import LocalFiles

/// The texts of documents, as a reviewer sees them. What takes a program or an archive to read is kept between runs.
struct DocumentReader: Sendable {
    /// Of this process.
    let variables: [String: String]
    /// Nil where nothing is kept.
    let cache: TextCache?
    /// More is not compared.
    let textBytes: Int

    private static let expensive: Set<String> = ["docx", "pdf", "pptx"]

    /// Whether the text of a file is the file itself.
    static func isPlainText(_ name: String) -> Bool {
        let format = fileExtension(of: name)
        return !expensive.contains(format) && format != "html"
    }

    /// - Parameters:
    ///   - name: says by its extension how they are read; those of unknown kinds are read as text.
    ///   - time: what is left for it.
    func text(
        of bytes: [UInt8],
        named name: String,
        time: Duration
    ) async throws(ExtractionFailure) -> String {
        let format = Self.fileExtension(of: name)
        let isExpensive = Self.expensive.contains(format)
        let sha256 = isExpensive ? ContentDigest.sha256(bytes) : ""
        if isExpensive, let text = cache?.text(of: sha256, format: format), text.utf8.count <= textBytes { return text }
        var limits = TextExtractor.Limits()
        limits.textBytes = textBytes
        limits.time = time
        let extractor = TextExtractor(variables: variables, limits: limits)
        let text = try await extractor.text(of: bytes, named: Self.isPlainText(name) ? "document.txt" : name)
        if isExpensive { cache?.keep(text, of: sha256, format: format) }
        return text
    }

    /// In lower case; empty without one.
    private static func fileExtension(of name: String) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map { $0.lowercased() } ?? ""
    }
}

/// Turns the bytes of a document into its text, within limits, whatever the bytes are.
package struct TextExtractor: Sendable {
    /// How much a document may cost.
    package struct Limits: Hashable, Sendable {
        /// The document as it is. Servers take files of 512 MB.
        package var documentBytes = 512 * 1024 * 1024
        /// Its text in UTF-8: room for 5,000,000 tokens, more than a server indexes, of four characters in any script.
        package var textBytes = 80 * 1024 * 1024
        /// The work on it: less than clients wait for an answer.
        package var time = Duration.seconds(30)

        package init() {}
    }

    private let pdfTextCommand: String
    private let variables: [String: String]
    private let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - pdfTextCommand: what turns a PDF into text, by name or path. Where it is missing, a PDF is unsupported.
    ///   - variables: of this process. The command sees those that it needs.
    ///   - sleep: waits for the end of the command's time.
    package init(
        pdfTextCommand: String = "pdftotext",
        variables: [String: String],
        limits: Limits = Limits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.pdfTextCommand = pdfTextCommand
        self.variables = variables
        self.limits = limits
        self.now = now
        self.sleep = sleep
    }

    /// Whether each page of a PDF holds a letter or a digit; pages of scans hold none.
    package func pagesWithText(ofPDF content: [UInt8]) async throws(ExtractionFailure) -> [Bool] {
        try await PDFText(command: pdfTextCommand, variables: variables, sleep: sleep).pagesWithText(content, limits)
    }

    /// The text of a document; empty where it has none.
    ///
    /// - Parameter filename: says by its extension how to read it.
    package func text(of content: [UInt8], named filename: String) async throws(ExtractionFailure) -> String {
        let fileExtension = filename.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last
        guard let format = fileExtension.flatMap({ DocumentFormat(fileExtension: String($0)) }) else {
            let kind = fileExtension.map { ".\($0) files" } ?? "Files without an extension"
            throw .unsupported("\(kind) cannot be read here. Save it as .docx, .pdf or .txt.")
        }
        guard content.count <= limits.documentBytes else {
            throw .limit("The file has more than \(limits.documentBytes) bytes. Split it.")
        }
        var work = LimitedWork(limits, now: now)
        switch format {
        case .text:
            let text = try PlainText.decode(content)
            try work.check(textBytes: text.utf8.count)
            return text
        case .html: return try await HTMLText.extract(try PlainText.decode(content), &work)
        case .pdf:
            return try await PDFText(command: pdfTextCommand, variables: variables, sleep: sleep)
                .extract(content, limits)
        case .presentation: return try await PresentationText.extract(content, &work)
        case .wordDocument: return try await WordDocumentText.extract(content, &work)
        }
    }
}

import Programs

/// The text of a PDF, through `pdftotext` of poppler-utils.
struct PDFText: Sendable {
    /// By name or path.
    let command: String
    /// Of this process.
    let variables: [String: String]
    let sleep: @Sendable (Duration) async throws -> Void

    func extract(_ content: [UInt8], _ limits: TextExtractor.Limits) async throws(ExtractionFailure) -> String {
        let output = try await read(content, limits)
        return String(decoding: output.lazy.map { $0 == Self.pageEnd ? UInt8(ascii: "\n") : $0 }, as: UTF8.self)
    }

    /// Whether each page holds a letter or a digit.
    func pagesWithText(_ content: [UInt8], _ limits: TextExtractor.Limits) async throws(ExtractionFailure) -> [Bool] {
        let output = try await read(content, limits)
        var pages = output.split(separator: Self.pageEnd, omittingEmptySubsequences: false)
        if pages.last?.isEmpty == true { pages.removeLast() }
        return pages.map { page in
            String(decoding: page, as: UTF8.self).unicodeScalars.contains {
                $0.properties.isAlphabetic || "0"..."9" ~= $0
            }
        }
    }

    private static let pageEnd: UInt8 = 0x0C

    /// The text, with a form feed at the end of each page.
    private func read(_ content: [UInt8], _ limits: TextExtractor.Limits) async throws(ExtractionFailure) -> [UInt8] {
        let program = Program(
            command,
            arguments: ["-enc", "UTF-8", "-q", "-", "-"],
            environment: ProgramEnvironment.minimal(variables),
            limits: Program.Limits(time: limits.time, outputBytes: limits.textBytes),
            sleep: sleep
        )
        let outcome: ProgramOutcome
        do throws(ProgramFailure) {
            outcome = try await program.run(input: content)
        } catch {
            throw failure(error)
        }
        guard outcome.ending == .exit(0) else {
            throw .invalid(
                Self.isEncrypted(content) ? "The PDF is encrypted." : "The file is not a readable PDF."
            )
        }
        return outcome.output
    }

    /// Whether a PDF says so itself.
    private static func isEncrypted(_ content: [UInt8]) -> Bool {
        let mark = Array("/Encrypt".utf8)
        return content.starts(with: "%PDF".utf8)
            && content.indices.contains { content[$0] == mark[0] && content[$0...].starts(with: mark) }
    }

    private func failure(_ failure: ProgramFailure) -> ExtractionFailure {
        switch failure {
        case .notFound:
            .unsupported(
                "PDF is read through \(command), which is not installed here. On Debian: apt-get install poppler-utils."
            )
        case .timeLimit, .outputLimit:
            .limit("\(command) \(failure.predicate). Split the PDF, or save its text as .docx or .txt.")
        case .cancelled: .cancelled
        case .system: .unsupported("\(command) \(failure.predicate).")
        }
    }
}

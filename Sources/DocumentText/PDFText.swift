import Programs

/// The text of a PDF, through `pdftotext` of poppler-utils.
struct PDFText: Sendable {
    /// By name or path.
    let command: String
    /// Of this process.
    let variables: [String: String]
    let sleep: @Sendable (Duration) async throws -> Void

    func extract(_ content: [UInt8], _ limits: TextExtractor.Limits) async throws(ExtractionFailure) -> String {
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
        guard outcome.ending == .exit(0) else { throw .invalid("The file is not a readable PDF.") }
        // Pages end with a form feed.
        return String(decoding: outcome.output.lazy.map { $0 == 0x0C ? UInt8(ascii: "\n") : $0 }, as: UTF8.self)
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

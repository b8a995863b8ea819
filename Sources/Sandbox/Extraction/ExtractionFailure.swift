/// Why a file has no text: shown as the `last_error` of the file in its store.
struct ExtractionFailure: Error, Equatable {
    /// `unsupported_file`, `invalid_file` or `server_error`.
    let code: String
    let message: String

    static func invalid(_ message: String) -> ExtractionFailure {
        ExtractionFailure(code: "invalid_file", message: message)
    }

    static func unsupported(_ message: String) -> ExtractionFailure {
        ExtractionFailure(code: "unsupported_file", message: message)
    }
}

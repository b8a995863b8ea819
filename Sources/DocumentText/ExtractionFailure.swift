/// Why a document has no text here.
package struct ExtractionFailure: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// Nothing here reads documents of this kind, or the program that would is missing.
        case unsupported
        /// It is not what its name says, or damaged.
        case invalid
        /// It is too large, or takes too long: see ``TextExtractor/Limits``.
        case limit
        /// The task was cancelled.
        case cancelled
    }

    package let reason: Reason
    /// One or two sentences: what is wrong, and what to do.
    package let message: String

    static func unsupported(_ message: String) -> ExtractionFailure {
        ExtractionFailure(reason: .unsupported, message: message)
    }

    static func invalid(_ message: String) -> ExtractionFailure {
        ExtractionFailure(reason: .invalid, message: message)
    }

    static func limit(_ message: String) -> ExtractionFailure {
        ExtractionFailure(reason: .limit, message: message)
    }

    static let cancelled = ExtractionFailure(reason: .cancelled, message: "The reading of the file was interrupted.")
}

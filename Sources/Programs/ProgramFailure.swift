/// Why a program did not run to its end.
package enum ProgramFailure: Error, Hashable, Sendable {
    /// There is no such program, or it may not be run.
    case notFound
    /// It was still running after so long, and was ended.
    case timeLimit(Duration)
    /// It printed more than so many bytes, and was ended.
    case outputLimit(Int)
    /// The task was cancelled, and the program ended.
    case cancelled
    /// What the system had against it.
    case system(String)

    /// What happened, for a sentence that begins with the program.
    package var predicate: String {
        switch self {
        case .notFound: "is not installed, or may not be run"
        case .timeLimit(let time): "ran for more than \(time.components.seconds) s and was ended"
        case .outputLimit(let bytes): "printed more than \(bytes) bytes and was ended"
        case .cancelled: "was interrupted"
        case .system(let reason): "could not be run (\(reason))"
        }
    }
}

import OpenAIAPI

/// What the failure of a write that was sent once means to the protocol.
enum RegistryFailure: Equatable {
    /// It may have been carried out.
    case lost
    /// Certainly not carried out, and may be after so many seconds.
    case postponed(seconds: Int)
    /// Not carried out, and asking again would not help.
    case refused
    case cancelled

    /// So often in a row a server may ask for patience.
    static let maximumDelays = 8

    init(_ error: APIError) {
        let unreadable: Set<APIError.Code> = [.decoding, .notJSON, .truncatedAnswer, .notDeleted]
        let transient: Set<APIError.Code> = [
            .conflict, .rateLimited, .server, .timeout, .unreachable, .proxyUnreachable, .nameResolution,
        ]
        if error.code == .cancelled {
            self = .cancelled
        } else if error.mayHaveBeenCarriedOut || unreadable.contains(error.code) {
            self = .lost
        } else if transient.contains(error.code) {
            let asked = error.answer?.retryAfter.map { Int($0.components.seconds) + 1 }
            self = .postponed(seconds: min(max(asked ?? 2, 1), 60))
        } else {
            self = .refused
        }
    }
}

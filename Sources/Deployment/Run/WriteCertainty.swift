import OpenAIAPI

extension APIError.Code {
    /// The answer to a creation did not show the marks that were sent, and the new object was deleted again.
    static let marksDropped = APIError.Code(rawValue: "marks_dropped")
}

extension APIError {
    /// Whether a step that ended with this error certainly wrote nothing: it never came to its write, or the server
    /// refused the only try.
    var isWithoutEffect: Bool {
        if mayHaveBeenCarriedOut { return false }
        // Not sent, because the lock was in doubt.
        if code.rawValue == DeploymentError.Code.leaseLost.rawValue { return true }
        // Given up while it waited for its turn.
        if code == .cancelled, place != nil, attempts == 0 { return true }
        if place?.method == APIRequest.Method.get.rawValue || code == .marksDropped { return true }
        guard attempts <= 1, let status = answer?.status else { return false }
        return (400..<500).contains(status) && status != 408 && status != 409
    }
}

extension DeploymentError {
    /// As ``OpenAIAPI/APIError/isWithoutEffect``; an error without a request came before the write.
    var isWithoutEffect: Bool { underlying?.isWithoutEffect ?? true }
}

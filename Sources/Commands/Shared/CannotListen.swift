import Foundation

/// Why a server cannot listen on a port, and what to do.
struct CannotListen: Error, Equatable {
    let message: String
    let hint: String

    /// - Parameters:
    ///   - port: 0 for one that the system was to choose.
    ///   - option: that chooses it.
    init?(on port: Int, option: String, _ error: any Error) {
        let reason = SystemReason.text(of: error)
        if reason.contains("Address already in use") {
            message = "port \(port) is in use: another program listens on it"
            hint = "end that program, or choose another port with \(option); 0 lets the system choose"
        } else if reason.contains("Permission denied") {
            message = "the system does not let you listen on port \(port)"
            hint = "choose a port from 1024 with \(option)"
        } else if reason.contains("Cannot assign requested address") {
            message = "this machine does not have the address that is to be listened on"
            hint = "name one that it has, or 0.0.0.0 for all"
        } else {
            return nil
        }
    }
}

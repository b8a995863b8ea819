import Foundation

/// Why the local account cannot be used: what, where, and what to do.
struct SandboxUnavailable: Error, Equatable {
    let message: String
    let hint: String

    init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    /// - Parameter port: 0 for one that the system was to choose.
    init(listeningOn port: Int, _ error: any Error) {
        if let reason = CannotListen(on: port, option: "--port", error) {
            self.init(reason.message, hint: reason.hint)
        } else {
            self.init(
                "the sandbox cannot listen on 127.0.0.1, port \(port): \(SystemReason.text(of: error))",
                hint: "choose another port with --port; 0 lets the system choose"
            )
        }
    }

    /// - Parameter error: what was thrown when a database was opened that is there and may be read and written.
    init(opening database: String, _ error: any Error) {
        let reason = SystemReason.text(of: error)
        self.init(
            "the sandbox's account \(database) cannot be opened: \(reason)",
            hint: "when the file is damaged, move it away: the sandbox starts empty, and the next apply deploys again"
        )
    }
}

/// What the system said, without the wrapping of the libraries in between.
enum SystemReason {
    static func text(of error: any Error) -> String {
        let system = error as NSError
        if system.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(system.code))) }
        if let underlying = system.userInfo[NSUnderlyingErrorKey] as? any Error { return text(of: underlying) }
        if system.domain == NSCocoaErrorDomain { return system.localizedDescription }
        // Databases add the statement that they were at.
        let text = String(describing: error)
        return text.firstRange(of: " - while executing").map { String(text[..<$0.lowerBound]) } ?? text
    }
}

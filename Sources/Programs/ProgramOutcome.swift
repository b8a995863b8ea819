import Subprocess

/// How a program ended and what it printed.
package struct ProgramOutcome: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        /// By itself; 0 is success.
        case exit(Int32)
        /// By a signal.
        case signal(Int32)

        init(_ status: TerminationStatus) {
            self =
                switch status {
                case .exited(let code): .exit(code)
                case .signaled(let number): .signal(number)
                }
        }
    }

    package let ending: Ending
    /// Its standard output.
    package let output: [UInt8]
}

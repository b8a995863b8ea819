import ArgumentParser

/// What the command's exit code tells scripts.
package enum ExitStatus: Int32, Error {
    /// Done, or nothing to do.
    case done = 0
    /// Failed or declined; nothing changed.
    case failed = 1
    /// `plan --detailed-exitcode`, `pull --check`, `fmt --check`: changes are pending. `check`: some failed.
    case changesPending = 2
    /// Failed or interrupted part-way; the report says what was done.
    case partway = 3
    /// Refused: protected, locked, stale, too many deletions, the wrong account. `check`: some are undecided.
    case refused = 4
    /// Wrong usage.
    case usage = 64

    /// What ArgumentParser ends the process with.
    var exitCode: ExitCode { ExitCode(rawValue) }
}

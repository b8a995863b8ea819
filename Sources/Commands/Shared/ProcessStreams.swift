import Foundation

/// The streams and signals that a process starts with, made fit for work that must not end in the middle.
package enum ProcessStreams {
    /// Call before anything is opened.
    ///
    /// - A stream that is closed (`>&-`) becomes `/dev/null`: else the next file or connection that is opened would get
    ///   its number, and results would be written into it.
    /// - A reader that goes away (`| head`) does not end the process: an apply goes on to its end.
    /// - Whoever started this process may ignore how its children end. That is handed on, and nobody could tell then how
    ///   the commands ended that this process starts.
    package static func prepare() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // Numbers are given out from the lowest, so this one is the one that is missing.
            _ = open("/dev/null", O_RDWR)
        }
        // A handler, unlike SIG_IGN, is not handed on to the commands that this process starts.
        signal(SIGPIPE) { _ in }
        signal(SIGCHLD, SIG_DFL)
    }
}

import Foundation

/// The program that shows what is longer than the terminal: what `ASSISTANTCTL_PAGER` or `PAGER` says, else `less`.
struct Pager {
    /// For a shell.
    private let command: String
    private let variables: [String: String]

    /// - Returns: nil where the variables want none, by an empty one or `cat`, and where nothing is named and no `less` is
    ///   installed.
    init?(variables: [String: String]) {
        guard let term = variables["TERM"], term != "dumb" else { return nil }
        if let command = variables["ASSISTANTCTL_PAGER"] ?? variables["PAGER"] {
            self.command = command
        } else {
            let folders = (variables["PATH"] ?? "").split(separator: ":")
            guard folders.contains(where: { access("\($0)/less", X_OK) == 0 }) else { return nil }
            command = "less"
        }
        if command.allSatisfy(\.isWhitespace) || command == "cat" { return nil }
        // As git has it: colours, nothing cleared away at the end, and no waiting at the end of a short text.
        self.variables = variables.merging(["LESS": "FRX", "LV": "-c"]) { own, _ in own }
    }

    /// Shows a text, and waits until the user has seen enough of it.
    ///
    /// - Returns: whether there was a pager to show it.
    func show(_ text: String) -> Bool {
        // Keys that interrupt are the pager's business while it is up.
        let signals = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in signals { signal(number, handler) } }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = start(reading: ends[0])
        close(ends[0])
        if child != nil { Self.write(text, to: ends[1]) }
        close(ends[1])
        guard let child else { return false }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        // What a shell says of a program that it cannot start.
        return ![126, 127].contains((status >> 8) & 0xFF)
    }

    /// In this process's group, which the terminal takes keys for, with the signals of a program that was just started.
    private func start(reading descriptor: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = ["/bin/sh", "-c", command]
        let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var child = pid_t()
        return posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, &environment) == 0 ? child : nil
    }

    /// A pager that ends before the text does has shown what its user wanted to see.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

import Foundation

/// How a command ended and what it printed.
struct ShellOutcome: Sendable {
    enum Ending: Sendable, Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    let ending: Ending
    let output: [UInt8]
}

/// A command of the user's, run by `/bin/sh` with this process's environment. Its errors go to our standard error.
struct ShellCommand: Sendable {
    let text: String

    /// Input and output are files, so that a command that does not read its input stops nobody. A cancelled task ends
    /// the command and what it started.
    func run(input: String) async throws -> ShellOutcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("assistantctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        // What is left in the system's temporary folder is the system's to clean.
        defer { try? FileManager.default.removeItem(at: folder) }
        let (inputFile, outputFile) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
        try Data(input.utf8).write(to: inputFile)
        try Data().write(to: outputFile)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", text]
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in ended.resume() }
                do {
                    try process.run()
                    // A cancellation before this moment found nothing to stop.
                    if Task.isCancelled { Self.stop(process) }
                } catch {
                    process.terminationHandler = nil
                    ended.resume(throwing: error)
                }
            }
        } onCancel: {
            Self.stop(process)
        }
        try Task.checkCancellation()
        return ShellOutcome(
            ending: process.terminationReason == .exit
                ? .exit(process.terminationStatus) : .signal(process.terminationStatus),
            output: Array(try Data(contentsOf: outputFile))
        )
    }

    /// Foundation makes a command the leader of a process group of its own on Linux, which a terminal's interrupt does
    /// not reach; elsewhere it stays in ours, which is not to be ended.
    private static func stop(_ process: Process) {
        guard process.isRunning else { return }
        let id = process.processIdentifier
        if getpgid(id) == id { kill(-id, SIGTERM) } else { process.terminate() }
    }
}

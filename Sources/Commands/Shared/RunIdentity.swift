import Deployment
import Foundation

/// Who runs a command, where, and on which commit: what releases and locks tell other people.
struct RunIdentity: Sendable {
    let run: RegistryRun
    /// The commit that is checked out; nil outside of a git repository.
    let commit: String?
    let isDirty: Bool

    /// Asks git where there is one.
    ///
    /// - Parameter folder: where the project lies.
    static func current(folder: String, variables: [String: String]) -> RunIdentity {
        let commit = git(["rev-parse", "HEAD"], in: folder)
        let changed = commit == nil ? nil : git(["status", "--porcelain", "--untracked-files=no"], in: folder)
        let run = RegistryRun(
            id: (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined(),
            author: author(folder: folder, variables: variables),
            host: place(variables)
        )
        return RunIdentity(run: run, commit: commit, isDirty: changed?.isEmpty == false)
    }

    private static func author(folder: String, variables: [String: String]) -> String {
        for name in ["GITHUB_ACTOR", "GITLAB_USER_LOGIN"] {
            if let actor = variables[name], !actor.isEmpty { return actor }
        }
        if let name = git(["config", "user.name"], in: folder), !name.isEmpty { return name }
        return variables["USER"].flatMap { $0.isEmpty ? nil : $0 } ?? "unknown"
    }

    /// The CI job's address, else the machine's name.
    private static func place(_ variables: [String: String]) -> String {
        if let server = variables["GITHUB_SERVER_URL"], let repository = variables["GITHUB_REPOSITORY"],
            let run = variables["GITHUB_RUN_ID"]
        {
            return "\(server)/\(repository)/actions/runs/\(run)"
        }
        if let job = variables["CI_JOB_URL"], !job.isEmpty { return job }
        return ProcessInfo.processInfo.hostName
    }

    /// Nil where git is missing or has nothing to say: neither keeps anybody from deploying.
    private static func git(_ arguments: [String], in folder: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

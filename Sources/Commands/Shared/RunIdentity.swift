import Deployment
import Foundation
import Programs
import ReleaseProtocol

/// Who runs a command, where, and on which commit: what releases and locks tell other people.
struct RunIdentity: Sendable {
    let run: RegistryRun
    /// The commit that is checked out; nil outside of a git repository.
    let commit: String?
    let isDirty: Bool

    /// Asks git where there is one.
    ///
    /// - Parameter folder: where the project lies.
    static func current(folder: String, variables: [String: String]) async -> RunIdentity {
        let git = Git(folder: folder, variables: variables)
        let commit = await git.output(["rev-parse", "HEAD"])
        let run = RegistryRun(
            id: (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined(),
            author: await author(git, variables),
            host: place(variables)
        )
        return RunIdentity(run: run, commit: commit, isDirty: commit == nil ? false : await git.hasChanges())
    }

    private static func author(_ git: Git, _ variables: [String: String]) async -> String {
        for name in ["GITHUB_ACTOR", "GITLAB_USER_LOGIN"] {
            if let actor = variables[name], !actor.isEmpty { return actor }
        }
        if let name = await git.output(["config", "user.name"]), !name.isEmpty { return name }
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
}

/// What git says of the project's folder. Where it is missing, has nothing to say or does not come to an end, nobody is
/// kept from deploying.
private struct Git {
    let folder: String
    let variables: [String: String]

    /// Nil when it fails.
    func output(_ arguments: [String]) async -> String? {
        guard let outcome = try? await run(arguments), outcome.ending == .exit(0) else { return nil }
        return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func hasChanges() async -> Bool {
        do throws(ProgramFailure) {
            let outcome = try await run(["status", "--porcelain", "--untracked-files=no"])
            return outcome.ending == .exit(0) && !outcome.output.isEmpty
        } catch {
            if case .outputLimit = error { return true }
            return false
        }
    }

    private func run(_ arguments: [String]) async throws(ProgramFailure) -> ProgramOutcome {
        try await Program(
            "git",
            arguments: ["-C", folder] + arguments,
            environment: ProgramEnvironment.minimal(variables),
            limits: Program.Limits(time: .seconds(10), outputBytes: 1024 * 1024)
        ).run()
    }
}

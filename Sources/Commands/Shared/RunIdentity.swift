import Deployment
import Foundation
import Programs
import ReleaseProtocol

/// Who runs a command, where, and on which commit: what releases and locks tell other people.
struct RunIdentity: Sendable {
    let run: RegistryRun
    /// The commit that is checked out, else the one that a CI job says it runs for; nil where nobody knows.
    let commit: String?
    /// Whether the checkout holds something else than the commit, or nobody could look.
    let isDirty: Bool
    /// Why the commit is not known though there is a repository, and what to do.
    let note: String?

    /// A random name that no other run has.
    static func newID() -> String {
        (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
    }

    /// Asks git where there is one.
    ///
    /// - Parameter folder: where the project lies.
    static func current(folder: String, variables: [String: String]) async -> RunIdentity {
        let git = Git(folder: folder, variables: variables)
        let own = await git.output(["rev-parse", "--verify", "--quiet", "HEAD"])
        let commit = own ?? commitOfJob(variables)
        let run = RegistryRun(
            id: newID(),
            author: await author(git, variables),
            host: place(variables)
        )
        return RunIdentity(
            run: run,
            commit: commit,
            isDirty: commit == nil ? false : await !git.isClean(),
            note: commit == nil ? await git.obstacle().map { "\($0); the release will name no commit" } : nil
        )
    }

    /// GitHub's and GitLab's word for it: a container of a job often has no git, or may not read the checkout.
    private static func commitOfJob(_ variables: [String: String]) -> String? {
        let values = ["GITHUB_SHA", "CI_COMMIT_SHA"].compactMap { variables[$0] }
        return values.first { [40, 64].contains($0.utf8.count) && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
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

    /// Whether git looked, and found what the commit holds.
    func isClean() async -> Bool {
        await output(["status", "--porcelain", "--untracked-files=no"])?.isEmpty ?? false
    }

    /// What keeps git from reading the repository that is there; nil where there is none, or none with a commit.
    func obstacle() async -> String? {
        guard let root = repository else { return nil }
        do throws(ProgramFailure) {
            // Without a commit yet there is nothing to name.
            if try await run(["rev-parse", "--git-dir"]).ending == .exit(0) { return nil }
        } catch {
            return "git \(error.predicate)"
        }
        let owner = (try? FileManager.default.attributesOfItem(atPath: root))?[.ownerAccountID] as? Int
        if let owner, owner != Int(geteuid()) {
            return "git does not read \(root), because it belongs to another user: run "
                + "`git config --global --add safe.directory \(root)`"
        }
        return "git does not read \(root): `git -C \(root) status` says why"
    }

    /// The folder above the project that git tracks.
    private var repository: String? {
        var root = URL(fileURLWithPath: folder).standardizedFileURL
        while !FileManager.default.fileExists(atPath: root.appendingPathComponent(".git").path) {
            guard root.path != "/" else { return nil }
            root.deleteLastPathComponent()
        }
        return root.path
    }

    private func run(_ arguments: [String]) async throws(ProgramFailure) -> ProgramOutcome {
        try await Program(
            "git",
            arguments: ["-C", folder] + GitRepository.safeguards + arguments,
            environment: ProgramEnvironment.minimal(variables),
            limits: Program.Limits(time: .seconds(10), outputBytes: 1024 * 1024)
        ).run()
    }
}

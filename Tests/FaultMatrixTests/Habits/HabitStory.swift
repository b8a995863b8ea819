import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import TestSupport

@testable import Sandbox

/// An account of a server with habits, and a project on its way through it: applied, edited, brought back, destroyed.
struct HabitStory: Sendable {
    let hosting: Hosting
    let account: SandboxAccount
    /// Runs one after the other, and so do requests of one run; files are attached in batches all the same.
    static let concurrency = 4

    /// A project whose texts, names and attributes invite servers to change them.
    static let before = edited(.before)
    static let after = edited(.after)

    private static func edited(_ sample: SampleProject) -> SampleProject {
        var project = sample
        project.files["docs/größe.md"] = "sizes"
        for index in project.knowledgeBases.indices where project.knowledgeBases[index].key == "support" {
            project.knowledgeBases[index].files.append(
                SampleProject.file("docs/größe.md", ["year": 2026, "part": 0.5])
            )
            project.knowledgeBases[index].files.sort { $0.path < $1.path }
        }
        for index in project.assistants.indices where project.assistants[index].key == "support" {
            project.assistants[index].definition.instructions? += "\n"
            project.assistants[index].definition.description? += " "
        }
        return project
    }

    /// - Parameter habits: as the sandbox reads them.
    init(_ hosting: Hosting, habits: [String] = []) throws {
        self.hosting = hosting
        account = try SandboxAccount(seed: 1)
        // Lists that are never empty are never null.
        if !habits.contains("null-lists") { try UnownedObjects.add(to: account) }
        try account.setFaults(habits)
    }

    func whileServed<Result: Sendable>(
        _ body: @escaping @Sendable (AccountAddress) async throws -> Result
    ) async throws -> Result {
        let time = account.time
        return try await account.whileServed { url in try await body(AccountAddress(url: url, time: time)) }
    }

    private func withDeployer<Result: Sendable>(
        _ address: AccountAddress,
        seed: UInt64,
        _ body: @escaping @Sendable (Deployer) async throws -> Result
    ) async throws -> Result {
        let (hosting, time) = (hosting, account.time)
        return try await address.withClient(seed: seed) { client in
            var deployer = Deployer(hosting: hosting, client: client, time: time, name: "run-\(seed)")
            deployer.concurrency = Self.concurrency
            return try await body(deployer)
        }
    }

    /// What one run came to: empty for a complete one behind which a plan is empty.
    func problems(
        _ step: String,
        _ address: AccountAddress,
        seed: UInt64,
        expecting project: SampleProject?,
        _ run: @escaping @Sendable (Deployer) async throws -> ApplyReport
    ) async throws -> [String] {
        try await withDeployer(address, seed: seed) { deployer in
            let report = try await run(deployer)
            guard report.isComplete else {
                let failed = report.entries.filter { $0.outcome != .done }.map { "\($0.change.address): \($0.outcome)" }
                return ["\(step): \(report.failure ?? "") \(failed) \(report.notes)"]
            }
            guard report.notes.isEmpty else { return ["\(step): notes \(report.notes)"] }
            let changes = try await deployer.plan(Operation(project)).changes
            return changes.isEmpty
                ? [] : ["the plan behind \(step) has \(changes.map { "\($0.action) \($0.address)" })"]
        }
    }

    /// Applies the project, edits it, brings the first state back, and destroys it.
    func problems() async throws -> [String] {
        let unowned = try UnownedObjects.rows(account)
        let empty = try AccountPicture(account)
        var problems = try await whileServed { address in
            var problems = try await self.problems("create", address, seed: 11, expecting: Self.before) {
                try await $0.run(.apply(Self.before))
            }
            problems += try await self.problems("edit", address, seed: 12, expecting: Self.after) {
                try await $0.run(.apply(Self.after))
            }
            problems += try await self.problems("back", address, seed: 13, expecting: Self.before) { deployer in
                let isRollback = deployer.hosting.hasReleases
                return try await deployer.run(isRollback ? .rollback(to: 1, Self.before) : .apply(Self.before))
            }
            problems += try await self.problems("destroy", address, seed: 14, expecting: nil) {
                try await $0.run(.destroy)
            }
            return problems
        }
        let picture = try AccountPicture(account)
        if picture != empty { problems.append("left: " + picture.difference(from: empty)) }
        if try UnownedObjects.rows(account) != unowned { problems.append("something of somebody else changed") }
        return problems
    }

    /// One run. Its requests, and what stopped it.
    func run(
        _ project: SampleProject?,
        _ address: AccountAddress,
        seed: UInt64
    ) async throws -> (lines: [String], report: ApplyReport?, refusal: DeploymentError?) {
        let (hosting, time) = (hosting, account.time)
        return try await address.withClient(seed: seed) { client in
            var deployer = Deployer(hosting: hosting, client: client, time: time, name: "run-\(seed)")
            deployer.concurrency = Self.concurrency
            do {
                let report = try await deployer.run(Operation(project))
                return (client.lines, report, nil)
            } catch let error as DeploymentError {
                return (client.lines, nil, error)
            }
        }
    }
}

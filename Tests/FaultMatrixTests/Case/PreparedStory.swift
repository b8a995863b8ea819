import AssistantModel
import Planning
import TestSupport

/// A story with what every case of it needs: the account before, the requests of a run in which nothing goes wrong, and
/// the account after it.
struct PreparedStory: Sendable {
    /// Of ids, the same for every copy: they decide the order of some requests.
    static let idSeed: UInt64 = 3
    static let clientSeed: UInt64 = 4

    let api: APIKind
    let story: Story
    let before: SandboxAccount
    let lines: [String]
    let clean: AccountPicture

    init(_ api: APIKind, _ story: Story) async throws {
        self.api = api
        self.story = story
        let before = try SandboxAccount(seed: 1)
        try UnownedObjects.add(to: before)
        if let project = story.before {
            _ = try await Self.run(project, api, before, seed: 2)
        }
        self.before = before
        let after = try before.copy(seed: Self.idSeed)
        lines = try await Self.run(story.after, api, after, seed: Self.clientSeed)
        clean = try AccountPicture(after)
    }

    /// Returns the requests of a run that has to be complete.
    private static func run(
        _ project: SampleProject?,
        _ api: APIKind,
        _ account: SandboxAccount,
        seed: UInt64
    ) async throws -> [String] {
        try await account.whileServed { url in
            try await AccountAddress(url: url, time: account.time).withClient(seed: seed) { client in
                let deployer = Deployer(api: api, client: client, time: account.time, name: "clean-\(seed)")
                let report = try await deployer.run(project)
                guard report.isComplete else { throw Incomplete(report: "\(report)") }
                return client.lines
            }
        }
    }

    struct Incomplete: Error { var report: String }
}

import Planning

/// A story with what every case of it needs: the account before, the requests of a run in which nothing goes wrong, and
/// the account after it.
struct PreparedStory: Sendable {
    /// Of ids, the same for every copy: they decide the order of some requests.
    static let idSeed: UInt64 = 3
    static let clientSeed: UInt64 = 4

    let hosting: Hosting
    let story: Story
    let before: SandboxAccount
    let lines: [String]
    let clean: AccountPicture
    /// How long that run takes.
    let duration: Duration

    init(_ hosting: Hosting, _ story: Story) async throws {
        self.hosting = hosting
        self.story = story
        let before = try SandboxAccount(seed: 1, disabled: hosting.disabled)
        try UnownedObjects.add(to: before)
        if story == .adopt { try AdoptableObjects.add(to: before, hosting) }
        for (index, project) in story.before.enumerated() {
            _ = try await Self.run(.apply(project), hosting, before, seed: 10 + UInt64(index))
        }
        self.before = before
        let after = try before.copy(seed: Self.idSeed)
        let start = after.time.now()
        lines = try await Self.run(story.operation, hosting, after, seed: Self.clientSeed)
        duration = after.time.now() - start
        clean = try AccountPicture(after)
    }

    /// Returns the requests of a run that has to be complete.
    private static func run(
        _ operation: Operation,
        _ hosting: Hosting,
        _ account: SandboxAccount,
        seed: UInt64
    ) async throws -> [String] {
        try await account.whileServed { url in
            try await AccountAddress(url: url, time: account.time).withClient(seed: seed) { client in
                let deployer = Deployer(hosting: hosting, client: client, time: account.time, name: "clean-\(seed)")
                let report = try await deployer.run(operation)
                guard report.isComplete else { throw Incomplete(report: "\(report)") }
                return client.lines
            }
        }
    }

    struct Incomplete: Error { var report: String }
}

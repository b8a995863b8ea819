import GRDB
import Logging
import OpenAIAPI
import OpenAIHTTP

@testable import Sandbox

/// An account in memory: the sandbox's own, with its time.
struct SandboxAccount: Sendable {
    /// What the sandbox calls the account of its own key.
    static let partition = "embedded"

    let server: SandboxServer
    let time: SimulatedTime
    private let disabled: Set<Surface>

    var services: SandboxServices { server.services }

    /// - Parameters:
    ///   - seed: of ids.
    ///   - disabled: what the account does not serve.
    init(time: SimulatedTime = SimulatedTime(), seed: UInt64 = 1, disabled: Set<Surface> = []) throws {
        self.time = time
        self.disabled = disabled
        // The folder of its contents is named at random first, and has to be the only one of the name on the machine.
        let random = SeededRandom(seed: nil)
        // Connections that the client closes when it ends are no errors here.
        var logger = Logger(label: "matrix")
        logger.logLevel = .critical
        server = try SandboxServer(
            SandboxConfiguration(
                disabled: disabled,
                sleep: { try await time.sleepInRequest(for: $0) },
                afterwards: { delay, leave, work in
                    time.beginRequest()
                    leave()
                    try? await time.sleepInRequest(for: delay)
                    await work()
                    time.endRequest()
                },
                now: { time.unixSeconds },
                random: { random.next() },
                logger: logger
            )
        )
        random.begin(seed: seed)
    }

    /// An account that begins as this one is now; what happens on either does not show on the other.
    ///
    /// - Parameter seed: of ids, which must not meet those that are there.
    func copy(seed: UInt64) throws -> SandboxAccount {
        let copy = try SandboxAccount(time: SimulatedTime(start: time.now()), seed: seed, disabled: disabled)
        try services.database.writer.backup(to: copy.services.database.writer)
        let ids = try services.database.writer.read { db in
            try FileRecord.fetchAll(db).map(\.id) + SkillVersionRecord.fetchAll(db).map(\.id)
        }
        for id in ids { try copy.services.contents.write(services.contents.read(id), to: id) }
        return copy
    }

    /// Lets these go wrong, and nothing else.
    func setFaults(_ faults: [String]) throws {
        services.faults.replace(with: try faults.map { try Fault($0) })
    }

    var hits: Int { services.faults.reports.reduce(0) { $0 + $1.hits } }

    /// Serves the account while the body runs, which gets the address.
    func whileServed<Result: Sendable>(
        _ body: @escaping @Sendable (BaseURL) async throws -> Result
    ) async throws -> Result {
        try await server.whileServing { port in try await body(BaseURL("http://127.0.0.1:\(port)/v1")) }
    }
}

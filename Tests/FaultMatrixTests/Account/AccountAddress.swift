import Logging
import OpenAIAPI
import OpenAIHTTP

/// Makes clients that reach an account over HTTP.
struct AccountAddress: Sendable {
    let url: BaseURL
    let time: SimulatedTime
    var timeouts = ClientConfiguration.Timeouts()

    /// Runs the body in simulated time, with a client of its own as a command has.
    func withClient<Result: Sendable>(
        seed: UInt64,
        onWrite: @escaping @Sendable (String) -> Void = { _ in },
        _ body: @escaping @Sendable (SimulatedClient) async throws -> Result
    ) async throws -> Result {
        let (time, random, origin) = (time, SeededRandom(seed: seed), ContinuousClock.now)
        let configuration = try ClientConfiguration(
            baseURL: url,
            key: APIKey("sandbox"),
            userAgent: "assistantctl/test",
            timeouts: timeouts
        )
        var logger = Logger(label: "matrix")
        logger.logLevel = .critical
        return try await HTTPOpenAIClient.withClient(
            configuration,
            network: .onThisMachine,
            environment: ClientEnvironment(
                sleep: { try await time.sleepInRequest(for: $0) },
                unixTime: { Int64(time.unixSeconds) },
                instant: { origin + time.now() },
                random: { random.next() }
            ),
            logger: logger
        ) { client in
            try await withTaskExecutorPreference(time) {
                try await body(SimulatedClient(client, time: time, onWrite: onWrite))
            }
        }
    }
}

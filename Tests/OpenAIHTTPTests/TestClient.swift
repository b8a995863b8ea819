import Logging
import OpenAIAPI
import OpenAIHTTP
import Synchronization

/// Records what a client did instead of waiting, and every try it made.
final class Witness: RequestObserver {
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state = Mutex<(waits: [Duration], records: [RequestRecord])>(([], []))

    init(sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }) {
        self.sleep = sleep
    }

    var waits: [Duration] { state.withLock { $0.waits } }
    var records: [RequestRecord] { state.withLock { $0.records } }

    func wait(_ duration: Duration) async throws {
        state.withLock { $0.waits.append(duration) }
        try await sleep(duration)
    }
    func requestEnded(_ record: RequestRecord) { state.withLock { $0.records.append(record) } }

    /// 2026-11-23 12:00:00 GMT, and no chance at all.
    var environment: ClientEnvironment {
        ClientEnvironment(
            sleep: { try await self.wait($0) },
            unixTime: { 1_795_435_200 },
            instant: { ContinuousClock.now },
            random: { 0 }
        )
    }
}

/// The key of these tests.
let testKey = "sk-test-key-of-velo-lindqvist"

/// Runs the body with a client for the port.
func withClient<Result: Sendable>(
    port: Int,
    url: String? = nil,
    witness: Witness = Witness(),
    organization: String? = nil,
    project: String? = nil,
    timeouts: ClientConfiguration.Timeouts = .init(),
    maximumAnswerBytes: Int = 1 << 20,
    network: NetworkSettings = .onThisMachine,
    _ body: (HTTPOpenAIClient) async throws -> Result
) async throws -> Result {
    let configuration = try ClientConfiguration(
        baseURL: BaseURL(url ?? "http://127.0.0.1:\(port)/v1"),
        key: APIKey(testKey),
        keySource: "OPENAI_API_KEY",
        organization: organization,
        project: project,
        userAgent: "assistantctl/1.2.3",
        timeouts: timeouts,
        maximumAnswerBytes: maximumAnswerBytes
    )
    return try await HTTPOpenAIClient.withClient(
        configuration,
        network: network,
        environment: witness.environment,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        observer: witness,
        body
    )
}

/// A minimal store, as servers answer it.
let storeJSON = #"{"id":"vs_1","created_at":1}"#

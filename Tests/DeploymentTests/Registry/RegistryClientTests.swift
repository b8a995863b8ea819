import OpenAIAPI
import Synchronization
import Testing

@testable import Deployment

@Suite("Requests of the registry protocol")
struct RegistryClientTests {
    /// Sees whether the waits of its requests may be cut short.
    private final class Witness: OpenAIClient {
        let mayBeCutShort = Mutex<[Bool]>([])

        var observed: ObservedAccount { ObservedAccount() }

        func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
            mayBeCutShort.withLock { $0.append(WaitEnd.current != nil) }
            throw APIError(.unreachable, "nobody is there")
        }
    }

    @Test("an interrupt that ends the waits of a step leaves those of its lock alone")
    func patience() async throws {
        let witness = Witness()
        let clock = StoryClock()
        let registry = RegistryClient(base: witness, time: ServerClock(clock: clock, unixTime: 0), timeLimit: nil)
        await WaitEnd.$current.withValue(WaitEnd {}) {
            _ = try? await witness.listModels()
            _ = try? await registry.listModels()
        }
        #expect(witness.mayBeCutShort.withLock { $0 } == [true, false])
    }
}

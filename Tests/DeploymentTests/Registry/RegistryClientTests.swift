import OpenAIAPI
import ReleaseProtocol
import Synchronization
import Testing

@testable import Deployment

@Suite("Requests of the registry protocol")
struct RegistryClientTests {
    /// Sees its requests, and whether their waits may be cut short.
    private final class Witness: OpenAIClient {
        let mayBeCutShort = Mutex<[Bool]>([])
        let requests = Mutex<[APIRequest]>([])

        var observed: ObservedAccount { ObservedAccount() }

        func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
            mayBeCutShort.withLock { $0.append(WaitEnd.current != nil) }
            requests.withLock { $0.append(request) }
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

    @Test("what a run under the lock asks the registry waits behind nothing, and keeps no renewal waiting for long")
    func urgency() async throws {
        let witness = Witness()
        let time = ServerClock(clock: StoryClock(), unixTime: 0)
        let free = RegistryClient(base: witness, time: time, timeLimit: .seconds(45))
        let locked = free.underLock(RegistryTiming())
        for client in [free, locked] {
            _ = try? await client.listSkillVersions(of: "skill_1")
            _ = try? await client.deleteSkillVersion("1", of: "skill_1")
        }
        let requests = witness.requests.withLock { $0 }
        #expect(requests.map(\.isUrgent) == [false, false, true, true])
        #expect(requests.map(\.lastStart) == [nil, nil, .seconds(60), nil])
        #expect(requests.map(\.timeLimit) == [nil, .seconds(45), nil, .seconds(45)])
    }

    @Test("no try of a write begins when less than a request's time-out is left of the lease, deletions included")
    func lastStart() async throws {
        let bench = RegistryBench()
        let session = try await bench.begin(bench.settings("run-1"), on: nil)
        let witness = Witness()
        let guarded = GuardedClient(witness) { session }
        await bench.account.clock.sleep(for: .seconds(200))
        _ = try? await guarded.updateVectorStore("vs_1", VectorStoreParameters(name: .value("velo")))
        _ = try? await guarded.deleteFile("file-1")
        let leaseEnd = try #require(try await bench.registry().read(.newerVersions)?.unfinishedRuns().last?.leaseEnd)
        let left = Duration.seconds(leaseEnd - bench.account.now)
        let requests = witness.requests.withLock { $0 }
        #expect(requests.count == 2)
        for request in requests {
            let lastStart = try #require(request.lastStart)
            #expect(lastStart + .seconds(60) <= left)
            #expect(lastStart + .seconds(70) > left)
            #expect(try #require(request.timeLimit) < left)
        }
        try await session.abandon()
    }
}

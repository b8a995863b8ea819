import OpenAIAPI
import OrderedJSON
import ReleaseProtocol
import Synchronization
import Testing

@testable import Deployment

@Suite("Working under the registry's lock")
struct RegistryWorkTests {
    private let bench = RegistryBench()

    private func session(_ id: String = "run-2") async throws -> RegistrySession {
        try await bench.release("run-1")
        return try await bench.begin(bench.settings(id), on: try await bench.registry().read())
    }

    /// Lets time pass until something happens; fails when it does not.
    private func pass(_ duration: Duration, until isDone: () -> Bool) async {
        for _ in 0..<200 {
            // The sleeper has to lie down first.
            for _ in 0..<50 { await Task.yield() }
            if isDone() { return }
            bench.account.clock.advance(by: duration)
        }
        Issue.record("nothing happened")
    }

    private func publications() -> Int {
        bench.account.log.count { $0 == "POST skills/skill_1/versions" }
    }

    @Test("a long run renews its lease and works on meanwhile")
    func renewal() async throws {
        let session = try await session()
        bench.account.clearLog()
        bench.account.clock.takeOver()
        let end = FakeSkills.epoch + 1_800
        await session.whileKeepingLock { [bench] in
            await pass(.seconds(30)) { bench.account.now >= end }
        }
        #expect((4...7).contains(publications()))
        #expect(try await session.permitWrite().timeLimit > .seconds(60))
        #expect(bench.notices.list.contains { if case .leaseRenewed = $0 { true } else { false } })
        let published = try await session.publish(RegistryBench.content("file-2"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(published.release == 2)
        #expect(bench.versions == ["1 release 0", "3 release 1", "\(published.version)* release 2"])
    }

    @Test("a write that finds the lease nearly over renews it first")
    func lateWrite() async throws {
        let session = try await session()
        await bench.account.clock.sleep(for: .seconds(560))
        #expect(try await session.permitWrite().timeLimit > .seconds(500))
    }

    @Test("after a sleep beyond the lease nothing is written when another run came in between")
    func suspended() async throws {
        let session = try await session()
        await bench.account.clock.sleep(for: .seconds(1_000))
        let other = try await bench.begin(
            bench.settings("run-3", author: "reviewer"),
            on: try await bench.registry().read()
        ) {
            _ throws(DeploymentError) in
        }
        let error = await #expect(throws: DeploymentError.self) { try await session.permitWrite() }
        #expect(error?.code == .leaseLost)
        #expect(error?.kind == .partway)
        #expect(error?.message.hasPrefix("reviewer (from build-7) took over the lock on the registry at ") == true)
        _ = try await other.permitWrite()
    }

    @Test("deletions look at the registry first, and many of them need one look")
    func deletions() async throws {
        let session = try await session()
        bench.account.clearLog()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do { _ = try await session.permitDeletion() } catch { Issue.record(error) }
                }
            }
        }
        #expect(bench.account.log == ["GET skills/skill_1/versions", "GET skills/skill_1"])
        await bench.account.clock.sleep(for: .seconds(61))
        _ = try await session.permitDeletion()
        #expect(bench.account.log.count == 4)
    }

    @Test("what the live release named is deleted once the new one is live, under the lock again")
    func removalsBehindTheRelease() async throws {
        let session = try await session()
        _ = try await session.publish(RegistryBench.content("file-2"), keep: 10) {
            _ throws(DeploymentError) in
        }
        bench.account.clearLog()
        _ = try await session.permitDeletion()
        #expect(bench.versions.suffix(2) == ["5* release 2", "6 journal run-2-removals"])
        let error = await #expect(throws: DeploymentError.self) {
            try await bench.begin(bench.settings("run-3"), on: try await bench.registry().read())
        }
        #expect(error?.code == .locked)
        try await session.close()
        #expect(bench.versions.suffix(2) == ["6 journal run-2-removals", "8 end run-2-removals"])
        let published = try await bench.begin(bench.settings("run-4"), on: try await bench.registry().read()) {
            _ throws(DeploymentError) in
        }.publish(RegistryBench.content("file-2"), keep: 10) { _ throws(DeploymentError) in }
        #expect(published.release == 3)
    }

    @Test("a run that releases nothing gives the lock back at once")
    func abandoned() async throws {
        let session = try await session()
        try await session.abandon()
        await #expect(throws: DeploymentError.self) { try await session.permitWrite() }
        #expect(bench.versions.suffix(2) == ["4 journal run-2", "5 end run-2"])
        let next = try await bench.begin(bench.settings("run-3"), on: try await bench.registry().read()) {
            _ throws(DeploymentError) in
        }
        #expect(await next.leftovers.map(\.run) == ["run-2"])
    }

    @Test("a run that is interrupted while it waits for the lock gives it back")
    func interrupted() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        var settings = bench.settings("run-2")
        settings.isInterrupted = { [account = bench.account] in account.versionCount > 2 }
        let error = await #expect(throws: DeploymentError.self) { try await bench.begin(settings, on: base) }
        #expect(error?.code == .interrupted)
        #expect(error?.kind == .failedNothingChanged)
        #expect(bench.versions.suffix(2) == ["4 journal run-2", "5 end run-2"])
        _ = try await bench.begin(bench.settings("run-3"), on: base) { _ throws(DeploymentError) in }
    }

    @Test("destroy deletes the registry last, and only under the lock")
    func destroy() async throws {
        try await bench.release("run-1")
        let session = try await bench.begin(
            bench.settings("run-2", purpose: .destroy),
            on: try await bench.registry().read()
        )
        _ = try await session.permitDeletion()
        try await session.deleteRegistry()
        #expect(bench.account.read { $0.skills.isEmpty })
        #expect(try await bench.registry().read() == nil)
        #expect(bench.account.writes.last == "DELETE skills/skill_1")
        await #expect(throws: DeploymentError.self) { try await session.permitWrite() }
    }

    @Test("a guarded client writes only while the lock holds, and deletes behind a look at the registry")
    func guardedClient() async throws {
        let session = try await session()
        let inner = RecordingClient()
        let client = GuardedClient(inner) { session }
        _ = try await client.listFiles()
        bench.account.clearLog()
        _ = try await client.deleteFile("file-1")
        #expect(bench.account.log == ["GET skills/skill_1/versions", "GET skills/skill_1"])
        _ = try? await client.updateVectorStore("vs_1", VectorStoreParameters())
        #expect(inner.limits == [nil, .seconds(45), .seconds(595)])

        try await session.abandon()
        let error = await #expect(throws: APIError.self) { try await client.deleteFile("file-2") }
        #expect(error?.code.rawValue == "lease-lost")
        let none = GuardedClient(inner) { nil }
        await #expect(throws: APIError.self) { try await none.deleteFile("file-2") }
        #expect(inner.limits.count == 3)
        _ = try await none.listFiles()
    }

    /// Answers everything, and notes the time limits.
    final class RecordingClient: OpenAIClient {
        private let seen = Mutex<[Duration?]>([])
        var limits: [Duration?] { seen.withLock { $0 } }
        var observed: ObservedAccount { ObservedAccount() }

        func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
            seen.withLock { $0.append(request.timeLimit) }
            let place = APIError.Place(method: request.method.rawValue, path: "", server: "fake")
            return APIResponse(body: ["data": [], "deleted": true], place: place)
        }
    }
}

extension FakeSkills {
    fileprivate var versionCount: Int { read { $0.skills["skill_1"]?.versions.count ?? 0 } }
}

import OpenAIAPI
import ReleaseProtocol
import Synchronization
import Testing

@testable import Deployment

@Suite("A run at the registry")
struct RegistrySessionTests {
    private let bench = RegistryBench()

    @Test("the first run makes the registry and its first release")
    func first() async throws {
        #expect(try await bench.registry().read() == nil)
        let published = try await bench.release("run-1")
        #expect(published == .init(release: 1, version: 3))
        #expect(bench.versions == ["1 release 0", "3* release 1"])
        #expect(bench.notices.list == [.registryMade(holderID: "skill_1")])

        let snapshot = try #require(try await bench.registry().read(.newerVersions))
        #expect(snapshot.version == 3)
        #expect(snapshot.newer.isEmpty)
        #expect(snapshot.content.fileIDs == ["file-1"])
        #expect(snapshot.document.base == 1)
        #expect(snapshot.document.origin.run.author == "deployer")
        #expect(snapshot.document.origin.time == FakeSkills.epoch)
    }

    @Test("a second release follows on the first, with few requests")
    func second() async throws {
        try await bench.release("run-1")
        bench.account.clearLog()
        let published = try await bench.release("run-2", RegistryBench.content("file-1", "file-2"))
        #expect(published == .init(release: 2, version: 5))
        #expect(bench.versions == ["1 release 0", "3 release 1", "5* release 2"])
        #expect(
            bench.account.log == [
                "GET skills", "GET skills/skill_1/versions/3/content", "POST skills/skill_1/versions",
                "GET skills/skill_1", "POST skills/skill_1/versions", "GET skills/skill_1/versions/5/content",
                "GET skills/skill_1/versions", "GET skills/skill_1", "POST skills/skill_1",
                "GET skills/skill_1/versions", "DELETE skills/skill_1/versions/4",
            ]
        )
        let snapshot = try #require(try await bench.registry().read())
        #expect(snapshot.content.history.map(\.release) == [1, 0])
        #expect(snapshot.content.history.map(\.changes) == [["create file.support-bot/docs/new.pdf"], []])
        #expect(try await bench.registry().release(1, in: snapshot).release == 1)
        let error = await #expect(throws: DeploymentError.self) { try await bench.registry().release(7, in: snapshot) }
        #expect(error?.message == "release 7 is not kept. Kept are: 1, 2.")
    }

    @Test("a release beyond those to be kept goes, with the files that only it names")
    func pruning() async throws {
        try await bench.release("run-1", RegistryBench.content("file-1", "file-2"))
        try await bench.release("run-2", RegistryBench.content("file-2", "file-3"))
        try await bench.release("run-3", RegistryBench.content("file-3"))
        let removed = Removed()
        let session = try await bench.begin(bench.settings("run-4"), on: try await bench.registry().read())
        _ = try await session.publish(RegistryBench.content("file-4"), keep: 3) {
            id throws(DeploymentError) in removed.add(id)
        }
        #expect(removed.list == ["file-1"])
        #expect(bench.versions == ["5 release 2", "7 release 3", "9* release 4"])
        let snapshot = try #require(try await bench.registry().read())
        #expect(snapshot.content.history.map(\.release) == [3, 2])
    }

    @Test("a release whose files cannot be removed stays, and the next run removes it")
    func failedPruning() async throws {
        try await bench.release("run-1", RegistryBench.content("file-1"))
        try await bench.release("run-2", RegistryBench.content("file-2"))
        let session = try await bench.begin(bench.settings("run-3"), on: try await bench.registry().read())
        _ = try await session.publish(RegistryBench.content("file-3"), keep: 1) {
            _ throws(DeploymentError) in throw DeploymentError(.request, .partway, "file-1 is in use")
        }
        #expect(bench.versions == ["3 release 1", "5 release 2", "7* release 3"])
        #expect(bench.notices.list.contains(.releaseNotPruned(version: 3, reason: "file-1 is in use")))
        try await bench.release("run-4", RegistryBench.content("file-4"), keep: 2)
        #expect(bench.versions == ["7 release 3", "9* release 4"])
    }

    /// The files that a run removed, in this order.
    final class Removed: Sendable {
        private let ids = Mutex<[String]>([])
        var list: [String] { ids.withLock { $0 } }
        func add(_ id: String) { ids.withLock { $0.append(id) } }
    }
}

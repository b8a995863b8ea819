import OpenAIAPI
import Synchronization
import Testing

@testable import Deployment

@Suite("Two runs at the registry")
struct RegistryLockTests {
    private let bench = RegistryBench()

    private func refused(
        _ settings: RegistryRunSettings,
        on base: RegistrySnapshot?
    ) async -> DeploymentError? {
        await #expect(throws: DeploymentError.self) { try await bench.begin(settings, on: base) }
    }

    @Test("the second run stops before it changes anything, and names the first")
    func locked() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        let first = try await bench.begin(bench.settings("run-2"), on: base)
        let error = await refused(bench.settings("run-3", author: "reviewer"), on: base)
        #expect(error?.code == .locked)
        #expect(error?.kind == .refused)
        #expect(
            error?.message == """
                deployer (from build-7) has been changing this environment since 2026-11-23 12:00:00 UTC, and its lock \
                holds until 2026-11-23 12:10:06 UTC unless it is renewed. Nothing was changed. Try again when it is \
                done; if that run is dead, use --takeover, which waits about 3 minutes so that a run that lives after all notices.
                """
        )
        #expect(bench.versions == ["1 release 0", "3* release 1", "4 journal run-2"])
        _ = try await first.publish(RegistryBench.content("file-2"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(bench.versions == ["1 release 0", "3 release 1", "6* release 2"])
    }

    @Test("a plan sees who holds the lock, and since when")
    func holder() async throws {
        try await bench.release("run-1")
        _ = try await bench.begin(bench.settings("run-2"), on: try await bench.registry().read())
        var snapshot = try #require(try await bench.registry().read(.newerVersions))
        let run = try #require(snapshot.unfinishedRuns().first)
        #expect(run.run.name == "deployer (from build-7)")
        #expect(run.since == FakeSkills.epoch)
        #expect(run.holdsLock)
        await bench.account.clock.sleep(for: .seconds(700))
        snapshot = try #require(try await bench.registry().read(.newerVersions))
        #expect(snapshot.unfinishedRuns().map(\.holdsLock) == [false])
    }

    @Test("a dead run's lock is over with its lease: the next run looks at its plan again and knows what may be left")
    func deadRun() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        _ = try await bench.begin(bench.settings("run-2"), on: base)
        await bench.account.clock.sleep(for: .seconds(700))
        let session = try await bench.begin(bench.settings("run-3"), on: base) { snapshot throws(DeploymentError) in
            #expect(snapshot.document.release == 1)
        }
        #expect(bench.notices.list.last == .planningAgain(release: 1))
        let leftovers = await session.leftovers
        #expect(
            leftovers == [
                ReleaseLeftover(
                    upload: ReleaseUpload(name: "new.pdf", bytes: 5, sha256: "c"),
                    run: "run-2",
                    from: FakeSkills.epoch - 5,
                    until: FakeSkills.epoch + 660
                )
            ]
        )
        _ = try await session.publish(RegistryBench.content("file-2"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(bench.versions == ["1 release 0", "3 release 1", "7* release 2"])
        let snapshot = try #require(try await bench.registry().read())
        #expect(snapshot.content.leftovers == leftovers)

        // The next run carries them on.
        try await bench.release("run-4", RegistryBench.content("file-2"))
        #expect(try await bench.registry().read()?.content.leftovers == leftovers)
    }

    @Test("a plan that a dead run made stale is refused, and the lock given back")
    func deadRunAndStalePlan() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        _ = try await bench.begin(bench.settings("run-2"), on: base)
        await bench.account.clock.sleep(for: .seconds(700))
        let error = await #expect(throws: DeploymentError.self) {
            try await bench.begin(bench.settings("run-3"), on: base) { _ throws(DeploymentError) in
                throw DeploymentError(.stalePlan, .refused, "the account changed")
            }
        }
        #expect(error?.code == .stalePlan)
        #expect(error?.kind == .refused)
        #expect(bench.versions.last == "6 end run-3")
    }

    @Test("--takeover ends the lock of a run that a person calls dead, after it must have seen that")
    func takeover() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        let dead = try await bench.begin(bench.settings("run-2"), on: base)
        let plans = Mutex(0)
        _ = try await bench.begin(bench.settings("run-3", takesOver: true), on: base) { _ throws(DeploymentError) in
            plans.withLock { $0 += 1 }
        }
        #expect(plans.withLock { $0 } == 1, "once, behind everything that the other run wrote")
        #expect(bench.notices.list.contains(.waitingForTakeover(seconds: 185)))
        let error = await #expect(throws: DeploymentError.self) { try await dead.permitDeletion() }
        #expect(error?.code == .leaseLost)
        #expect(error?.kind == .partway)
        #expect(error?.message.hasPrefix("deployer (from build-7) took over the lock on the registry at ") == true)
    }

    @Test("a plan that stands on another run's release goes on, without the lock being given to a third")
    func baseMoved() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        try await bench.release("run-2", RegistryBench.content("file-2"))
        let session = try await bench.begin(bench.settings("run-3"), on: base) { snapshot throws(DeploymentError) in
            #expect(snapshot.content.fileIDs == ["file-2"])
        }
        let published = try await session.publish(RegistryBench.content("file-3"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(published.release == 3)
    }

    @Test("a plan that does not stand on another run's release gives the lock back")
    func confirmationFails() async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        try await bench.release("run-2")
        let error = await #expect(throws: DeploymentError.self) {
            try await bench.begin(bench.settings("run-3"), on: base) { _ throws(DeploymentError) in
                throw DeploymentError(.planRefused, .refused, "support-bot is protected")
            }
        }
        #expect(error?.code == .planRefused)
        try await bench.release("run-4")
    }

    @Test("of two first runs at once, one makes the registry and the other stops")
    func twoFirstRuns() async throws {
        bench.account.change { $0.listLag = 0 }
        async let one = Result.of { try await bench.begin(bench.settings("run-1"), on: nil) }
        async let two = Result.of { try await bench.begin(bench.settings("run-2"), on: nil) }
        let results = await [one, two]
        let sessions = results.compactMap { try? $0.get() }
        let errors = results.compactMap { if case .failure(let error) = $0 { error as? DeploymentError } else { nil } }
        #expect(sessions.count == 1)
        #expect(errors.map(\.code) == [.locked])
        _ = try await sessions.first?.publish(RegistryBench.content("file-1"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(bench.account.read { $0.skills.count } == 1)
        #expect(try await bench.registry().read()?.document.release == 1)
    }

    @Test("a registry with a release never loses to one that was made in the same second, whatever its id")
    func releaseWins() async throws {
        let session = try await bench.begin(bench.settings("run-1"), on: nil)
        let empty = bench.account.read { $0.skills["skill_1"] }
        _ = try await session.publish(RegistryBench.content("file-1"), keep: 10) {
            _ throws(DeploymentError) in
        }
        bench.account.change { state in
            state.skills["skill_2"] = state.skills["skill_1"]
            state.skills["skill_1"] = empty
        }
        #expect(try await bench.registry().read()?.holderID == "skill_2")
        #expect(try await bench.registry().read()?.document.release == 1)
    }

    @Test("a second registry that the list showed late is found before the first release, and loses")
    func lateList() async throws {
        bench.account.change { $0.listLag = 30 }
        let first = try await bench.begin(bench.settings("run-1"), on: nil)
        await bench.account.clock.sleep(for: .seconds(1))
        let second = try await bench.begin(bench.settings("run-2"), on: nil)
        #expect(bench.account.read { $0.skills.count } == 2)
        await bench.account.clock.sleep(for: .seconds(60))
        let error = await #expect(throws: DeploymentError.self) {
            try await second.publish(RegistryBench.content("file-2"), keep: 10) {
                _ throws(DeploymentError) in
            }
        }
        #expect(error?.code == .locked)
        _ = try await first.publish(RegistryBench.content("file-1"), keep: 10) {
            _ throws(DeploymentError) in
        }
        #expect(bench.account.read { $0.skills.keys.sorted() } == ["skill_1"])
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

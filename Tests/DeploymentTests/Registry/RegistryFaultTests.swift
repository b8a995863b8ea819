import OpenAIAPI
import Synchronization
import Testing

@testable import Deployment

@Suite("Bad days at the registry")
struct RegistryFaultTests {
    private let bench = RegistryBench()

    /// Answers the n-th request of this kind with a fault.
    private func spoil(_ line: String, at counts: Set<Int> = [1], with fault: FakeSkills.Fault) {
        let seen = Counter()
        bench.account.change { state in
            state.fault = { requested in
                guard requested == line else { return nil }
                return counts.contains(seen.next()) ? fault : nil
            }
        }
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private static let publication = "POST skills/skill_1/versions"

    @Test("a journal or release whose answer was lost is found by its run, and not published twice", arguments: [1, 2])
    func lostPublication(number: Int) async throws {
        try await bench.release("run-1")
        spoil(Self.publication, at: [number], with: .loseAnswer)
        let published = try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(published == .init(release: 2, version: 5))
        #expect(bench.versions == ["1 release 0", "3 release 1", "5* release 2"])
    }

    @Test("a release of which half arrived is read again")
    func halfADownload() async throws {
        try await bench.release("run-1")
        spoil("GET skills/skill_1/versions/3/content", at: [1, 2], with: .halve)
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(bench.versions == ["1 release 0", "3 release 1", "5* release 2"])
    }

    @Test("a journal or release that never arrived is sent again at once", arguments: [1, 2])
    func lostRequest(number: Int) async throws {
        try await bench.release("run-1")
        let start = bench.account.now
        spoil(Self.publication, at: [number], with: .loseRequest)
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(bench.versions == ["1 release 0", "3 release 1", "5* release 2"])
        #expect(bench.account.now - start < 5)
    }

    @Test(
        "a journal or release of which only the list shows nothing yet is published twice, and its twin goes with the run"
    )
    func unlistedPublication() async throws {
        try await bench.release("run-1")
        spoil(Self.publication, at: [1, 3], with: .loseAnswer)
        bench.account.change { $0.visibilityLag = 20 }
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(bench.versions == ["1 release 0", "3 release 1", "7* release 2"])
    }

    @Test("a lost answer to moving the default is settled by reading it", arguments: [true, false])
    func lostMove(wasCarriedOut: Bool) async throws {
        try await bench.release("run-1")
        spoil("POST skills/skill_1", with: wasCarriedOut ? .loseAnswer : .loseRequest)
        let start = bench.account.now
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(bench.account.now - start < 5)
        let fence = wasCarriedOut ? [] : ["6 journal run-2"]
        #expect(bench.versions == ["1 release 0", "3 release 1", "5* release 2"] + fence)
        // The next run waits until the first try cannot take effect any more, and takes the fence away.
        try await bench.release("run-3", RegistryBench.content("file-3"))
        #expect((bench.account.now - start >= 60) == !wasCarriedOut)
        let waits = bench.notices.list.contains { if case .waitingForFence = $0 { true } else { false } }
        #expect(waits == !wasCarriedOut)
        #expect(bench.versions.count == 4 && bench.versions.last?.hasSuffix("release 3") == true)
    }

    @Test("a version that answers 404 for half a minute is waited for, and the user is told")
    func lateVersions() async throws {
        bench.account.change { $0.visibilityLag = 31 }
        try await bench.release("run-1")
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(try await bench.registry().read()?.content.fileIDs == ["file-2"])
        #expect(bench.notices.list.contains(.waitingForVisibility(seconds: 60)))
        #expect(bench.account.read { $0.skills.count } == 1)
    }

    @Test("a server that asks for patience gets it, within the lease")
    func patience() async throws {
        try await bench.release("run-1")
        spoil(Self.publication, at: [1, 2, 4], with: .refuse(status: 429, code: .rateLimited))
        try await bench.release("run-2", RegistryBench.content("file-2"))
        #expect(bench.notices.list.filter { $0 == .waitingForServer(seconds: 2) }.count == 3)
        #expect(bench.versions.last == "5* release 2")
    }

    @Test("a server that refuses the journal stops the run before it began")
    func refusedJournal() async throws {
        try await bench.release("run-1")
        spoil(Self.publication, with: .refuse(status: 403, code: .forbidden))
        let base = try await bench.registry().read()
        let error = await #expect(throws: DeploymentError.self) {
            try await bench.begin(bench.settings("run-2"), on: base)
        }
        #expect(error?.kind == .failedNothingChanged)
        #expect(error?.underlying?.code == .forbidden)
        #expect(error?.message.hasPrefix("the server refuses to write the registry: ") == true)
        #expect(bench.versions == ["1 release 0", "3* release 1"])
    }

    @Test("a first creation whose answer was lost makes one registry")
    func lostCreation() async throws {
        spoil("POST skills", with: .loseAnswer)
        try await bench.release("run-1")
        #expect(bench.account.read { $0.skills.count } == 1)
        #expect(bench.versions == ["1 release 0", "3* release 1"])
    }

    @Test("a server without `Date` is timed by what it makes")
    func noDate() async throws {
        bench.account.change { $0.tellsTime = false }
        let registry = ReleaseRegistry(
            client: bench.account,
            project: "velo",
            environment: "production",
            clock: bench.account.clock,
            unixTime: bench.account.now - 100_000
        )
        let session = try await registry.begin(bench.settings("run-1"), plannedOn: nil, changes: []) {
            _ throws(DeploymentError) in
        }
        let permit = try await session.permitWrite()
        #expect((.seconds(590)...Duration.seconds(600)).contains(permit.timeLimit))
        let end = try #require(try await bench.registry().read(.newerVersions)?.unfinishedRuns().last?.leaseEnd)
        #expect(abs(end - bench.account.now - 600) < 10)
    }

    @Test("a host without skills: the error names the setting")
    func noSkills() async throws {
        bench.account.change { $0.servesSkills = false }
        let error = await #expect(throws: DeploymentError.self) { try await bench.registry().read() }
        #expect(error?.code == .noSkills)
        #expect(error?.message.contains("`registry: vector_store`") == true)
    }

    @Test("what a later version of the tool wrote stops the run, whoever wrote it", arguments: [true, false])
    func laterSchema(isDefault: Bool) async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        let later = """
            {"schema": 3, "managed_by": "assistantctl", "tool_version": "4.0.0"}
            """
        let now = bench.account.now
        bench.account.change { state in
            let archive = StoredArchive.make([
                ("SKILL.md", "name: assistants-velo-production\n"), ("release.json", later),
            ])
            let number = state.publish(archive: archive, in: RegistryBench.skill, now: now)
            if isDefault { state.skills[RegistryBench.skill]?.defaultVersion = number }
        }
        let error = await #expect(throws: DeploymentError.self) {
            if isDefault { return _ = try await bench.registry().read() }
            _ = try await bench.begin(bench.settings("run-2"), on: base)
        }
        #expect(error?.code == .registryDamaged)
        #expect(error?.message.contains("update assistantctl") == true)
        let place =
            "version 4 of the skill skill_1 (assistants-velo-production), which holds this environment's releases, "
        #expect(error?.message.hasPrefix(place + "cannot be read: ") == true)
    }

    @Test(
        "numbers that no document of ours holds stop the run, with the skill, the place and what to do",
        arguments: [
            ("lease_end", "9223372036854775807"), ("lease_end", "253402300800"), ("lease_end", "-1"), ("base", "1.5"),
            ("release", "9007199254740993"), ("time", "9223372036854775000"),
        ]
    )
    func hugeNumbers(key: String, value: String) async throws {
        try await bench.release("run-1")
        let base = try await bench.registry().read()
        let session = try await bench.begin(bench.settings("run-2"), on: base)
        try await session.abandon()
        let journal = try #require(
            bench.account.read {
                $0.skills[RegistryBench.skill]?.versions.values.compactMap {
                    try? SkillBundle(zip: $0.archive).document
                }
            }?
            .first { $0.complete == nil }
        )
        let number = try Regex("\"\(key)\": ?[0-9]+")
        let text = try journal.text().replacing(number, with: "\"\(key)\": \(value)")
        let now = bench.account.now
        bench.account.change { state in
            let archive = StoredArchive.make([("SKILL.md", "name: x\n"), ("release.json", text)])
            _ = state.publish(archive: archive, in: RegistryBench.skill, now: now)
        }
        let error = await #expect(throws: DeploymentError.self) {
            _ = try await bench.begin(bench.settings("run-3"), on: base)
        }
        #expect(error?.code == .registryDamaged)
        #expect(error?.message.contains("skill_1 (assistants-velo-production)") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("\(key): ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("DELETE /v1/skills/skill_1/versions/") == true)
    }

    @Test("a version published by hand is noticed and left alone")
    func publishedByHand() async throws {
        try await bench.release("run-1")
        let now = bench.account.now
        bench.account.change { state in
            state.publish(archive: StoredArchive.make([("SKILL.md", "name: x\n")]), in: RegistryBench.skill, now: now)
        }
        let snapshot = try #require(try await bench.registry().read(.newerVersions))
        #expect(snapshot.foreignVersions == [4])
        try await bench.release("run-2")
        #expect(bench.versions == ["1 release 0", "3 release 1", "4 foreign", "6* release 2"])
    }

    @Test("a default moved to a version made by hand is refused, with the way back")
    func defaultMovedByHand() async throws {
        try await bench.release("run-1")
        let now = bench.account.now
        bench.account.change { state in
            let archive = StoredArchive.make([("SKILL.md", "name: assistants-velo-production\n")])
            let number = state.publish(archive: archive, in: RegistryBench.skill, now: now)
            state.skills[RegistryBench.skill]?.defaultVersion = number
        }
        let error = await #expect(throws: DeploymentError.self) { try await bench.registry().read() }
        #expect(
            error?.message == """
                the default version 4 of the registry assistants-velo-production (skill_1) is no release of assistantctl: \
                somebody changed it by hand. Make version 3 the default again: POST /v1/skills/skill_1 \
                {"default_version": "3"}.
                """
        )
    }

    @Test("a skill of the same name that is somebody else's is left alone")
    func namesake() async throws {
        let now = bench.account.now
        bench.account.change { state in
            state.skills["skill_foreign"] = FakeSkills.Skill(name: "assistants-velo-production", createdAt: now)
            state.publish(archive: StoredArchive.make([("SKILL.md", "x")]), in: "skill_foreign", now: now)
        }
        #expect(try await bench.registry().read() == nil)
        try await bench.release("run-1")
        #expect(bench.account.read { $0.skills.keys.sorted() } == ["skill_1", "skill_foreign"])
        #expect(try await bench.registry().read()?.holderID == "skill_1")
        #expect(try await bench.registry(environment: "test").read() == nil)
    }

    @Test("a registry that somebody deletes during the run ends it")
    func registryGone() async throws {
        try await bench.release("run-1")
        let session = try await bench.begin(bench.settings("run-2"), on: try await bench.registry().read())
        bench.account.change { $0.skills = [:] }
        let error = await #expect(throws: DeploymentError.self) { try await session.permitDeletion() }
        #expect(error?.kind == .partway)
        #expect(error?.message.hasPrefix("the registry is gone: ") == true)
        let again = await #expect(throws: DeploymentError.self) { try await session.permitWrite() }
        #expect(again == error)
    }

    @Test("a release that reads otherwise than it was written is not made live")
    func readBackDiffers() async throws {
        try await bench.release("run-1")
        let session = try await bench.begin(bench.settings("run-2"), on: try await bench.registry().read())
        let account = bench.account
        account.change { state in
            state.onRequest = { line in
                guard line == "GET skills/skill_1/versions/5/content" else { return }
                account.change { state in
                    let archive = state.skills["skill_1"]?.versions[5]?.archive ?? []
                    guard var document = try? SkillBundle(zip: archive).document else { return }
                    document.release = 7
                    guard let text = try? document.text() else { return }
                    state.skills["skill_1"]?.versions[5]?.archive = StoredArchive.make([("release.json", text)])
                }
            }
        }
        let error = await #expect(throws: DeploymentError.self) {
            try await session.publish(RegistryBench.content("file-2"), keep: 10) {
                _ throws(DeploymentError) in
            }
        }
        #expect(error?.kind == .partway)
        #expect(error?.message.hasPrefix("version 5 of the registry reads otherwise than it was written") == true)
        #expect(try await bench.registry().read()?.document.release == 1)
    }
}

@Suite("The server's time")
struct ServerClockTests {
    private let local = TestClock()

    @Test("every answer narrows it, between its request and its arrival")
    func bounds() {
        let clock = ServerClock(clock: local, unixTime: 50)
        #expect(clock.latest() == 50)
        // Sent at 0 s, arrived at 4 s: when it arrived the server's clock showed 1,000 to 1,004.
        local.advance(by: .seconds(4))
        clock.note(1_000, sent: .zero, received: local.now())
        #expect(clock.earliest(at: local.now()) == 1_000)
        #expect(clock.latest() == 1_004)
        local.advance(by: .seconds(6))
        clock.note(1_008, sent: local.now(), received: local.now())
        #expect(clock.earliest(at: local.now()) == 1_008)
        #expect(clock.latest() == 1_008)
        #expect(clock.earliest(at: local.now() - .seconds(8)) == 1_000)
    }

    @Test("servers whose clocks differ are both believed")
    func contradiction() {
        let clock = ServerClock(clock: local, unixTime: 0)
        clock.note(1_000, sent: .zero, received: .zero)
        clock.note(1_003, sent: .zero, received: .zero)
        #expect(clock.earliest(at: .zero) == 1_000)
        #expect(clock.latest() == 1_003)
    }
}

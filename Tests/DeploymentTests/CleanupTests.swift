import AssistantModel
import Deployment
import OrderedJSON
import Planning
import Testing

@Suite("cleanup, output and search")
struct CleanupTests {
    @Test("only unattached files with the name and size of one of ours are found, and only the named ones removed")
    func cleanup() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let bytes = "questions".utf8.count
        account.change { state in
            for (id, name, size) in [
                ("file_left", "faq.md", bytes), ("file_left2", "faq.md", bytes), ("file_size", "faq.md", bytes + 1),
                ("file_name", "faq2.md", bytes), ("file_attached", "faq.md", bytes), ("file_code", "faq.md", bytes),
            ] {
                state.files[id] = FakeAccount.File(name: name, bytes: size, sha256: "0", createdAt: 7)
            }
            state.stores["vs_foreign"] = FakeAccount.Store(
                name: nil,
                metadata: [:],
                createdAt: 1,
                expiresAfter: .null,
                members: [
                    "file_attached": FakeAccount.Member(
                        attributes: [:],
                        chunking: ["type": "other"],
                        polls: 0,
                        hiddenReads: 0,
                        status: "completed"
                    )
                ]
            )
            state.assistants["asst_foreign"] = [
                "id": "asst_foreign", "created_at": 1, "model": "m",
                "tool_resources": ["code_interpreter": ["file_ids": ["file_code"]]],
            ]
        }
        let cleanup = Cleanup(client: account, unixTime: 7 + Cleanup.leastAge)
        let candidates = try await cleanup.candidates(contents: project.contents)
        #expect(candidates.map(\.id) == ["file_left", "file_left2"])
        #expect(candidates.first?.paths == ["docs/faq.md"] && candidates.first?.createdAt == 7)
        var attached = try #require(candidates.first)
        attached.id = "file_attached"
        let outcomes = try await cleanup.remove([candidates[0], attached])
        #expect(outcomes.map(\.result) == [.deleted, .inUse])
        #expect(account.read { $0.files["file_left2"] != nil && $0.files["file_attached"] != nil })
    }

    @Test("an upload is found under a name whose UTF-8 was read as Latin-1, and one of unknown age stays")
    func mangledName() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        project.files["docs/größe.md"] = "sizes"
        account.change { state in
            for (id, name, time) in [("file_1", "gr\u{C3}\u{B6}\u{C3}\u{9F}e.md", 7), ("file_2", "größe.md", 0)] {
                state.files[id] = FakeAccount.File(name: name, bytes: 5, sha256: "0", createdAt: time)
            }
        }
        let cleanup = Cleanup(client: account, unixTime: 7 + Cleanup.leastAge)
        let candidates = try await cleanup.candidates(contents: project.contents)
        #expect(candidates.map(\.id) == ["file_2", "file_1"])
        #expect(candidates.allSatisfy { $0.paths == ["docs/größe.md"] })
        #expect(candidates.map(\.stay) == [.ageUnknown, nil])
        #expect(try await cleanup.remove(candidates).map(\.result) == [.inUse, .deleted])
    }

    @Test("what a check made stays for a day, as long as it may ask with it")
    func checks() async throws {
        let (account, project) = (FakeAccount(), TestProject.standard)
        let (start, day, hour) = (1_000_000, 86_400, 3_600)
        account.change { state in
            var metadata = TestProject.ownership.marks(key: "").filter { $0.key != Ownership.MetadataKey.key }
            metadata["check"] = "run/1"
            state.stores["vs_check"] = FakeAccount.Store(
                name: "support",
                metadata: metadata,
                createdAt: start,
                expiresAfter: .null
            )
            var file = FakeAccount.File(name: "faq.md", bytes: "questions".utf8.count, sha256: "0", createdAt: start)
            state.files["file_apply"] = file
            file.expiresAt = start + day
            state.files["file_check"] = file
        }
        for (age, removable) in [
            (hour - 1, []), (hour, ["file_apply"]), (day - 1, ["file_apply"]),
            (day, ["file_apply", "file_check", "vs_check"]),
        ] as [(Int, [String])] {
            let trials = try await TrialLeftovers(
                client: account,
                ownership: TestProject.ownership,
                unixTime: start + age
            ).find()
            let uploads = try await Cleanup(client: account, unixTime: start + age)
                .candidates(contents: project.contents)
            #expect(trials.count == 1 && uploads.count == 2)
            let found =
                uploads.filter { $0.stay == nil }.map(\.id) + trials.filter { $0.staysUntil == nil }.map(\.id)
            #expect(found.sorted() == removable, "after \(age) s")
        }
    }

    @Test("after a run that died, the next apply names what is unattached, and nothing that a store holds")
    func leftBehind() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            for (id, store) in state.stores where store.name == "support" {
                let record = AppliedRecord(members: AppliedRecord.applyingMembers).text
                state.stores[id]?.metadata[Ownership.MetadataKey.record] = record
            }
            state.files["file_left"] = FakeAccount.File(
                name: "one.md",
                bytes: "one".utf8.count,
                sha256: "0",
                createdAt: 7
            )
        }
        let report = try await project.apply(account)
        #expect(report.isComplete)
        #expect(report.notes.count == 1 && report.notes[0].hasPrefix("file_left (one.md, 3 bytes)"))
    }

    @Test("output names what applications need")
    func output() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let live = try await project.reader(account).readOverview()
        let deployed = DeployedAssistant.list(desired: project.desired, live: live)
        #expect(deployed.map(\.key) == ["support", "workshop"])
        #expect(deployed.allSatisfy { $0.model == "gpt-6-sol" && $0.vectorStoreID != nil })
    }

    @Test("searching what is not deployed says what to do")
    func search() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        let error = await #expect(throws: DeploymentError.self) {
            _ = try DeployedAssistant.knowledge(
                of: "support",
                desired: project.desired,
                live: try await project.reader(account).readOverview()
            )
        }
        #expect(error?.code == .notDeployed)
    }
}

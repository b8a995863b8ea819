import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@testable import Deployment

@Suite("earlier releases")
struct ReleaseRollbackTests {
    /// Three releases: a prompt and a page change, then a page and a table go.
    private func threeReleases() async throws -> (ReleaseBench, requests: [String], contents: [ReleaseContent]) {
        var bench = ReleaseBench()
        var requests: [String] = []
        var contents: [ReleaseContent] = []
        func release() async throws {
            let report = try await bench.apply()
            #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
            requests.append("\(try await bench.requests().sorted { $0.key < $1.key })")
            contents.append(try await bench.release().complete ?? ReleaseContent())
        }
        try await release()
        bench.project.assistants[0].definition.instructions = "Be brief."
        bench.project.files["docs/faq.md"] = "QUESTIONS"
        bench.project.files["data/prices.csv"] = "bike,9"
        try await release()
        bench.project.knowledgeBases[0].files.removeLast()
        bench.project.files["docs/terms.md"] = nil
        bench.project.assistants[0].codeInterpreterFiles.removeLast()
        bench.project.files["data/stock.csv"] = nil
        try await release()
        return (bench, requests, contents)
    }

    @Test("a rollback brings back an earlier release's requests, uploads nothing, and is a release of its own")
    func rollback() async throws {
        let (bench, requests, contents) = try await threeReleases()
        let uploads = bench.host.log.count { $0 == "POST files" }
        let report = try await bench.rollBack(to: 1)
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(bench.host.log.count { $0 == "POST files" } == uploads)
        #expect("\(try await bench.requests().sorted { $0.key < $1.key })" == requests[0])
        let document = try await bench.release()
        #expect(document.release == 4)
        #expect(document.complete?.rolledBackTo == 1)
        #expect(document.complete?.assistants == contents[0].assistants)
        #expect(document.complete?.knowledgeBases == contents[0].knowledgeBases)
        #expect(try await bench.plannedRollback(to: 1).plan.changes == [])
        #expect(try await bench.keptFileIDs() == bench.fileIDs)
        // And forward again, as the manifests say.
        #expect(try await bench.apply().isComplete)
        #expect("\(try await bench.requests().sorted { $0.key < $1.key })" == requests[2])
        #expect(bench.host.log.count { $0 == "POST files" } == uploads)
    }

    @Test(
        "a release that was live and was taken back by hand stays in the history, with its files, whether its run was killed or not",
        arguments: [true, false]
    )
    func takenBackByHand(wasKilled: Bool) async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        let first = try #require(try await bench.snapshot()?.version)
        bench.project.assistants[0].definition.instructions = "Be brief."
        bench.project.files["docs/faq.md"] = "QUESTIONS"
        if wasKilled {
            // Right behind the default's move: the run's journal is still there.
            bench.host.fail { _, line in line == "POST skills/skill_1" ? .dieAfter : nil }
            #expect(try await !bench.apply().isComplete)
            bench.host.fail(nil)
        } else {
            try await bench.apply()
        }
        let second = try await bench.release()
        #expect(second.release == 2)
        let requests = try await bench.requests()
        bench.host.skills.change { $0.skills["skill_1"]?.defaultVersion = first }
        bench.letTheLockRunOut()

        bench.project.assistants[0].definition.instructions = "Be kind and brief."
        bench.project.files["docs/faq.md"] = "answers"
        #expect(try await bench.apply().isComplete)
        let history = try await bench.adapter().history().releases
        #expect(history.map(\.release) == [3, 2, 1])
        let uploads = bench.host.log.count { $0 == "POST files" }
        #expect(try await bench.rollBack(to: 2).isComplete)
        #expect(try await bench.requests() == requests)
        #expect(bench.host.log.count { $0 == "POST files" } == uploads)
        #expect(try await bench.adapter().history().releases.map(\.release) == [4, 3, 2, 1])
        #expect(try await bench.plannedRollback(to: 2).plan.changes == [])
    }

    @Test("a path that two holders have with two contents stays two, in drift and in a rollback")
    func twoContents() async throws {
        var bench = ReleaseBench()
        // The assistant's own knowledge, the shared one and code interpreter hold the same path.
        let path = "docs/faq.md"
        let file = ProjectFile(path: path, origin: TestProject.place)
        bench.project.knowledgeBases[1].files.insert(file, at: 0)
        bench.project.assistants[0].codeInterpreterFiles.append(file)
        try await bench.apply()
        bench.project.files[path] = "QUESTIONS"
        bench.scope = PlanScope(only: ["vector_store.handbook", "file.handbook/*"].map { AddressPattern($0) })
        #expect(try await bench.apply().isComplete)
        let mixed = try await bench.release()
        #expect(Set(try #require(mixed.complete).files.filter { $0.path == path }.map(\.sha256)).count == 2)

        bench.scope = .everything
        bench.project.files[path] = "answers"
        let reader = try await bench.adapterThatRead()
        let applied = try #require(await reader.lastApplied())
        let live = try await bench.reader(bench.adapter()).readEverything()
        let drift = Planner().plan(
            Inspection(of: live, desired: applied.desired(in: bench.desired.environment), contents: applied.contents)
        )
        #expect(drift.drift == [] && drift.changes == [])

        #expect(try await bench.apply().isComplete)
        let uploads = bench.host.log.count { $0 == "POST files" }
        #expect(try await bench.rollBack(to: mixed.release).isComplete)
        #expect(bench.host.log.count { $0 == "POST files" } == uploads)
        #expect(try await bench.release().complete?.files == mixed.complete?.files)
        #expect(try await bench.plannedRollback(to: mixed.release).plan.changes == [])
    }

    @Test("a rollback that needs a file which is gone is refused before the first write, and names the file")
    func contentGone() async throws {
        let (bench, _, contents) = try await threeReleases()
        let id = try #require(contents[0].knowledge("support")?.files.first { $0.path == "docs/faq.md" }?.id)
        bench.host.account.change { $0.files[id] = nil }
        let writes = bench.host.writes
        let error = await #expect(throws: DeploymentError.self) { try await bench.rollBack(to: 1) }
        #expect(error?.code == .contentGone && error?.kind == .refused)
        #expect(error?.message.contains("file.support/docs/faq.md") == true, "\(error?.message ?? "")")
        #expect(bench.host.writes == writes)
    }

    @Test("releases beyond those to be kept go, with the files that no kept one names")
    func pruning() async throws {
        var bench = ReleaseBench()
        bench.keep = 2
        for text in ["one", "two", "three", "four"] {
            bench.project.files["docs/faq.md"] = text
            bench.project.files["data/prices.csv"] = "bike,\(text)"
            let report = try await bench.apply()
            #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        }
        #expect(try await bench.adapter().history().releases.map(\.release) == [4, 3])
        #expect(try await bench.keptFileIDs() == bench.fileIDs)
        #expect(bench.fileIDs.count == 7 + 2)
        #expect(try await bench.plan().changes == [])
        let error = await #expect(throws: DeploymentError.self) { try await bench.rollBack(to: 2) }
        #expect(error?.code == .noSuchRelease)
    }

    @Test("destroy takes the files of every kept release too, and leaves foreign objects as they were")
    func destroy() async throws {
        let (bench, _, _) = try await threeReleases()
        bench.host.account.change { state in
            state.files["file_foreign"] = FakeAccount.File(name: "faq.md", bytes: 9, sha256: "0", createdAt: 1)
            state.stores["vs_foreign"] = FakeAccount.Store(
                name: "support",
                metadata: [
                    "managed_by": "assistantctl", "project": "velo", "environment": "test2", "key": "support",
                ],
                createdAt: 1,
                expiresAfter: .null
            )
        }
        bench.host.skills.change {
            $0.skills["skill_foreign"] = FakeSkills.Skill(name: "assistants-velo-test2", createdAt: 1)
        }
        let report = try await bench.destroy()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(bench.fileIDs == ["file_foreign"])
        #expect(bench.host.account.read { Array($0.stores.keys) } == ["vs_foreign"])
        #expect(bench.host.skills.read { Array($0.skills.keys) } == ["skill_foreign"])
    }

    @Test("a page that cannot be indexed leaves the release's own in place, and the rest is released")
    func unreadablePage() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        let before = try await bench.release().complete?.knowledge("support")
        bench.project.assistants[1].definition.instructions = "Be brief."
        bench.project.files["docs/faq.md"] = "QUESTIONS"
        bench.project.files["docs/terms.md"] = "TERMS"
        bench.host.account.change { $0.behaviour.unreadableNames = ["faq.md"] }
        let report = try await bench.apply()
        #expect(!report.isComplete && report.wroteSomething)
        let document = try await bench.release()
        let after = try #require(document.complete?.knowledge("support"))
        #expect(document.release == 2)
        #expect(document.complete?.assistants[1].definition.instructions == "Be brief.")
        func entry(_ path: String, _ knowledge: ReleaseKnowledge?) -> ReleaseFile? {
            knowledge?.files.first { $0.path == path }
        }
        #expect(entry("docs/faq.md", after) == entry("docs/faq.md", before))
        #expect(entry("docs/terms.md", after) != entry("docs/terms.md", before))
        for file in after.files {
            #expect(
                bench.host.account.read { $0.stores[after.vectorStoreID]?.members[file.id]?.status } == "completed",
                "\(file.path)"
            )
        }
        bench.host.account.change { $0.behaviour.unreadableNames = [] }
        try await requireCompletion(bench, release: 3)
    }

    @Test("a run that was interrupted before its release is completed by the next")
    func interrupted() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        FaultTests.Story.edit(&bench.project)
        let interrupt = InterruptSignal()
        bench.host.fail { _, line in
            if line == "POST files" { interrupt.interrupt() }
            return nil
        }
        let report = try await bench.apply(interrupt: interrupt)
        #expect(!report.isComplete && report.wasInterrupted)
        #expect(assistantOutcomes(report).allSatisfy { $0 == .notStarted }, "nothing of them is on the account")
        #expect(try await bench.release().release == 1)
        #expect(try await bench.keptFileIDs().isSubset(of: bench.fileIDs))
        bench.host.fail(nil)
        try await requireCompletion(bench, release: 2)
    }

    @Test("a destruction that was interrupted does not claim assistants that the live release still has")
    func interruptedDestruction() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let interrupt = InterruptSignal()
        bench.host.fail { _, line in
            if line.hasPrefix("DELETE files/") { interrupt.interrupt() }
            return nil
        }
        let report = try await bench.destroy(interrupt: interrupt)
        #expect(report.wasInterrupted && report.wroteSomething)
        #expect(assistantOutcomes(report) == [.notStarted, .notStarted])
        #expect(try await bench.release().complete?.assistants.count == 2)
        bench.host.fail(nil)
        #expect(try await bench.destroy().isComplete)
    }

    private func assistantOutcomes(_ report: ApplyReport) -> [ApplyReport.Outcome] {
        report.entries.compactMap { entry in
            if case .assistant = entry.change.address.resource { entry.outcome } else { nil }
        }
    }

    private func requireCompletion(_ bench: ReleaseBench, release: Int) async throws {
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(try await bench.plan().changes == [])
        #expect(try await bench.release().release == release)
        var clean = ReleaseBench()
        try await clean.apply()
        clean.project = bench.project
        try await clean.apply()
        #expect(try await bench.picture() == clean.picture())
    }
}

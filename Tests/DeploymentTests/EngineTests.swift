import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Synchronization
import Testing

@Suite("the apply engine")
struct EngineTests {
    @Test("nothing old is detached before everything new is indexed, and no assistant loses its store")
    func order() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        let oldFiles = account.read { Set($0.files.keys) }
        for path in project.files.keys { project.files[path]? += " changed" }
        account.change { $0.behaviour.indexingPolls = 3 }
        let before = account.log.count
        #expect(try await project.apply(account).isComplete)
        let log = Array(account.log[before...])
        for (id, store) in account.read({ $0.stores }) {
            let firstDetach = try #require(log.firstIndex { $0.hasPrefix("DELETE vector_stores/\(id)/files/") })
            let lastAttach = try #require(log.lastIndex { $0.hasPrefix("POST vector_stores/\(id)/file") })
            let lastLook = try #require(log[..<firstDetach].lastIndex { $0.hasPrefix("GET vector_stores/\(id)/") })
            #expect(lastAttach < lastLook && lastLook < firstDetach)
            #expect(store.members.keys.allSatisfy { !oldFiles.contains($0) })
            for file in oldFiles {
                guard let detached = log.firstIndex(of: "DELETE vector_stores/\(id)/files/\(file)") else { continue }
                let deleted = try #require(log.firstIndex(of: "DELETE files/\(file)"))
                #expect(detached < deleted)
            }
        }
        #expect(account.read { $0.files.count } == 7)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a file that cannot be indexed fails, the old one keeps serving, and the next plan shows it")
    func indexingFailure() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        let before = account.picture
        project.files["docs/faq.md"] = "broken"
        account.change { $0.behaviour.unreadableNames = ["faq.md"] }
        let report = try await project.apply(account)
        #expect(!report.isComplete)
        #expect(report.entries.count == 1)
        guard case .failed(let message) = report.entries[0].outcome else {
            Issue.record("\(report.entries[0].outcome)")
            return
        }
        #expect(message.contains("The file could not be parsed. (invalid_file)"))
        #expect(account.read { $0.files.count } == 7, "the failed upload is gone, the old one is there")
        let after = account.picture
        #expect(after.filter { $0.contains(";mapplying") }.count == 2, "its store, and the assistant that shows it")
        #expect(before.filter { $0.hasPrefix("file") } == after.filter { $0.hasPrefix("file") })
        #expect(try await project.plan(account).changes.map(\.address) == [.knowledgeFile("support", "docs/faq.md")])

        account.change { $0.behaviour.unreadableNames = [] }
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("what does not depend on a failed file goes on, and what does names it")
    func containment() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.unreadableNames = ["faq.md"] }
        let report = try await TestProject.standard.apply(account)
        let outcomes = Dictionary(uniqueKeysWithValues: report.entries.map { ($0.change.address, $0.outcome) })
        #expect(outcomes[.assistant("workshop")] == .done)
        #expect(outcomes[.assistant("support")] == .skipped(because: .knowledgeFile("support", "docs/faq.md")))
        #expect(outcomes[.knowledgeFile("support", "docs/terms.md")] == .done)
        #expect(
            outcomes[.codeInterpreterFile("support", "data/prices.csv")]
                == .skipped(because: .knowledgeFile("support", "docs/faq.md"))
        )
        #expect(account.read { $0.files.count } == 4, "no upload for code interpreter is left without its assistant")
    }

    @Test("one file that a batch is refused for fails alone")
    func refusedBatch() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.refusedNames = ["faq.md"] }
        let report = try await TestProject.standard.apply(account)
        let failed = report.entries.filter { if case .failed = $0.outcome { true } else { false } }
        #expect(failed.map(\.change.address) == [.knowledgeFile("support", "docs/faq.md")])
        #expect(account.read { $0.files.values.contains { $0.name == "faq.md" } } == false)
        #expect(account.read { $0.stores.values.map(\.members.count).sorted() } == [2, 2])
    }

    @Test("a member that answers 404 right after its attachment is waited for")
    func readAfterAttach() async throws {
        let account = FakeAccount()
        account.change {
            $0.behaviour.hiddenReads = 4
            $0.behaviour.listLag = 1_000
        }
        let project = TestProject.standard
        let live = LiveState()
        let plan = Planner().plan(desired: project.desired, contents: project.contents, live: live)
        let report = try await project.engine(account).apply(
            plan,
            desired: project.desired,
            contents: project.contents,
            live: live
        )
        #expect(report.isComplete, "\(report.entries.map(\.outcome))")
    }

    @Test("indexing that takes too long fails with its deadline, and the next apply waits for it")
    func deadline() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.indexingPolls = 500 }
        let project = TestProject.standard
        let report = try await project.apply(account)
        #expect(!report.isComplete)
        #expect(account.read { $0.files.count } == 5)
        account.change { state in
            for store in state.stores.keys {
                for member in state.stores[store]?.members.keys.map({ $0 }) ?? [] {
                    state.stores[store]?.members[member]?.polls = 2
                }
            }
        }
        let before = account.log.count
        #expect(try await project.apply(account).isComplete)
        #expect(account.log[before...].count { $0 == "POST files" } == 2, "only code interpreter's were missing")
        #expect(try await project.plan(account).changes == [])
    }

    @Test("removals come in rounds that the store's record remembers")
    func removalRounds() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        for number in 0..<100 {
            let path = "hand/page-\(number).md"
            project.files[path] = "page \(number)"
            project.knowledgeBases[1].files.append(TestProject.file(path))
        }
        project.knowledgeBases[1].files.sort { $0.path < $1.path }
        project.settings.batchLimit = 7
        try await project.apply(account)
        let smaller = TestProject.standard
        let before = account.log.count
        let report = try await smaller.apply(account)
        #expect(report.isComplete)
        #expect(report.entries.count == 100)
        let handbook = account.read { state in state.stores.first { $0.value.name == "handbook" }?.key ?? "" }
        #expect(account.log[before...].count { $0 == "POST vector_stores/\(handbook)" } == 1 + 3 + 1)
        #expect(account.read { $0.files.count } == 7)
        #expect(try await smaller.plan(account).changes == [])
    }

    @Test("no more requests are in flight than asked for")
    func width() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        project.settings.concurrency = 3
        project.settings.waitingConcurrency = 1
        try await project.apply(account)
        #expect(account.read(\.mostInFlight) <= 4)
    }

    @Test("an answer from another organisation stops the run before the first write")
    func organization() async throws {
        let account = FakeAccount()
        account.change { $0.organizations = ["org_other"] }
        let project = TestProject.standard
        let live = try await project.live(account)
        let plan = Planner().plan(desired: project.desired, contents: project.contents, live: live)
        let error = await #expect(throws: DeploymentError.self) {
            _ = try await project.engine(account, organization: "org_velo").apply(
                plan,
                desired: project.desired,
                contents: project.contents,
                live: live
            )
        }
        #expect(error?.code == .wrongAccount && error?.kind == .refused)
        #expect(account.writes == [])
    }

    @Test("a plan that must not be applied is not")
    func refusedPlan() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        var plan = try await project.plan(account)
        plan.refusals = [PlanRefusal(kind: .massDelete, message: "too much")]
        let live = try await project.live(account)
        let refused = plan
        let error = await #expect(throws: DeploymentError.self) {
            _ = try await project.engine(account).apply(
                refused,
                desired: project.desired,
                contents: project.contents,
                live: live
            )
        }
        #expect(error?.kind == .refused)
        #expect(account.writes == [])
    }

    @Test("an interrupt attaches what is uploaded, starts nothing new, and the next apply goes on")
    func interrupt() async throws {
        for stop in 1...12 {
            let account = FakeAccount()
            var project = TestProject.standard
            project.settings.concurrency = 2
            let signal = InterruptSignal()
            account.change {
                $0.fault = { number, _ in
                    if number == stop + 2 { signal.interrupt() }
                    return nil
                }
            }
            let live = try await project.live(account)
            let plan = Planner().plan(desired: project.desired, contents: project.contents, live: live)
            let report = try await project.engine(account, interrupt: signal).apply(
                plan,
                desired: project.desired,
                contents: project.contents,
                live: live
            )
            #expect(report.wasInterrupted && !report.isComplete)
            let attached = account.read { state in Set(state.stores.values.flatMap(\.members.keys)) }
            let used = account.read { state in
                Set(
                    state.assistants.values.flatMap { assistant in
                        assistant["tool_resources"]?["code_interpreter"]?["file_ids"]?.arrayValue ?? []
                    }.compactMap(\.stringValue)
                )
            }
            #expect(account.read { Set($0.files.keys) } == attached.union(used), "stopped at \(stop)")
            account.change { $0.fault = nil }
            #expect(try await project.apply(account).isComplete)
            #expect(try await project.plan(account).changes == [])
        }
    }

    @Test("an interrupt ends the wait for indexing, and the next apply goes on with it")
    func interruptedIndexing() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.indexingPolls = 100_000 }
        let project = TestProject.standard
        let signal = InterruptSignal()
        let live = try await project.live(account)
        let report = try await project.engine(account, interrupt: signal) { event in
            if case .indexing = event { signal.interrupt() }
        }.apply(
            Planner().plan(desired: project.desired, contents: project.contents, live: live),
            desired: project.desired,
            contents: project.contents,
            live: live
        )
        #expect(report.wasInterrupted && !report.isComplete)
        let reasons = report.entries.compactMap { if case .failed(let reason) = $0.outcome { reason } else { nil } }
        #expect(reasons.contains("interrupted while it was indexed; the next apply goes on waiting"), "\(reasons)")
        account.change { state in
            state.behaviour.indexingPolls = 0
            for store in state.stores.keys {
                for member in state.stores[store]?.members.keys.map({ $0 }) ?? [] {
                    state.stores[store]?.members[member]?.polls = 0
                }
            }
        }
        let uploads = account.log.count { $0 == "POST files" }
        #expect(try await project.apply(account).isComplete)
        #expect(account.log.count { $0 == "POST files" } <= 7, "\(uploads) before")
        #expect(try await project.plan(account).changes == [])
    }

    @Test("an object that lost its marks since it was read is left alone")
    func lostMarks() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            state.fault = { _, line in nil }
        }
        let live = try await project.reader(account).readEverything()
        let plan = Planner().destroyPlan(
            project: "velo",
            environment: project.desired.environment,
            live: live
        )
        account.change { state in
            for id in state.assistants.keys { state.assistants[id]?["metadata"] = ["owner": "somebody"] }
        }
        var emptied = plan
        emptied.changes.removeAll { $0.address != .assistant("workshop") }
        let report = try await project.engine(account).apply(emptied, desired: nil, contents: [:], live: live)
        #expect(!report.isComplete)
        #expect(account.read { $0.assistants.count } == 2)
        guard case .failed(let message) = report.entries[0].outcome else {
            Issue.record("not reported")
            return
        }
        #expect(message.contains("no longer carries"))
    }

    @Test("progress tells bytes, indexing, and an end for every change")
    func events() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        let events = EventLog()
        let live = try await project.live(account)
        let plan = Planner().plan(desired: project.desired, contents: project.contents, live: live)
        _ = try await project.engine(account, onEvent: { events.append($0) }).apply(
            plan,
            desired: project.desired,
            contents: project.contents,
            live: live
        )
        let all = events.all
        let finished = all.compactMap { if case .finished(let address, _) = $0 { address } else { nil } }
        #expect(Set(finished) == Set(plan.changes.map(\.address)) && finished.count == plan.changes.count)
        let faq = ResourceAddress.knowledgeFile("support", "docs/faq.md")
        #expect(all.contains(.uploading(faq, sentBytes: 9, totalBytes: 9)))
        #expect(all.contains(.indexing(store: .vectorStore("support"), completed: 3, total: 3)))
    }
}

final class EventLog: Sendable {
    private let events = Mutex<[ApplyEvent]>([])

    var all: [ApplyEvent] { events.withLock { $0 } }

    func append(_ event: ApplyEvent) { events.withLock { $0.append(event) } }
}

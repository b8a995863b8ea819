import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import SourceDiagnostics
import Testing

@testable import Deployment

@Suite("forgetting assistant objects")
struct ForgettingTests {
    private func forget(
        _ addresses: [String],
        of project: TestProject,
        on account: FakeAccount,
        interrupt: InterruptSignal = InterruptSignal()
    ) async throws -> (Plan, ApplyReport) {
        let (plan, live) = try await project.plannedForgetting(addresses, account)
        let engine = project.engine(account, interrupt: interrupt)
        return (plan, try await engine.apply(plan, desired: nil, contents: [:], live: live))
    }

    private static let marks = Set(Ownership.MetadataKey.all)

    /// The project without the assistant `support` and what is its own.
    private static var withoutSupport: TestProject {
        var project = TestProject.standard
        project.assistants.removeFirst()
        project.knowledgeBases.removeFirst()
        return project
    }

    @Test("only the marks go, on a server that replaces metadata and on one that merges it", arguments: [false, true])
    func marksGo(merges: Bool) async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.mergesMetadata = merges }
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            for id in state.stores.keys { state.stores[id]?.metadata["billing"] = "7" }
        }
        let before = account.read { ($0.stores, $0.files, $0.assistants) }
        let (plan, report) = try await forget(["assistant.support"], of: project, on: account)
        #expect(report.isComplete)
        #expect(plan.changes.map(\.address.description) == ["assistant.support", "vector_store.support"])
        #expect(plan.changes.allSatisfy { $0.action == .forget })
        #expect(
            plan.changes.flatMap(\.reasons).map(\.kind) == [.forget(with: nil), .forget(with: "assistant.support")]
        )
        #expect(plan.warnings.map(\.code) == ["still-declared", "still-declared"])
        let after = account.read { ($0.stores, $0.files, $0.assistants) }
        #expect(after.1 == before.1)
        let storeID = try #require(before.0.first { $0.value.metadata["key"] == "support" }?.key)
        var expected = before.0
        expected[storeID]?.metadata = ["billing": "7"]
        var stores = after.0
        let shown = stores[storeID]?.metadata.filter { !$0.value.isEmpty } ?? [:]
        stores[storeID]?.metadata = shown
        #expect(stores == expected)
        for (id, object) in before.2 {
            let pairs = after.2[id]?["metadata"]?.objectValue ?? [:]
            let metadata = pairs.filter { $0.value != "" }
            let isForgotten = object["name"] == "Support"
            #expect(metadata.contains { Self.marks.contains($0.key) } != isForgotten)
            if isForgotten {
                #expect(metadata.map(\.key) == ["team"])
                var rest = object
                rest["metadata"] = after.2[id]?["metadata"]
                #expect(after.2[id] == rest)
            }
        }
        // Out of git, the project knows nothing of it any more, and leaves it where it is.
        let rest = Self.withoutSupport
        #expect(try await rest.plan(account).changes == [])
        try await rest.destroy(account)
        #expect(account.read { Array($0.stores.keys) } == [storeID])
        #expect(account.read { $0.assistants.count } == 1)
        let members = try #require(before.0[storeID]?.members.keys)
        let codeFiles = before.1.filter { $0.value.name.hasSuffix(".csv") }.keys
        #expect(account.read { Set($0.files.keys) } == Set(members).union(codeFiles))
    }

    @Test("a shared store is refused while somebody uses it, and goes with its users when they are named")
    func sharedStore() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let writes = account.writes.count
        let error = await #expect(throws: DeploymentError.self) {
            try await forget(["vector_store.handbook"], of: project, on: account)
        }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains("assistant.workshop") == true)
        #expect(account.writes.count == writes)
        let (plan, report) = try await forget(
            ["vector_store.handbook", "assistant.work*"],
            of: project,
            on: account
        )
        #expect(report.isComplete)
        #expect(plan.changes.map(\.address.description) == ["vector_store.handbook", "assistant.workshop"])
        #expect(account.read { $0.stores.values.compactMap { $0.metadata["key"] } } == ["support"])
    }

    @Test("what nobody named stays managed, and that is said")
    func sharedStoreStays() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let (plan, _) = try await forget(["assistant.workshop"], of: project, on: account)
        #expect(plan.changes.map(\.address.description) == ["assistant.workshop"])
        #expect(plan.warnings.map(\.code) == ["still-declared", "stays-managed"])
        #expect(account.read { $0.stores.values.count { $0.metadata["key"] == "handbook" } } == 1)
    }

    @Test("unknown addresses and files are wrong usage; a duplicate is named with its id")
    func addresses() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        account.change { state in
            state.stores["vs_copy"] = FakeAccount.Store(
                name: "support",
                metadata: TestProject.ownership.marks(key: "support"),
                createdAt: 9_999,
                expiresAfter: .null
            )
        }
        let live = try await project.reader(account).readOverview()
        func unusable(_ address: String) -> [String] {
            live.unforgettable([AddressPattern(address)]).map { "\($0.code) \($0.hint ?? "")" }
        }
        #expect(unusable("assistant.suport") == ["unknown-address did you mean assistant.support?"])
        #expect(
            unusable("file.support/docs/faq.md") == ["not-forgettable forget its assistant or its vector store"]
        )
        let (plan, report) = try await forget(["vector_store.support#vs_copy"], of: project, on: account)
        #expect(report.isComplete)
        #expect(plan.changes.map(\.liveID) == ["vs_copy"])
        #expect(account.read { $0.stores["vs_copy"]?.metadata } == [:])
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a protected object can be forgotten, and its protection goes too")
    func protected() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        project.assistants[0].lifecycle.isProtected = true
        try await project.apply(account)
        let (plan, report) = try await forget(["assistant.support"], of: project, on: account)
        #expect(plan.warnings.count { $0.code == "protected" } == 2)
        #expect(report.isComplete)
        #expect(account.read { $0.stores.values.allSatisfy { $0.metadata["protect"] == nil } })
    }

    @Test("killed or interrupted at any request, the next run finishes what is left")
    func killedAnywhere() async throws {
        let project = TestProject.standard
        let clean = FakeAccount()
        try await project.apply(clean)
        let start = clean.log.count
        _ = try await forget(["assistant.*", "vector_store.*"], of: project, on: clean)
        // Not one assistant is even looked at before the last store is done.
        let lastStore = try #require(clean.log.lastIndex { $0.hasPrefix("POST vector_stores/") })
        #expect(clean.log[start...lastStore].allSatisfy { !$0.contains("assistants/") })
        #expect(clean.log[lastStore...].contains { $0.hasPrefix("POST assistants/") })
        for number in 1...(clean.log.count - start) {
            for isAfter in [false, true] {
                let account = FakeAccount()
                try await project.apply(account)
                let first = account.log.count
                account.change {
                    $0.fault = { count, _ in count == first + number ? (isAfter ? .dieAfter : .die) : nil }
                }
                let killed = try? await forget(["assistant.*", "vector_store.*"], of: project, on: account).1
                #expect(killed?.isComplete != true)
                account.change {
                    $0.isDead = false
                    $0.fault = nil
                }
                let left = account.read { state in
                    (state.stores.values.contains { $0.metadata["key"] != nil }, state.assistants.count)
                }
                // Assistants are left for as long as a store is.
                let live = try await project.reader(account).readOverview()
                #expect(!left.0 || live.assistants.count == left.1, "request \(number)")
                if live.assistants.isEmpty { continue }
                let addresses = left.0 ? ["assistant.*", "vector_store.*"] : ["assistant.*"]
                #expect(try await forget(addresses, of: project, on: account).1.isComplete, "request \(number)")
                #expect(account.picture == clean.picture, "request \(number)")
            }
        }
        let interrupt = InterruptSignal()
        let account = FakeAccount()
        try await project.apply(account)
        account.change { state in
            state.fault = { _, line in
                if line.hasPrefix("POST vector_stores") { interrupt.interrupt() }
                return nil
            }
        }
        let (_, report) = try await forget(
            ["assistant.*", "vector_store.*"],
            of: project,
            on: account,
            interrupt: interrupt
        )
        #expect(report.entries.contains { $0.outcome == .done })
        #expect(!report.wasInterrupted || report.entries.contains { $0.outcome == .notStarted })
    }

    @Test("an assistant whose store keeps its marks keeps its own; what does not need that store goes")
    func storeKeepsItsMarks() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let storeID = try #require(account.read { $0.stores.first { $0.value.metadata["key"] == "support" }?.key })
        account.change { state in
            state.fault = { _, line in
                line == "POST vector_stores/\(storeID)" ? .refuse(status: 403, code: .forbidden) : nil
            }
        }
        let all = ["assistant.*", "vector_store.*"]
        let (plan, report) = try await forget(all, of: project, on: account)
        let outcomes = zip(plan.changes.map(\.address.description), report.entries.map(\.outcome))
            .map { "\($0) \($1)".prefix { $0 != "(" } }
        #expect(
            outcomes == [
                "vector_store.handbook done", "assistant.support skipped", "vector_store.support failed",
                "assistant.workshop done",
            ]
        )
        #expect((report.isComplete, report.wroteSomething) == (false, true))
        #expect(try await project.reader(account).readOverview().assistants.map(\.key) == ["support"])
        account.change { $0.fault = nil }
        #expect(try await forget(["assistant.support"], of: project, on: account).1.isComplete)
    }

    @Test("an object that somebody else took over meanwhile is not written to")
    func takenOver() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let (plan, live) = try await project.plannedForgetting(["assistant.support"], account)
        account.change { state in
            for (id, store) in state.stores where store.metadata["key"] == "support" {
                state.stores[id]?.metadata["project"] = "other"
            }
        }
        let before = account.read(\.stores)
        let report = try await project.engine(account).apply(plan, desired: nil, contents: [:], live: live)
        #expect(report.isComplete)
        #expect(account.read(\.stores) == before)
    }
}

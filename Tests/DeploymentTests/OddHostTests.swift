import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@Suite("hosts that do not keep what they are sent")
struct OddHostTests {
    private func failures(_ report: ApplyReport) -> [String] {
        report.entries.compactMap { if case .failed(let message) = $0.outcome { message } else { nil } }
    }

    @Test("a description that leaves the manifest is emptied where null means unchanged")
    func ignoredNull() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.ignoresNull = true }
        var project = TestProject.standard
        try await project.apply(account)
        project.assistants[0].definition.description = nil
        #expect(try await project.apply(account).isComplete)
        #expect(account.read { $0.assistants.values.contains { $0["description"] == "" } })
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a field that cannot be cleared fails its change, and stays in every plan")
    func stubbornField() async throws {
        let account = FakeAccount()
        account.change {
            $0.behaviour.ignoresNull = true
            $0.behaviour.ignoresEmpty = true
        }
        var project = TestProject.standard
        try await project.apply(account)
        project.assistants[0].definition.description = nil
        for _ in 0..<2 {
            let report = try await project.apply(account)
            #expect(failures(report).first?.contains("left as before: description") == true, "\(report.entries)")
            #expect(try await project.plan(account).changes.flatMap { $0.fields.map(\.path) } == ["description"])
        }
    }

    @Test("an object that comes back without its marks is deleted again")
    func droppedMarks() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.dropsMetadata = true }
        let report = try await TestProject.standard.apply(account)
        #expect(failures(report).first?.contains("cannot hold managed") == true)
        #expect(account.read { $0.stores.isEmpty && $0.assistants.isEmpty && $0.files.isEmpty })
    }

    @Test("files that come back without their attributes are taken back, and the host is named unfit")
    func droppedAttributes() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.dropsAttributes = true }
        let report = try await TestProject.standard.apply(account)
        #expect(failures(report).count == 5)
        #expect(failures(report).allSatisfy { $0.contains("does not keep attributes") })
        #expect(account.read { $0.files.isEmpty && $0.stores.values.allSatisfy(\.members.isEmpty) })
    }

    @Test("a host without batches gets its files one by one")
    func withoutBatches() async throws {
        let account = FakeAccount()
        account.change { $0.behaviour.servesBatches = false }
        let project = TestProject.standard
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("an older host that takes smaller batches gets its files in parts of a refused one")
    func smallerBatches() async throws {
        let account = FakeAccount()
        account.change {
            $0.behaviour.batchLimit = 10
            // Found among the others without asking for each of them.
            $0.behaviour.refusedNames = ["page-17.md"]
        }
        var project = TestProject.standard
        for number in 0..<60 {
            project.files["hand/page-\(number).md"] = "page \(number)"
            project.knowledgeBases[1].files.append(TestProject.file("hand/page-\(number).md"))
        }
        project.knowledgeBases[1].files.sort { $0.path < $1.path }
        let report = try await project.apply(account)
        #expect(failures(report).count == 1)
        let attachments = account.log.count { $0.hasSuffix("/files") || $0.hasSuffix("/file_batches") }
        #expect(attachments < 45, "\(attachments) requests for 65 files")
        project.knowledgeBases[1].files.removeAll { $0.path == "hand/page-17.md" }
        #expect(try await project.apply(account).isComplete)
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a file object goes only when its store no longer shows it")
    func lingeringMember() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        let old = account.read { state in state.files.first { $0.value.name == "faq.md" }?.key ?? "" }
        account.change { $0.behaviour.lingeringReads = 3 }
        project.files["docs/faq.md"] = "QUESTIONS"
        let before = account.log.count
        #expect(try await project.apply(account).isComplete)
        let log = Array(account.log[before...])
        let detached = try #require(log.firstIndex { $0.hasPrefix("DELETE vector_stores/") && $0.hasSuffix(old) })
        let deleted = try #require(log.firstIndex(of: "DELETE files/\(old)"))
        #expect(log[detached..<deleted].count { $0.hasPrefix("GET vector_stores/") && $0.hasSuffix(old) } == 4)
    }

    @Test("a member that never goes keeps its file object, and the run says so")
    func immortalMember() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        account.change { $0.behaviour.lingeringReads = 10_000 }
        project.files["docs/faq.md"] = "QUESTIONS"
        let report = try await project.apply(account)
        #expect(failures(report).first?.contains("still shows it: the file itself was kept") == true)
        #expect(account.read { $0.files.count } == 8)
    }

    @Test("a run that only marked a store as changing wrote something")
    func markedStore() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["docs/faq.md"] = "QUESTIONS"
        account.change { $0.behaviour.unreadableNames = ["faq.md"] }
        let report = try await project.apply(account)
        #expect(!report.entries.contains { $0.outcome == .done } && report.wroteSomething)
    }

    @Test("a run whose first request is refused wrote nothing")
    func nothingWritten() async throws {
        let account = FakeAccount()
        account.change {
            $0.fault = { _, line in line.hasPrefix("POST") ? .refuse(status: 403, code: .forbidden) : nil }
        }
        let report = try await TestProject.standard.apply(account)
        #expect(!report.isComplete && !report.wroteSomething)
    }
}

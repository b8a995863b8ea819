import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Synchronization
import Testing

@Suite("answers that never come")
struct LostAnswerTests {
    private func faulty(
        _ account: FakeAccount,
        _ fault: FakeAccount.Fault,
        at matches: @escaping @Sendable (String) -> Bool
    ) {
        account.change { $0.fault = { _, line in matches(line) ? fault : nil } }
    }

    private func usedCodeFiles(_ account: FakeAccount) -> Set<String> {
        account.read { state in
            Set(
                state.assistants.values.flatMap { assistant in
                    assistant["tool_resources"]?["code_interpreter"]?["file_ids"]?.arrayValue ?? []
                }.compactMap(\.stringValue)
            )
        }
    }

    @Test("an update whose every answer is lost keeps the files that the assistant now has")
    func codeFiles() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["data/prices.csv"] = "bike,9"
        faulty(account, .loseEveryAnswer) { $0.hasPrefix("POST assistants/") }
        let report = try await project.apply(account)
        #expect(!report.isComplete && report.wroteSomething)
        #expect(report.notes.contains { $0.contains("may be left on the account") })
        account.change { $0.fault = nil }
        #expect(usedCodeFiles(account).count == 2)
        #expect(usedCodeFiles(account).isSubset(of: account.read { Set($0.files.keys) }))
        #expect(try await project.apply(account).isComplete)
        #expect(usedCodeFiles(account).isSubset(of: account.read { Set($0.files.keys) }))
        #expect(try await project.plan(account).changes == [])
        #expect(account.read { $0.files.count } == 7)
    }

    @Test("a refused update takes its uploads back")
    func refusedUpdate() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["data/prices.csv"] = "bike,9"
        faulty(account, .refuse(status: 400, code: .invalidRequest)) { $0.hasPrefix("POST assistants/") }
        #expect(try await !project.apply(account).isComplete)
        #expect(account.read { $0.files.count } == 7)
    }

    @Test("files that may be attached are kept, also when the look at the store fails")
    func failingLook() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        account.change {
            $0.fault = { _, line in
                if line.hasSuffix("/file_batches") { return .loseEveryAnswer }
                if line.hasPrefix("GET vector_stores/"), line.hasSuffix("/files") {
                    return .refuse(status: 503, code: .server)
                }
                return nil
            }
        }
        #expect(try await !project.apply(account).isComplete)
        let members = account.read { state in Set(state.stores.values.flatMap(\.members.keys)) }
        #expect(members.count == 5)
        #expect(members.isSubset(of: account.read { Set($0.files.keys) }))
        account.change { $0.fault = nil }
        #expect(try await project.apply(account).isComplete)
        #expect(account.read { $0.files.count } == 7, "nothing was uploaded twice")
    }

    @Test(
        "a creation that got lost is made again behind one look, and what lists hide meanwhile goes by the next plan",
        arguments: [0, 1_000]
    )
    func laggingCreation(_ lag: Int) async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        let lost = Mutex<Set<String>>(["POST assistants", "POST vector_stores"])
        faulty(account, .loseAnswer) { line in lost.withLock { $0.remove(line) != nil } }
        account.change { $0.behaviour.listLag = lag }
        #expect(try await project.apply(account).isComplete)
        let twins = lag == 0 ? 0 : 1
        #expect(account.log.count { $0 == "POST vector_stores" } == 2 + twins)
        #expect(account.log.count { $0 == "POST assistants" } == 2 + twins)
        account.change {
            $0.fault = nil
            $0.behaviour.listLag = 0
        }
        let changes = try await project.plan(account).changes
        #expect(changes.count == 2 * twins)
        #expect(changes.allSatisfy { $0.action == .delete && $0.address.duplicateID != nil })
        let live = account.read { $0.assistants.keys.sorted() }
        #expect(try await project.apply(account).isComplete)
        #expect(account.read { $0.assistants.count == 2 && $0.stores.count == 2 && $0.files.count == 7 })
        #expect(account.read { Set(live).isSuperset(of: $0.assistants.keys) })
        #expect(try await project.plan(account).changes == [])
    }

    @Test("a lower try that shows before the run ends goes with it")
    func twinWithinTheRun() async throws {
        let account = FakeAccount()
        let lost = Mutex<Set<String>>(["POST assistants", "POST vector_stores"])
        faulty(account, .loseAnswer) { line in lost.withLock { $0.remove(line) != nil } }
        account.change { $0.behaviour.listLag = 1 }
        #expect(try await TestProject.standard.apply(account).isComplete)
        #expect(account.log.count { $0 == "POST vector_stores" } == 3)
        #expect(account.read { $0.assistants.count == 2 && $0.stores.count == 2 && $0.files.count == 7 })
        #expect(try await TestProject.standard.plan(account).changes == [])
    }

    @Test("a run that was killed between an upload and its assistant has the next one name the file")
    func killedBeforeTheAssistant() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["data/prices.csv"] = "bike,9"
        faulty(account, .die) { $0.hasPrefix("POST assistants/") }
        _ = try await project.apply(account)
        account.change {
            $0.fault = nil
            $0.isDead = false
        }
        #expect(account.read { $0.files.count } == 8)
        let report = try await project.apply(account)
        #expect(report.isComplete)
        #expect(report.notes.count == 1)
        #expect(report.notes.first?.contains("(prices.csv, 6 bytes)") == true, "\(report.notes)")
        #expect(try await project.apply(account).notes == [], "an empty run looks for nothing")
    }
}

import AssistantModel
import OpenAIAPI
import Planning
import Testing

@testable import Deployment

@Suite("an expired store: another is filled from the file objects that are still there")
struct ExpiredStoreTests {
    private func expire(_ account: FakeAccount, isEmptied: Bool = false) {
        account.change { state in
            for id in state.stores.keys where state.stores[id]?.name == "support" {
                state.stores[id]?.isExpired = true
                if isEmptied { state.stores[id]?.members = [:] }
            }
        }
    }

    private func fileIDs(_ account: FakeAccount) -> Set<String> { account.read { Set($0.files.keys) } }

    private func isLive(_ account: FakeAccount) -> Bool {
        account.read { state in
            state.stores.values.allSatisfy { store in
                !store.isExpired && store.members.keys.allSatisfy { state.files[$0] != nil }
            }
        }
    }

    @Test("the assistant moves to the new store before the old one goes, and nothing is uploaded or detached")
    func classic() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        let files = fileIDs(account)
        expire(account)
        let before = account.writes.count
        #expect(try await project.apply(account).isComplete)
        let writes = Array(account.writes[before...])
        #expect(!writes.contains { $0 == "POST files" || $0.hasPrefix("DELETE") && $0.contains("file") })
        let moved = try #require(writes.firstIndex { $0.hasPrefix("POST assistants/") })
        let gone = try #require(writes.firstIndex { $0.hasPrefix("DELETE vector_stores/") })
        #expect(moved < gone)
        #expect(fileIDs(account) == files)
        #expect(isLive(account))
        #expect(try await project.plan(account).changes == [])
    }

    @Test("only what is gone, changed or was never indexed is uploaded")
    func partly() async throws {
        let account = FakeAccount()
        var project = TestProject.standard
        try await project.apply(account)
        project.files["docs/terms.md"] = "new terms"
        account.change { state in
            for (id, file) in state.files where file.name == "faq.md" { state.files[id] = nil }
        }
        expire(account)
        let before = account.writes.count
        #expect(try await project.apply(account).isComplete)
        #expect(account.writes[before...].count { $0 == "POST files" } == 2)
        #expect(fileIDs(account).count == 7)
        #expect(isLive(account))
        #expect(try await project.plan(account).changes == [])
    }

    @Test("killed at any request, the next run ends as the first would have, and no file object is lost or left")
    func killed() async throws {
        var number = 1
        while true {
            let account = FakeAccount()
            let project = TestProject.standard
            try await project.apply(account)
            expire(account)
            let last = account.log.count + number
            account.change { $0.fault = { count, _ in count == last ? .dieAfter : nil } }
            _ = try? await project.apply(account)
            guard account.read(\.isDead) else { break }
            account.change {
                $0.fault = nil
                $0.isDead = false
            }
            #expect(try await project.apply(account).isComplete)
            #expect(fileIDs(account).count == 7, "request \(number)")
            #expect(isLive(account), "request \(number)")
            #expect(account.read { $0.stores.count } == 2)
            #expect(try await project.plan(account).changes == [])
            number += 1
        }
        #expect(number > 10)
    }

    @Test("a host whose deletion of a store takes the files out of the new one is noticed, and the next run mends it")
    func takenAlong() async throws {
        let account = FakeAccount()
        let project = TestProject.standard
        try await project.apply(account)
        expire(account)
        account.change { $0.behaviour.takesFilesAlong = true }
        let report = try await project.apply(account)
        #expect(!report.isComplete)
        #expect("\(report.entries.map(\.outcome))".contains("when the expired"))
        #expect(try await project.apply(account).isComplete)
        #expect(isLive(account))
        #expect(try await project.plan(account).changes == [])
    }

    @Test(
        "in a release, whether the host still shows what was in the store or emptied it",
        arguments: [false, true]
    )
    func release(isEmptied: Bool) async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let files = bench.fileIDs
        let uploads = bench.host.log.count { $0 == "POST files" }
        expire(bench.host.account, isEmptied: isEmptied)
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(bench.host.log.count { $0 == "POST files" } == uploads)
        #expect(bench.fileIDs == files)
        #expect(isLive(bench.host.account))
        #expect(try await bench.plan().changes == [])
    }

    @Test("an expired store that lost the project's marks is somebody's, and so are its files")
    func foreign() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let uploads = bench.host.log.count { $0 == "POST files" }
        expire(bench.host.account)
        bench.host.account.change { state in
            for id in state.stores.keys where state.stores[id]?.name == "support" { state.stores[id]?.metadata = [:] }
        }
        let theirs = bench.host.account.read { $0.stores.values.first(where: \.isExpired) }
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(bench.host.log.count { $0 == "POST files" } == uploads + 3)
        #expect(bench.host.account.read { $0.stores.values.first(where: \.isExpired) } == theirs)
        #expect(try await bench.plan().changes == [])
    }
}

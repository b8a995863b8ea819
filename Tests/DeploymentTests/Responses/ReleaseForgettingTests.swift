import AssistantModel
import OpenAIAPI
import Planning
import Testing

@testable import Deployment

@Suite("forgetting what is in releases")
struct ReleaseForgettingTests {
    private func forget(_ addresses: [String], _ bench: ReleaseBench) async throws -> ApplyReport {
        let planned = try await bench.plannedForgetting(addresses)
        #expect(planned.live.unforgettable(addresses.map { AddressPattern($0) }) == [])
        return try await bench.apply(planned)
    }

    /// The store of `support` with its members, and the files of its code interpreter.
    private func belongings(_ bench: ReleaseBench) async throws -> (storeID: String, fileIDs: Set<String>) {
        let content = try await bench.release().complete ?? ReleaseContent()
        let support = try #require(content.assistants.first { $0.key == "support" })
        let store = try #require(support.ownKnowledge)
        return (store.vectorStoreID, Set((store.files + support.codeInterpreterFiles).map(\.id)))
    }

    private func withoutSupport(_ bench: inout ReleaseBench) {
        bench.project.assistants.removeFirst()
        bench.project.knowledgeBases.removeFirst()
    }

    /// Whether everything of it is as it was.
    private func requireUntouched(_ bench: ReleaseBench, _ store: FakeAccount.Store, _ id: String, _ files: Set<String>)
    {
        #expect(bench.host.account.read { $0.stores[id]?.members } == store.members)
        #expect(files.isSubset(of: bench.fileIDs))
    }

    @Test("a release without it is published, and nothing deletes its files: not pruning, not destroy")
    func filesOutliveReleases() async throws {
        for end in ["prune", "destroy"] {
            var bench = ReleaseBench()
            bench.keep = 2
            try await bench.apply()
            let (storeID, fileIDs) = try await belongings(bench)
            let store = try #require(bench.host.account.read { $0.stores[storeID] })
            #expect(try await forget(["assistant.support"], bench).isComplete)
            let release = try await bench.release()
            #expect(release.release == 2)
            #expect(release.complete?.changes == ["forget assistant.support", "forget vector_store.support"])
            #expect(release.complete?.assistants.map(\.key) == ["workshop"])
            #expect(bench.host.account.read { $0.stores[storeID]?.metadata } == [:])
            withoutSupport(&bench)
            #expect(try await bench.plan().changes == [])
            if end == "prune" {
                for text in ["one", "two", "three", "four"] {
                    bench.project.assistants[0].definition.instructions = text
                    #expect(try await bench.apply().isComplete)
                    requireUntouched(bench, store, storeID, fileIDs)
                }
                let last = try await bench.release().complete
                #expect(last?.history.map(\.release) == [5])
                #expect(last?.forgotten == [], "no kept release names the files any more")
            }
            #expect(try await bench.destroy().isComplete)
            requireUntouched(bench, store, storeID, fileIDs)
            #expect(bench.host.account.read { Array($0.stores.keys) } == [storeID])
            #expect(bench.fileIDs == fileIDs)
        }
    }

    @Test("a rollback to a release that had it makes a store of its own, with files of its own")
    func rollback() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        let (storeID, fileIDs) = try await belongings(bench)
        let store = try #require(bench.host.account.read { $0.stores[storeID] })
        _ = try await forget(["assistant.support"], bench)
        withoutSupport(&bench)
        #expect(try await bench.rollBack(to: 1).isComplete)
        requireUntouched(bench, store, storeID, fileIDs)
        let (second, files) = try await belongings(bench)
        #expect(second != storeID)
        #expect(files.isDisjoint(with: fileIDs))
        // And when that goes, and its releases with it, the first is there still.
        bench.keep = 1
        #expect(try await bench.apply().isComplete)
        bench.project.assistants[0].definition.instructions = "again"
        #expect(try await bench.apply().isComplete)
        requireUntouched(bench, store, storeID, fileIDs)
    }

    @Test("without the files in the folder such a rollback is refused: it would take them from the forgotten store")
    func rollbackWithoutFiles() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        _ = try await forget(["assistant.support"], bench)
        withoutSupport(&bench)
        bench.project.files["docs/faq.md"] = nil
        let error = await #expect(throws: DeploymentError.self) { try await bench.plannedRollback(to: 1) }
        #expect(error?.code == .contentGone)
    }

    @Test("declared still, it is made anew beside what was forgotten")
    func declaredStill() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let (storeID, fileIDs) = try await belongings(bench)
        let store = try #require(bench.host.account.read { $0.stores[storeID] })
        _ = try await forget(["assistant.support"], bench)
        #expect(try await bench.apply().isComplete)
        #expect(try await bench.plan().changes == [])
        let (second, files) = try await belongings(bench)
        #expect(second != storeID)
        #expect(files.isDisjoint(with: fileIDs))
        requireUntouched(bench, store, storeID, fileIDs)
    }

    @Test("killed at any request, the same command finishes; and what lost its marks is never deleted, finished or not")
    func killedAnywhere() async throws {
        let clean = ReleaseBench()
        try await clean.apply()
        let start = clean.host.log.count
        _ = try await forget(["assistant.*", "vector_store.handbook"], clean)
        let requests = clean.host.log.count - start
        for number in 1...requests {
            for finishes in [false, true] {
                var bench = ReleaseBench()
                bench.keep = 2
                try await bench.apply()
                let stores = bench.host.account.read(\.stores)
                let files = bench.fileIDs
                let first = bench.host.log.count
                bench.host.fail { count, _ in count == first + number ? .dieAfter : nil }
                _ = try? await forget(["assistant.*", "vector_store.handbook"], bench)
                bench.host.fail(nil)
                bench.letTheLockRunOut()
                let live = try await bench.release().complete ?? ReleaseContent()
                let lost = bench.host.account.read { $0.stores.filter { $0.value.metadata["key"] == nil }.keys }
                    .filter { stores[$0]?.metadata["key"] != nil }
                // With marks or in the live release: never neither, unless everything is done.
                if !live.assistants.isEmpty, finishes {
                    #expect(try await forget(["assistant.*", "vector_store.handbook"], bench).isComplete, "\(number)")
                }
                if finishes {
                    #expect(try await bench.release().complete?.assistants == [])
                    #expect(try await bench.release().complete?.knowledgeBases == [])
                }
                bench.project.assistants = []
                bench.project.knowledgeBases = []
                let wasForgotten = live.assistants.isEmpty || finishes
                for _ in 0..<3 {
                    let plan = try await bench.planned()
                    if !plan.plan.isEmpty { #expect(try await bench.apply(plan).isComplete, "\(number)") }
                }
                _ = try await bench.destroy()
                for id in wasForgotten ? Array(stores.keys) : lost {
                    #expect(bench.host.account.read { $0.stores[id]?.members } == stores[id]?.members, "\(number)")
                    let members = Set(stores[id]?.members.keys.map { $0 } ?? [])
                    #expect(members.isSubset(of: bench.fileIDs), "request \(number)")
                }
                if wasForgotten { #expect(bench.fileIDs == files, "request \(number)") }
            }
        }
    }

    @Test("a store whose marks were taken off by hand keeps its files, too")
    func byHand() async throws {
        var bench = ReleaseBench()
        bench.keep = 2
        try await bench.apply()
        let (storeID, _) = try await belongings(bench)
        let members = try #require(bench.host.account.read { $0.stores[storeID]?.members })
        bench.host.account.change { $0.stores[storeID]?.metadata = [:] }
        withoutSupport(&bench)
        for text in ["one", "two", "three"] {
            bench.project.assistants[0].definition.instructions = text
            #expect(try await bench.apply().isComplete)
        }
        #expect(bench.host.account.read { $0.stores[storeID]?.members } == members)
        #expect(Set(members.keys).isSubset(of: bench.fileIDs))
    }

    @Test("nothing is done before its release is live: refused there, the same command finishes")
    func releaseRefused() async throws {
        let clean = ReleaseBench()
        try await clean.apply()
        let start = clean.host.log.count
        _ = try await forget(["assistant.*", "vector_store.handbook"], clean)
        let published = try #require(
            clean.host.log.lastIndex { $0.hasPrefix("POST skills/") && $0.hasSuffix("versions") }
        )
        let bench = ReleaseBench()
        try await bench.apply()
        let first = bench.host.log.count
        bench.host.fail { count, _ in
            count == first + published - start + 1 ? .refuse(status: 403, code: .forbidden) : nil
        }
        let report = try await forget(["assistant.*", "vector_store.handbook"], bench)
        bench.host.fail(nil)
        #expect(report.entries.count == 4)
        #expect(report.entries.allSatisfy { if case .failed = $0.outcome { true } else { false } })
        #expect(report.failure?.hasPrefix("the release did not become live:") == true)
        #expect(report.wroteSomething)
        #expect(try await bench.release().complete?.assistants.count == 2)
        bench.letTheLockRunOut()
        #expect(try await forget(["assistant.*", "vector_store.handbook"], bench).isComplete)
        #expect(try await bench.release().complete?.assistants == [])
    }

    @Test("a plan that was made before another release is refused")
    func stale() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        let planned = try await bench.plannedForgetting(["assistant.support"])
        bench.project.assistants[1].definition.instructions = "Advise."
        try await bench.apply()
        let stores = bench.host.account.read(\.stores)
        let error = await #expect(throws: DeploymentError.self) { try await bench.apply(planned) }
        #expect((error?.code, error?.kind) == (.stalePlan, .refused))
        #expect(bench.host.account.read(\.stores) == stores)
    }

    @Test("a locked environment is refused before anything is written")
    func locked() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let holder = bench.adapter()
        _ = try await holder.definitions()
        try await holder.begin(.apply, changes: [], interrupt: InterruptSignal()) { true }
        let stores = bench.host.account.read(\.stores)
        let error = await #expect(throws: DeploymentError.self) { try await forget(["assistant.support"], bench) }
        #expect(error?.code == .locked)
        #expect(bench.host.account.read(\.stores) == stores)
        try await holder.finish(.apply, isComplete: false)
    }

    @Test("the document of a release remembers what was forgotten")
    func document() throws {
        var document = ReleaseFixtures.release
        guard case .complete(var content) = document.content else { return }
        content.forgotten = [ForgottenFiles(release: 3, fileIDs: ["file_b", "file_a"])]
        document.content = .complete(content)
        let read = try ReleaseDocument(bytes: Array(try document.text().utf8))
        #expect(read == document)
        #expect(read.complete?.forgottenFileIDs == ["file_a", "file_b"])
    }
}

import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@testable import Deployment

@Suite("stories of releases: each ends with an empty plan")
struct ReleaseStoryTests {
    @Test("a project is released and the next plan is empty")
    func create() async throws {
        let bench = ReleaseBench()
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(report.notes == [])
        #expect(try await bench.plan().changes == [])
        let snapshot = try #require(try await bench.snapshot())
        #expect(snapshot.document.release == 1)
        #expect(snapshot.foreignVersions == [])
        try await requireExistingIDs(bench)
        #expect(!bench.host.log.contains { $0.contains("assistants") })
    }

    @Test("a first release takes the lock once, and reads nothing again that the run itself wrote")
    func requestsOfFirstRelease() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let lines = bench.host.log.filter { $0.contains("skills") }.map { line in
            line.split(separator: "/").map { $0.hasPrefix("skill_") ? "ID" : $0 }.joined(separator: "/")
        }
        #expect(
            lines == [
                "GET skills",
                // The run begins: the registry and its journal.
                "GET skills", "POST skills", "GET skills", "POST skills/ID/versions", "GET skills/ID",
                // The release.
                "GET skills", "POST skills/ID/versions", "GET skills/ID/versions/3/content", "GET skills/ID/versions",
                "GET skills/ID", "POST skills/ID",
                // Nobody waits for what is tidied up.
                "GET skills/ID/versions", "DELETE skills/ID/versions/2",
                // The next plan sees the registry.
                "GET skills",
            ]
        )
        let released = try #require(bench.host.log.lastIndex { $0.hasPrefix("POST skills/") })
        #expect(!bench.host.log[released...].contains { $0.hasPrefix("POST vector_stores/") })
    }

    @Test(
        "an edit is planned as just that, released as just that, and then the plan is empty",
        arguments: ApplyStoryTests.edits
    )
    func edit(_ edit: ApplyStoryTests.Edit) async throws {
        var bench = ReleaseBench()
        bench.keep = 1
        try await bench.apply()
        edit.edit(&bench.project)
        let plan = try await bench.plan()
        #expect(plan.changes.map { "\($0.action) \($0.address)" }.sorted() == edit.changes.sorted())
        let before = bench.host.log.count
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(bench.host.log[before...].count { $0 == "POST files" } == edit.uploads)
        #expect(try await bench.plan().changes == [])
        let snapshot = try #require(try await bench.snapshot())
        #expect(snapshot.document.release == 2)
        #expect(snapshot.foreignVersions == [])
        try await requireExistingIDs(bench)

        var clean = ReleaseBench()
        clean.project = bench.project
        for index in clean.project.assistants.indices {
            clean.project.assistants[index].lifecycle.renamedFrom = nil
        }
        try await clean.apply()
        let kept = try await bench.keptFileIDs()
        #expect(kept.isSubset(of: bench.fileIDs))
        // Files of the release before stay.
        bench.host.account.change { state in
            for id in kept where !snapshot.content.fileIDs.contains(id) { state.files[id] = nil }
        }
        #expect(try await bench.picture() == clean.picture())
    }

    @Test("a store that was deleted by hand is made again from the files that the release names, without an upload")
    func deletedStore() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let content = try #require(try await bench.snapshot()).content
        let lost = try #require(content.allKnowledge.first { $0.files.count > 1 })
        bench.host.account.change { $0.stores[lost.vectorStoreID] = nil }
        let before = bench.host.log.count
        let report = try await bench.apply()
        #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        #expect(!bench.host.log[before...].contains("POST files"))
        #expect(try await bench.plan().changes == [])
        let now = try #require(try await bench.snapshot()?.content.knowledge(lost.key))
        #expect(Set(now.files.map(\.id)) == Set(lost.files.map(\.id)))
        try await requireExistingIDs(bench)
    }

    @Test("a store that only lost its marks is somebody else's, with its files")
    func unmarkedStore() async throws {
        let bench = ReleaseBench()
        try await bench.apply()
        let content = try #require(try await bench.snapshot()).content
        let lost = try #require(content.allKnowledge.first { $0.files.count > 1 })
        bench.host.account.change { $0.stores[lost.vectorStoreID]?.metadata = [:] }
        let before = bench.host.log.count
        #expect(try await bench.apply().isComplete)
        #expect(bench.host.log[before...].count { $0 == "POST files" } == lost.files.count)
        let members = bench.host.account.read { $0.stores[lost.vectorStoreID]?.members.keys.sorted() }
        #expect(members == lost.files.map(\.id).sorted())
    }

    /// Every store and file that a request of the live release names is there, and the store holds the release's files.
    private func requireExistingIDs(_ bench: ReleaseBench) async throws {
        let content = try #require(try await bench.snapshot()).content
        for assistant in content.assistants {
            var ids: [String] = []
            _ = ReleaseBench.texts(in: assistant.request) { text in
                if text.hasPrefix("file_0") || text.hasPrefix("vs_0") { ids.append(text) }
                return text
            }
            let named = [assistant.vectorStoreID].compactMap { $0 } + assistant.codeInterpreterFiles.map(\.id)
            #expect(ids.sorted() == named.sorted())
            for id in ids { #expect(bench.host.account.read { $0.files[id] != nil || $0.stores[id] != nil }, "\(id)") }
        }
        for knowledge in content.knowledgeBases + content.assistants.compactMap(\.ownKnowledge) {
            let members = bench.host.account.read { state in
                Set((state.stores[knowledge.vectorStoreID]?.members ?? [:]).keys)
            }
            #expect(members == Set(knowledge.files.map(\.id)), "\(knowledge.key)")
        }
    }
}

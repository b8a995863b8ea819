import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Which stores are looked into")
struct MatchingTests {
    private let project = Project(
        [Fixture.assistant(knowledge: "bot")],
        [Fixture.knowledge("bot", ["a.md"], attributes: ["a.md": ["rank": 1]])],
        files: ["a.md": "one"]
    )

    private func needsLook(_ project: Project? = nil, _ change: (inout LiveVectorStore) -> Void) -> Bool {
        var store = self.project.applied().state(for: self.project).vectorStores[0]
        change(&store)
        let project = project ?? self.project
        let live = LiveState(vectorStores: [store])
        return !Matching(desired: project.desired, contents: project.contents, overview: live).needs.storeIDs.isEmpty
    }

    @Test("a store whose record, counts and status are as they should be is left alone")
    func untouched() {
        #expect(!needsLook { _ in })
        let live = project.applied().state(for: project)
        #expect(live.vectorStores[0].members == nil)
        let needs = Matching(desired: project.desired, contents: project.contents, overview: live).needs
        #expect(needs.storeIDs == [])
    }

    @Test("counts, status and record each are reason enough")
    func reasons() {
        #expect(needsLook { $0.counts.total = 2 })
        #expect(needsLook { $0.counts.completed = 0 })
        #expect(needsLook { $0.isExpired = true })
        #expect(needsLook { $0.record = nil })
        #expect(needsLook { $0.record?.members = AppliedRecord.applyingMembers })
    }

    @Test("content, path, attributes and chunking are in the digest; the order of attributes and 1.0 are not")
    func digest() {
        func changed(_ change: (inout Project) -> Void) -> Bool {
            var project = project
            change(&project)
            return needsLook(project) { _ in }
        }
        #expect(changed { $0.contents = Fixture.contents(["a.md": "uno"]) })
        #expect(changed { $0.desired.knowledgeBases[0].files[0].attributes["rank"] = 2 })
        #expect(changed { $0.desired.knowledgeBases[0].chunking.chunkOverlapTokens = 0 })
        #expect(
            changed {
                $0.contents["b.md"] = $0.contents["a.md"]
                $0.desired.knowledgeBases[0].files[0].path = "b.md"
            }
        )
        #expect(!changed { $0.desired.knowledgeBases[0].files[0].attributes["rank"] = 1.0 })
        #expect(!changed { $0.desired.knowledgeBases[0].files[0].attributes["none"] = "" })
        #expect(!changed { $0.desired.knowledgeBases[0].expiresAfterDays = 3 })
    }

    @Test("stores that go are looked into, because their files go with them")
    func surplus() {
        let account = project.applied()
        let empty = Project()
        let live = account.state(ownership: project.desired.ownership, listing: [])
        let needs = Matching(desired: empty.desired, contents: [:], overview: live).needs
        #expect(needs.storeIDs == [account.stores[0].id])
    }

    @Test("where edits by hand are to count, a store is looked into although nothing differs")
    func everyStore() {
        let live = project.applied().state(for: project)
        func needs(_ depth: Matching.Depth, _ project: Project) -> Matching.Needs {
            Matching(desired: project.desired, contents: project.contents, overview: live, depth: depth).needs
        }
        #expect(needs(.differences, project).storeIDs == [])
        #expect(needs(.everyStore, project).storeIDs == live.vectorStores.map(\.id))
        var other = project
        other.desired.assistants[0].externalStoreID = "vs_elsewhere"
        #expect(needs(.everyStore, other).externalStoreIDs == ["vs_elsewhere"])
        #expect(needs(.everythingOwned, other).externalStoreIDs == [])
    }

    @Test("a store that lists still show, and that is gone when it is looked into, is no part of the account")
    func gone() {
        let account = project.applied()
        let overview = account.state(ownership: project.desired.ownership, listing: [])
        let matching = Matching(
            desired: project.desired,
            contents: project.contents,
            overview: overview,
            depth: .everythingOwned
        )
        #expect(matching.needs.storeIDs == [account.stores[0].id])
        let inspection = matching.inspected(Matching.Answers(members: [:], files: [:]))
        #expect(inspection.live.vectorStores == [])
        let plan = Planner().plan(inspection)
        #expect(plan.changes.first { $0.address == .vectorStore("bot") }?.action == .create)
    }
}

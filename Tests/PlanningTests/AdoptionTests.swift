import AssistantModel
import OrderedJSON
import Testing

@testable import Planning

@Suite("Adopting what nobody manages")
struct AdoptionTests {
    private static let place = Fixture.place("bot.yaml", 40)
    private static let adoptions: [ResourceAddress: String] = [
        .assistant("bot"): "asst_1", .vectorStore("bot"): "vs_1",
    ]

    private func project(_ files: [String: String] = ["a.md": "one"]) -> Project {
        var assistant = Fixture.assistant(knowledge: "bot")
        assistant.lifecycle.adoption = Adoption(id: "asst_1", location: Self.place)
        var base = Fixture.knowledge("bot", Array(files.keys))
        base.adoption = Adoption(id: "vs_1", location: Self.place)
        var project = Project([assistant], [base], files: files)
        project.contents.textDigests = files.mapValues(ComparableText.digest)
        return project
    }

    private func assistant(_ metadata: [String: String] = [:]) -> LiveAssistant {
        var live = LiveAssistant(
            id: "asst_1",
            key: "bot",
            createdAt: 1,
            definition: Fixture.assistant(knowledge: "bot").definition,
            vectorStoreIDs: ["vs_1"]
        )
        live.unmarked = UnmarkedObject(metadata: metadata)
        return live
    }

    private func store(_ members: [LiveMember]) -> LiveVectorStore {
        var store = LiveVectorStore(id: "vs_1", key: "bot", createdAt: 1, name: "bot", members: members)
        store.unmarked = UnmarkedObject(metadata: [:])
        return store
    }

    private func member(
        _ id: String,
        _ name: String,
        _ text: String?,
        bytes: Int = 3,
        isUsedElsewhere: Bool = false
    ) -> LiveMember {
        var member = LiveMember(fileID: id, path: nil, sha256: nil)
        member.look = MemberLook(
            name: name,
            bytes: bytes,
            textDigest: text.map(ComparableText.digest),
            isUsedElsewhere: isUsedElsewhere
        )
        return member
    }

    private func plan(
        _ project: Project,
        _ looks: [ResourceAddress: AdoptionLook],
        live: LiveState = LiveState(),
        scope: PlanScope = .everything
    ) -> Plan {
        let matching = Matching(
            desired: project.desired,
            contents: project.contents,
            overview: live,
            scope: scope
        )
        var context = PlanContext()
        context.isOfManifests = true
        return Planner().plan(matching.inspected(.init(members: [:], files: [:], adoptions: looks)), context)
    }

    private func looks(_ members: [LiveMember]) -> [ResourceAddress: AdoptionLook] {
        [.assistant("bot"): .assistant(assistant()), .vectorStore("bot"): .vectorStore(store(members))]
    }

    private func actions(_ plan: Plan) -> [String: ResourceChange.Action] {
        Dictionary(plan.changes.map { ($0.address.description, $0.action) }) { first, _ in first }
    }

    @Test("what is as declared is adopted and does not change")
    func asItIs() {
        let plan = plan(project(), looks([member("file-1", "a.md", "one\r\n")]))
        #expect(
            actions(plan) == ["assistant.bot": .adopt, "file.bot/a.md": .adopt, "vector_store.bot": .adopt]
        )
        #expect(plan.changes.flatMap(\.fields).isEmpty && plan.drift.isEmpty && plan.refusals.isEmpty)
        #expect(
            plan.changes.map(\.liveID) == ["asst_1", "vs_1", "file-1"] || plan.changes.compactMap(\.liveID).count == 3
        )
    }

    @Test("another text, and one that cannot be compared, go up anew; what is used elsewhere is only detached")
    func contents() {
        let project = project(["a.md": "one", "b.md": "two", "c.md": "six"])
        let plan = plan(
            project,
            looks([
                member("file-1", "a.md", "other"), member("file-2", "b.md", nil),
                member("file-3", "c.md", "six", isUsedElsewhere: true), member("file-4", "d.md", "d"),
            ])
        )
        #expect(
            actions(plan).filter { $0.key.hasPrefix("file.") } == [
                "file.bot/a.md": .replace, "file.bot/b.md": .replace, "file.bot/c.md": .create,
                "file.bot/file-3": .delete, "file.bot/file-4": .delete,
            ]
        )
        #expect(plan.changes.filter { $0.action == .delete }.allSatisfy { $0.file?.keepsObject == true })
        #expect(
            PlanText.lines(plan).filter { $0.hasPrefix("- ") } == [
                "- file.bot/file-3 (usedElsewhere)", "- file.bot/file-4 (attachedByHand)",
            ]
        )
    }

    @Test("a plan that an earlier version saved, with one word for every file that stays, is still what happens")
    func savedEarlier() {
        let now = plan(project(), looks([member("file-1", "a.md", "one", isUsedElsewhere: true)]))
        var earlier = now
        for index in earlier.changes.indices where earlier.changes[index].reasons.first?.kind == .usedElsewhere {
            earlier.changes[index].reasons[0].kind = .attachedByHand
        }
        #expect(earlier != now && now.doesTheSame(as: earlier))
    }

    @Test("name and size are enough only where they are trusted, and are marked")
    func trustedSize() throws {
        var scope = PlanScope.everything
        scope.trustsSize = true
        let trusted = plan(project(), looks([member("file-1", "a.md", nil)]), scope: scope)
        let file = try #require(trusted.changes.first { $0.address.filePath != nil })
        #expect(file.action == .adopt && file.file?.isContentUnverified == true)
        let other = plan(project(), looks([member("file-1", "a.md", nil, bytes: 4)]), scope: scope)
        #expect(other.changes.first { $0.address.filePath != nil }?.action == .replace)
    }

    @Test("attributes prove nothing: a text is compared, and what is replaced or there twice stays on the account")
    func attributes() throws {
        let project = project(["a.md": "one", "b.pdf": "two"])
        var digests = project.contents.textDigests
        digests["b.pdf"] = nil
        var compared = project
        compared.contents.textDigests = digests
        func claimed(_ id: String, _ path: String, _ text: String?, sha256: String? = nil) -> LiveMember {
            var claimed = member(id, path, text)
            claimed.path = path
            claimed.sha256 = sha256 ?? project.contents.content(at: .knowledgeFile("bot", path)).sha256
            return claimed
        }
        let plan = plan(
            compared,
            looks([
                claimed("file-1", "a.md", "other"), claimed("file-2", "b.pdf", nil),
                claimed("file-3", "b.pdf", nil, sha256: "00"), claimed("file-4", "c.md", "six", sha256: "11"),
            ])
        )
        let files = plan.changes.filter { $0.address.filePath != nil || $0.file != nil }
        #expect(files.map(\.action).filter { $0 == .replace }.count == 2 && !files.contains { $0.action == .adopt })
        let going = files.filter { $0.action == .replace || $0.action == .delete }
        #expect(going.count == 4 && going.allSatisfy { $0.file?.keepsObject == true })
    }

    @Test("an adoption that was interrupted takes nothing that another store has, nor what nobody looked at")
    func interrupted() {
        var store = store([])
        store.unmarked = nil
        store.record = AppliedRecord(members: AppliedRecord.adoptingMembers)
        func claimed(_ id: String, _ path: String, _ text: String, isUsedElsewhere: Bool) -> LiveMember {
            var claimed = member(id, path, text, isUsedElsewhere: isUsedElsewhere)
            claimed.path = path
            claimed.sha256 = "00"
            return claimed
        }
        var unseen = claimed("file-3", "c.md", "x", isUsedElsewhere: false)
        unseen.look = nil
        store.members = [
            claimed("file-1", "a.md", "other", isUsedElsewhere: true),
            claimed("file-2", "b.md", "other", isUsedElsewhere: false), unseen,
        ]
        let project = project(["a.md": "one", "b.md": "two", "c.md": "six"])
        let matching = Matching(
            desired: project.desired,
            contents: project.contents,
            overview: LiveState(assistants: [assistant()], vectorStores: [store])
        )
        let answers = Matching.Answers(members: [store.id: store.members ?? []], files: [:])
        let plan = Planner().plan(matching.inspected(answers))
        #expect(
            actions(plan).filter { $0.key.hasPrefix("file.") } == [
                "file.bot/a.md": .create, "file.bot/a.md#file-1": .delete, "file.bot/b.md": .replace,
                "file.bot/c.md": .create, "file.bot/c.md#file-3": .delete,
            ]
        )
        let going = plan.changes.filter { $0.action == .replace || $0.action == .delete }
        #expect(going.allSatisfy { $0.file?.keepsObject == true })
    }

    @Test("a store is not adopted without the assistants that are adopted with it")
    func alone() throws {
        let store = AddressPattern("vector_store.bot")
        let looks = looks([member("file-1", "a.md", "one")])
        let only = plan(project(), looks, scope: PlanScope(only: [store]))
        #expect(actions(only)["assistant.bot"] == .adopt && only.warnings.map(\.code).contains("pulled-in"))
        let without = plan(project(), looks, scope: PlanScope(exclude: [AddressPattern("assistant.bot")]))
        #expect(without.changes.isEmpty && without.warnings.map(\.code).contains("held-back"))
    }

    @Test("a store does not go while somebody's assistant uses it whose adoption did not come to its end")
    func inUse() {
        var store = store([])
        store.unmarked = nil
        store.record = AppliedRecord(members: AppliedRecord.adoptingMembers)
        let matching = Matching(
            desired: project().desired.declaringNothing,
            contents: [:],
            overview: LiveState(vectorStores: [store])
        )
        #expect(matching.needs.possiblySharedStoreIDs == ["vs_1"])
        var answers = Matching.Answers(members: ["vs_1": []], files: [:])
        #expect(Planner().destroyPlan(matching.inspected(answers)).refusals.isEmpty)
        answers.outsideUsers = ["vs_1": ["Theirs (asst_1)"]]
        #expect(Planner().destroyPlan(matching.inspected(answers)).refusals.map(\.kind) == [.inUse])
    }

    @Test("metadata of the user's under a key of the tool's is shown as it goes")
    func overwritten() {
        var looks = looks([member("file-1", "a.md", "one")])
        looks[.assistant("bot")] = .assistant(assistant(["project": "crm", "team": "x"]))
        let fields = plan(project(), looks).changes.flatMap(\.fields)
        #expect(fields.map(\.path) == ["metadata.project"])
        #expect(fields.first?.before == "crm" && fields.first?.after == "velo")
    }

    @Test("what others manage or search is refused, and nothing is made in its place")
    func refused() {
        let plan = plan(
            project(),
            [.assistant("bot"): .managed(by: "other in test"), .vectorStore("bot"): .usedOutside(by: ["Theirs"])]
        )
        #expect(plan.refusals.map(\.kind) == [.unadoptable, .unadoptable] && plan.changes.isEmpty)
    }

    @Test("a key that has an object already is refused another, and a done adoption is a warning")
    func owned() {
        var project = project()
        project.desired.assistants[0].lifecycle.adoption?.id = "asst_other"
        project.desired.knowledgeBases[0].adoption?.id = "vs_other"
        let account = project.applied().state(for: project)
        let refused = plan(project, [:], live: account)
        #expect(refused.refusals.map(\.kind) == [.unadoptable, .unadoptable])
        var adopted = project
        for index in account.assistants.indices {
            adopted.desired.assistants[index].lifecycle.adoption?.id = account.assistants[index].id
            adopted.desired.knowledgeBases[index].adoption?.id = account.vectorStores[index].id
        }
        let done = plan(adopted, [:], live: account)
        #expect(done.isEmpty && done.warnings.map(\.code) == ["adopted", "adopted"])
    }
}

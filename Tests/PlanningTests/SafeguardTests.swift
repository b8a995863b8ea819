import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Safeguards")
struct SafeguardTests {
    private func project(_ keys: [String], isProtected: Bool = false, files: [String] = []) -> Project {
        Project(
            keys.map {
                Fixture.assistant(
                    $0,
                    knowledge: files.isEmpty ? nil : $0,
                    lifecycle: Lifecycle(isProtected: isProtected)
                )
            },
            files.isEmpty ? [] : keys.map { Fixture.knowledge($0, files) },
            files: Dictionary(uniqueKeysWithValues: files.map { ($0, $0) })
        )
    }

    @Test("a protected object is not deleted, though its manifest is gone")
    func protected() {
        let account = project(["bot"], isProtected: true, files: ["a.md"]).applied()
        #expect(
            Project().plan(account).refusals.map { "\($0.kind) \($0.address ?? "")" } == [
                "protected assistant.bot", "protected vector_store.bot",
            ]
        )
        var released = account
        released.apply(project(["bot"], files: ["a.md"]))
        #expect(Project().plan(released).refusals == [])
    }

    @Test("a protected store is not replaced, and the duplicate of a protected object may go")
    func protectedReplacement() {
        let project = project(["bot"], isProtected: true, files: ["a.md"])
        var account = project.applied()
        var copy = account.assistants[0]
        copy.id = "asst_copy"
        copy.createdAt += 1
        account.assistants.append(copy)
        #expect(project.plan(account).refusals == [])
        account.stores[0].isExpired = true
        #expect(project.plan(account).refusals.map(\.address) == ["vector_store.bot"])
        #expect(self.project(["bot"], files: ["a.md"]).plan(account).refusals == [])
    }

    @Test("a plan that deletes most of what the project owns is refused")
    func massDelete() {
        let account = project((1...7).map { "bot\($0)" }).applied()
        func refusals(_ kept: Int, allowsMassDelete: Bool = false) -> [PlanRefusal] {
            project((1...7).prefix(kept).map { "bot\($0)" }).plan(account, allowsMassDelete: allowsMassDelete).refusals
        }
        #expect(refusals(4) == [])
        #expect(refusals(3).map(\.kind) == [.massDelete])
        #expect(refusals(3).first?.message.contains("deletes 4 of 7") == true)
        #expect(refusals(3, allowsMassDelete: true) == [])
        let small = project(["a", "b", "c"]).applied()
        #expect(Project().plan(small, allowsMassDelete: false).refusals == [])
    }

    @Test("files count for the brake, those of stores that were not looked into as well")
    func massDeleteFiles() {
        let files = (0..<8).map { "\($0).md" }
        let account = project(["ada", "bob"], files: files).applied()
        #expect(project(["ada"], files: files).plan(account, allowsMassDelete: false).refusals == [])
        var replaced = project(["ada", "bob"], files: files)
        replaced.contents = Fixture.contents(Dictionary(uniqueKeysWithValues: files.map { ($0, "new \($0)") }))
        #expect(replaced.plan(account, allowsMassDelete: false).refusals == [])
        #expect(project(["bob"], files: ["0.md"]).plan(account, allowsMassDelete: false).refusals.count == 1)
    }

    @Test("destroy deletes all of ours, asks no brake, and stops at protected environments and objects")
    func destroy() {
        let project = project(["ada", "bob"], files: ["a.md", "b.md"])
        var account = project.applied()
        let plan = account.destroy(project)
        #expect(plan.purpose == .destroy)
        #expect(plan.refusals == [])
        #expect(plan.changes.count == 8)
        #expect(plan.changes.allSatisfy { $0.action == .delete && $0.reasons == [ChangeReason(.destroy)] })
        #expect(account.assistants.isEmpty && account.stores.isEmpty && account.files.isEmpty)

        let protected = self.project(["bot"], isProtected: true)
        var nothing = protected.desired.declaringNothing
        nothing.environment.isProtected = true
        let live = protected.applied().fullState(ownership: nothing.ownership)
        let refused = Planner().destroyPlan(Inspection(of: live, desired: nothing, contents: [:]))
        #expect(refused.refusals.map(\.kind) == [.protected, .protectedEnvironment])
    }

    @Test("objects of another project or environment, and copies of marks in part, are nobody's business")
    func foreign() {
        let project = project(["bot"], files: ["a.md"])
        var account = project.applied()
        for (key, value) in [("project", "velo-2"), ("environment", "production"), ("managed_by", "somebody")] {
            var assistant = account.assistants[0]
            assistant.id = "asst_\(key)"
            assistant.metadata[key] = value
            account.assistants.append(assistant)
            var store = account.stores[0]
            store.id = "vs_\(key)"
            store.metadata[key] = value
            account.stores.append(store)
        }
        #expect(project.plan(account).isEmpty)
        _ = account.destroy(project)
        #expect(account.assistants.count == 3 && account.stores.count == 3)
    }
}

import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Convergence")
struct ConvergenceTests {
    @Test("after any apply the plan is empty, whatever was declared, edited by hand or broken off", arguments: 0..<60)
    func planAfterApplyIsEmpty(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var account = ModelAccount()
        account.quirks = ModelAccount.Quirks(
            hidesChunking: random.chance(0.3),
            shoutsDescriptions: random.chance(0.3),
            mergesMetadata: random.chance(0.3)
        )
        var project = RandomProject.make(&random)
        for _ in 0..<8 {
            if random.chance(0.7) { project = RandomProject.change(project, &random) }
            let edits = Int.random(in: 0...2, using: &random)
            for _ in 0..<edits { HandEdit.make(&account, &random) }
            // An edit of a member that keeps the counts is seen only by a run that looks into every store.
            let looks = edits > 0
            if random.chance(0.4) {
                account.apply(project, steps: Int.random(in: 0...6, using: &random), looksEverywhere: looks)
            }
            account.apply(project, looksEverywhere: looks)

            let again = project.plan(account)
            #expect(PlanText.lines(again) == [])
            #expect(PlanText.drift(again) == [])
            #expect(again.refusals == [])
            expectOnlyWhatIsDesired(account, project)
            let everything = Planner().plan(
                Inspection(
                    of: account.fullState(ownership: project.desired.ownership),
                    desired: project.desired,
                    contents: project.contents
                )
            )
            #expect(everything == again)
        }
        let foreign = account.assistants.filter { $0.metadata["managed_by"] == nil }
        // Uploads that a broken-off run did not get to attach carry no marks: nothing may touch them.
        let unattached = Set(account.files.keys).subtracting(account.referencedFileIDs)
        _ = account.destroy(project)
        #expect(account.assistants == foreign)
        #expect(account.stores.isEmpty)
        #expect(account.files.keys.allSatisfy { $0.hasPrefix("foreign") || unattached.contains($0) })
    }

    /// One object for each declared one, and not one file more than the manifests name.
    private func expectOnlyWhatIsDesired(_ account: ModelAccount, _ project: Project) {
        let desired = project.desired
        #expect(
            account.assistants.compactMap { $0.metadata["key"] }.sorted() == desired.assistants.map(\.key)
        )
        #expect(account.stores.compactMap { $0.metadata["key"] }.sorted() == desired.knowledgeBases.map(\.key))
        let named =
            desired.knowledgeBases.reduce(0) { $0 + $1.files.count }
            + desired.assistants.reduce(0) { $0 + $1.codeInterpreterFiles.count }
        #expect(account.referencedFileIDs.count { !$0.hasPrefix("foreign") } <= named)
        for assistant in desired.assistants {
            let stored = account.assistants.first { $0.metadata["key"] == assistant.key }
            #expect(stored?.definition.reasoningEffort == assistant.definition.reasoningEffort)
            #expect(stored?.definition.instructions == assistant.definition.instructions)
            let store = account.stores.first { $0.metadata["key"] == assistant.knowledge }
            #expect(stored?.storeIDs == (store.map { [$0.id] } ?? []))
        }
        for base in desired.knowledgeBases {
            let store = account.stores.first { $0.metadata["key"] == base.key }
            let members = (store?.members.values.map { $0 } ?? []).sorted { ($0.path ?? "") < ($1.path ?? "") }
            #expect(members.map(\.path) == base.files.map(\.path))
            #expect(members.map(\.sha256) == base.files.map { project.contents[$0.path]?.sha256 })
            #expect(members.map(\.attributes) == base.files.map(\.attributes))
            #expect(members.allSatisfy { $0.chunking == base.chunking && $0.status == .completed })
        }
    }
}

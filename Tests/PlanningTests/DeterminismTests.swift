import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Determinism")
struct DeterminismTests {
    @Test("inputs in another order give an equal plan", arguments: 0..<30)
    func shuffled(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var project = RandomProject.make(&random)
        var account = project.applied()
        for _ in 0..<4 { HandEdit.make(&account, &random) }
        project = RandomProject.change(project, &random)
        let live = account.fullState(ownership: project.desired.ownership)
        let planner = Planner(allowsMassDelete: true)
        let plan = planner.plan(Inspection(of: live, desired: project.desired, contents: project.contents))

        var shuffled = live
        shuffled.assistants.shuffle(using: &random)
        shuffled.vectorStores.shuffle(using: &random)
        for index in shuffled.vectorStores.indices { shuffled.vectorStores[index].members?.shuffle(using: &random) }
        let again = planner.plan(
            Inspection(
                of: shuffled,
                desired: Fixture.desired(
                    project.desired.assistants.shuffled(using: &random),
                    project.desired.knowledgeBases.shuffled(using: &random)
                ),
                contents: project.contents
            )
        )
        #expect(again == plan)
        #expect(plan.changes.map(\.address) == plan.changes.map(\.address).sorted())
        #expect(Set(plan.changes.map(\.address)).count == plan.changes.count)
        #expect(plan.changes.allSatisfy { !$0.reasons.isEmpty })
    }
}

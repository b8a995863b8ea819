import AssistantModel
import Planning
import SourceDiagnostics
import Testing

@Suite("Plans to forget")
struct ForgetPlanTests {
    private static let live = LiveState(
        assistants: [
            assistant("asst_1", "support", uses: "vs_1"), assistant("asst_2", "sales", uses: "vs_2"),
            assistant("asst_3", "night", uses: "vs_2"), assistant("asst_4", "mail"),
        ],
        vectorStores: [
            LiveVectorStore(id: "vs_1", key: "support", createdAt: 1),
            LiveVectorStore(id: "vs_2", key: "handbook", createdAt: 1, isProtected: true),
        ]
    )

    private static func assistant(_ id: String, _ key: String, uses store: String? = nil) -> LiveAssistant {
        LiveAssistant(
            id: id,
            key: key,
            createdAt: 1,
            definition: AssistantDefinition(name: key, model: "gpt-6-sol"),
            vectorStoreIDs: store.map { [$0] } ?? []
        )
    }

    private func plan(
        _ patterns: String...,
        live: LiveState = live,
        desired: DesiredState = Fixture.desired()
    ) -> Plan {
        Planner().forgetPlan(patterns.map { AddressPattern($0) }, live: live, desired: desired)
    }

    private func warnings(_ plan: Plan) -> [String] { plan.warnings.map { "\($0.code) \($0.address ?? "")" } }

    @Test("an assistant takes its own store along, and comes after it")
    func ownStore() {
        let plan = plan("assistant.support")
        #expect(
            PlanText.lines(plan) == [
                "< assistant.support (named)", "< vector_store.support (with assistant.support)",
            ]
        )
        #expect(plan.changes.map(\.liveID) == ["asst_1", "vs_1"])
        #expect(plan.changes[0].dependencies == [.vectorStore("support")])
        #expect((plan.purpose, plan.unchangedCount) == (.forget, 4))
        #expect(plan.warnings == [])
        #expect(PlanText.lines(self.plan("vector_store.support", "assistant.support"))[1].hasSuffix("(named)"))
    }

    @Test("a shared store stays managed until it is named, and is refused while somebody else uses it")
    func sharedStore() {
        let one = plan("assistant.sales")
        #expect(PlanText.lines(one) == ["< assistant.sales (named)"])
        #expect(warnings(one) == ["stays-managed vector_store.handbook"])
        #expect(one.refusals == [])

        let refused = plan("assistant.sales", "vector_store.handbook")
        #expect(
            refused.refusals == [
                PlanRefusal(
                    kind: .inUse,
                    address: "vector_store.handbook",
                    message:
                        "vector_store.handbook is the knowledge of assistant.night, which this project still manages: "
                        + "name them too: assistant.night"
                )
            ]
        )
        let all = plan("*")
        #expect(all.refusals == [])
        #expect(all.changes.count == 6)
    }

    @Test("an own store that another assistant uses stays managed, and that is said")
    func keptStore() {
        var live = Self.live
        live.assistants[3].vectorStoreIDs = ["vs_1"]
        let plan = plan("assistant.support", live: live)
        #expect(PlanText.lines(plan) == ["< assistant.support (named)"])
        #expect(plan.warnings.map(\.message) == ["vector_store.support stays managed: assistant.mail uses it"])
    }

    @Test("protection goes too, and what the manifests declare comes back: both are said")
    func whatToKnow() {
        let desired = Fixture.desired([Fixture.assistant("sales", knowledge: "handbook")])
        let plan = plan("assistant.sales", "assistant.night", "vector_store.handbook", desired: desired)
        #expect(PlanText.lines(plan).first == "< vector_store.handbook (named) | lifecycle.protect: true → unset")
        #expect(warnings(plan) == ["still-declared assistant.sales", "protected vector_store.handbook"])
        #expect(plan.warnings[0].location == Fixture.place("sales.yaml", 1))
    }

    @Test("of two objects with equal marks the one that was named goes")
    func duplicate() {
        var live = Self.live
        live.vectorStores.append(LiveVectorStore(id: "vs_3", key: "support", createdAt: 9))
        #expect(
            PlanText.lines(plan("vector_store.support#vs_3", live: live)) == ["< vector_store.support#vs_3 (named)"]
        )
        #expect(
            PlanText.lines(plan("assistant.support", live: live)) == [
                "< assistant.support (named)", "< vector_store.support (with assistant.support)",
            ]
        )
    }

    @Test(
        "an address of nothing, and one of a file, cannot be forgotten",
        arguments: [
            ("assistant.suport", ["unknown-address did you mean assistant.support?"]),
            ("nothing.at-all-like-it", ["unknown-address `assistantctl show` lists the addresses"]),
            ("file.support/docs/faq.md", ["not-forgettable forget its assistant or its vector store"]),
            ("vector_store.*", []),
        ]
    )
    func unforgettable(pattern: String, expected: [String]) {
        let diagnostics = Self.live.unforgettable([AddressPattern("assistant.mail"), AddressPattern(pattern)])
        #expect(diagnostics.map { "\($0.code) \($0.hint ?? "")" } == expected)
    }
}

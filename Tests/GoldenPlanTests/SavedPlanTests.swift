import AssistantModel
import Foundation
import OrderedJSON
import Planning
import Testing

@Suite("Saved plans")
struct SavedPlanTests {
    private let live = LiveState(vectorStores: [LiveVectorStore(id: "vs_1", key: "support-bot", createdAt: 0)])

    private func inputs(
        sources: [String: String] = ["support-bot.yaml": "assistant: support-bot"],
        contents: FileContents = ["docs/faq.md": FileContent(sha256: "aa", bytes: 2)],
        live: LiveState? = nil,
        release: Int? = 12
    ) -> PlanInputs {
        PlanInputs(sources: sources, contents: contents, live: live ?? self.live, release: release)
    }

    @Test(
        "a plan with everything in it reads back as it was written, the order of keys in schemas included",
        arguments: [Plan.Purpose.apply, .forget]
    )
    func roundTrip(purpose: Plan.Purpose) throws {
        let saved = SavedPlan(
            toolVersion: "0.1.0",
            createdAt: 1_795_000_000,
            folder: "assistants",
            plan: try purpose == .forget ? GoldenProject().forgetPlan() : GoldenProject().plan,
            allowsMassDelete: true,
            inputs: inputs()
        )
        let read = try JSONDecoder().decode(SavedPlan.self, from: JSONEncoder().encode(saved))
        #expect(read == saved)
        let writer = JSONWriter()
        let texts = [saved, read].map { plan in
            plan.plan.changes.flatMap(\.fields).compactMap { $0.after.map(writer.string(from:)) }
        }
        #expect(texts[0] == texts[1])
    }

    @Test("what stays as it is is not written twice: what files hold stands among the inputs")
    func unchangedFiles() throws {
        let content = FileContent(sha256: String(repeating: "ab", count: 32), bytes: 2)
        let fields = [
            DefinitionField(path: "sha256", value: .string(content.sha256)), DefinitionField(path: "bytes", value: 2),
            DefinitionField(path: "attributes.lang", value: "en"),
        ]
        func object(_ address: ResourceAddress, id: String? = nil) -> UnchangedObject {
            UnchangedObject(address: address, liveID: id, fields: KeptFields(declared: fields))
        }
        let plan = Plan(
            project: "velo-lindqvist",
            environment: "production",
            api: .responses,
            unchanged: [
                object(.knowledgeFile("support-bot", "docs/faq.md")),
                object(.codeInterpreterFile("support-bot", "docs/faq.md"), id: "file-1"),
                object(.knowledgeFile("support-bot", "docs/not-in-the-project.md")),
                object(ResourceAddress(.knowledgeFile(owner: "support-bot", path: "docs/faq.md"), duplicateID: "f")),
                UnchangedObject(
                    address: .assistant("support-bot"),
                    liveID: "asst_1",
                    fields: KeptFields(declared: [DefinitionField(path: "model", value: "gpt-6-sol")])
                ),
            ]
        )
        let saved = SavedPlan(
            toolVersion: "0.1.0",
            createdAt: 0,
            folder: "assistants",
            plan: plan,
            allowsMassDelete: false,
            inputs: inputs(contents: ["docs/faq.md": content])
        )
        let text = String(decoding: try JSONEncoder().encode(saved), as: UTF8.self)
        #expect(try JSONDecoder().decode(SavedPlan.self, from: Data(text.utf8)) == saved)
        let damaged = text.replacing("files_root", with: "files")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SavedPlan.self, from: Data(damaged.utf8)) }
        // Among the inputs, and of the two files that are not as the project has them.
        #expect(text.components(separatedBy: content.sha256).count - 1 == 3)
    }

    @Test("nothing moved: there is nothing to say")
    func nothingMoved() { #expect(inputs().moved(to: inputs()) == []) }

    @Test("everything that moved is named: files first, then the release, then objects")
    func moved() {
        let edited = LiveState(vectorStores: [
            LiveVectorStore(id: "vs_1", key: "support-bot", createdAt: 0, name: "by hand"),
            LiveVectorStore(id: "vs_2", key: "handbook", createdAt: 0),
        ])
        let now = inputs(
            sources: ["support-bot.yaml": "assistant: support-bot # seen", "sales.yaml": "assistant: sales"],
            contents: [:],
            live: edited,
            release: 13
        )
        #expect(
            inputs().moved(to: now) == [
                "docs/faq.md is gone", "sales.yaml is new", "support-bot.yaml changed",
                "release 13 is live, the plan was made on release 12",
                "vector_store.handbook (vs_2) is new on the account",
                "vector_store.support-bot (vs_1) was changed on the account",
            ]
        )
    }

    @Test("whether a store was looked into, which counts that lag decide, is no difference; other members are")
    func members() {
        func holding(_ sha256: String?) -> LiveState {
            var live = self.live
            live.vectorStores[0].members = sha256.map {
                [LiveMember(fileID: "file-1", path: "docs/faq.md", sha256: $0)]
            }
            return live
        }
        #expect(inputs(live: holding("aa")).moved(to: inputs(live: holding(nil))) == [])
        #expect(
            inputs(live: holding("aa")).moved(to: inputs(live: holding("bb"))) == [
                "the files in vector_store.support-bot (vs_1) were changed on the account"
            ]
        )
    }

    @Test("versions of one major number carry out each other's plans", arguments: [("0.2.0", true), ("1.0.0", false)])
    func versions(version: String, isTaken: Bool) {
        let plan = Plan(project: "velo-lindqvist", environment: "production", api: .responses)
        let saved = SavedPlan(
            toolVersion: "0.1.0",
            createdAt: 0,
            folder: "assistants",
            plan: plan,
            allowsMassDelete: false,
            inputs: inputs()
        )
        #expect(saved.isMade(forVersion: version) == isTaken)
    }
}

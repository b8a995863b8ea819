import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("What a plan costs")
struct CostEstimatorTests {
    private static func catalogue() throws -> ModelCatalogue {
        ModelCatalogue(
            date: try #require(CalendarDay("2026-11-20")),
            models: [
                CatalogueModel(
                    id: "gpt-6-luna",
                    prices: .init(input: Price(decimal: "0.1"), output: Price(decimal: "0.5"))
                ),
                CatalogueModel(
                    id: "gpt-6-sol",
                    prices: .init(input: Price(decimal: "2"), output: Price(decimal: "10"))
                ),
            ],
            toolPrices: .init(
                seen: "2026-03",
                storagePerGigabyteAndDay: Price(decimal: "0.1"),
                freeStorageGigabytes: 1
            )
        )
    }

    private func estimates(
        _ desired: DesiredState,
        contents: FileContents = [:],
        live: LiveState = LiveState()
    ) throws -> PlanEstimates? {
        let plan = Planner().plan(Inspection(of: live, desired: desired, contents: contents))
        return CostEstimator(catalogue: try Self.catalogue())
            .estimates(for: plan, desired: desired, contents: contents, live: live)
    }

    private func live(_ assistant: Assistant) -> LiveState {
        LiveState(assistants: [
            LiveAssistant(
                id: "asst_1",
                key: assistant.key,
                createdAt: 1,
                definition: assistant.definition,
                record: .assistant(assistant, codeFiles: [])
            )
        ])
    }

    private func bot(
        _ instructions: String?,
        model: String = "gpt-6-sol",
        lifecycle: Lifecycle = Lifecycle()
    ) -> Assistant {
        Fixture.assistant(model: model, lifecycle: lifecycle) { $0.instructions = instructions }
    }

    @Test("a longer prompt costs its tokens more, a thousand times")
    func prompt() throws {
        let before = bot("Answer kindly.")
        let after = bot("Answer kindly and name the paragraph.")
        let calls = try #require(try estimates(Fixture.desired([after]), live: live(before))?.assistants.first)
        #expect(calls.before?.inputTokens == 3)
        #expect(calls.after.inputTokens == 8)
        // 5 tokens more, at 2 dollars a million.
        #expect(calls.changePerThousandCalls?.picodollars == 10_000_000_000)
    }

    @Test("another model changes the price of the same prompt")
    func model() throws {
        let after = bot("Answer kindly.", model: "gpt-6-luna")
        let estimates = try #require(try estimates(Fixture.desired([after]), live: live(bot("Answer kindly."))))
        let calls = try #require(estimates.assistants.first)
        #expect(calls.before?.inputTokens == calls.after.inputTokens)
        #expect(calls.before?.perThousandCalls?.picodollars == 6_000_000_000)
        #expect(calls.after.perThousandCalls?.picodollars == 300_000_000)
        #expect(estimates.changePerThousandCalls?.picodollars == -5_700_000_000)
        #expect(calls.after.outputPrice?.millionths == 500_000)
    }

    @Test("an unknown price is unknown, and makes the sum unknown")
    func unknown() throws {
        let estimates = try #require(
            try estimates(
                Fixture.desired([bot("Answer.", model: "velo-1"), Fixture.assistant("b") { $0.instructions = "Hi" }])
            )
        )
        #expect(estimates.callsByAddress[.assistant("b")]?.after.perThousandCalls?.picodollars == 2_000_000_000)
        #expect(estimates.callsByAddress[.assistant("bot")]?.after.perThousandCalls == nil)
        #expect(estimates.changePerThousandCalls == nil)
    }

    @Test("functions and the schema of the answer count; a name, a description and metadata do not")
    func whatCounts() throws {
        let plain = bot("Answer.")
        var named = plain
        named.definition.name = "Bot"
        named.definition.metadata = ["team": "support"]
        #expect(try estimates(Fixture.desired([named]), live: live(plain)) == nil)
        var function = plain
        function.definition.tools = [.function(FunctionTool(name: "refund", description: "Pays money back"))]
        #expect(try estimates(Fixture.desired([function]), live: live(plain))?.assistants.first?.after.inputTokens == 6)
        var schema = plain
        schema.definition.responseFormat = .jsonSchema(.init(name: "answer", schema: ["type": "object"]))
        #expect(try estimates(Fixture.desired([schema]), live: live(plain))?.assistants.count == 1)
    }

    @Test("fields that people may edit on the account stay as they are there")
    func ignored() throws {
        let ignoring = Lifecycle(ignoredFields: [.model])
        let before = bot("Answer.", model: "gpt-6-luna", lifecycle: ignoring)
        let after = bot("Answer kindly.", lifecycle: ignoring)
        let calls = try #require(try estimates(Fixture.desired([after]), live: live(before))?.assistants.first)
        #expect(calls.after.model == "gpt-6-luna")
    }

    @Test("nothing changes, or something goes: no estimate")
    func nothing() throws {
        let same = bot("Answer.")
        #expect(try estimates(Fixture.desired([same]), live: live(same)) == nil)
        #expect(try estimates(Fixture.desired(), live: live(same)) == nil)
    }

    @Test("storage is what the project's files weigh; the account's free part may cover some of it")
    func storage() throws {
        let path = "docs/handbook.pdf"
        let desired = Fixture.desired(
            [],
            [
                KnowledgeBase(
                    key: "handbook",
                    isShared: true,
                    files: [ProjectFile(path: path, origin: Fixture.place("handbook.yaml", 2))],
                    location: Fixture.place("handbook.yaml", 1)
                )
            ]
        )
        let contents: FileContents = [path: FileContent(sha256: Fixture.sha256("handbook"), bytes: 2_500_000_000)]
        let storage = try #require(try estimates(desired, contents: contents)?.storage)
        #expect(storage.bytesBefore == 0)
        #expect(storage.bytesAfter == 2_500_000_000)
        // 1.5 and 2.5 GB, 30 days, 0.10 dollars.
        #expect(storage.leastPerMonth?.picodollars == 4_500_000_000_000)
        #expect(storage.mostPerMonth?.picodollars == 7_500_000_000_000)
    }
}

import AssistantModel
import OrderedJSON
import Planning
import Rendering
import Testing

@Suite("Lists of models")
struct ModelsRendererTests {
    private static func renderer(_ account: AccountModels?) throws -> ModelsRenderer {
        let catalogue = ModelCatalogue(
            date: try #require(CalendarDay("2026-11-20")),
            models: [
                CatalogueModel(
                    id: "gpt-6-luna",
                    contextTokens: 1_050_000,
                    maximumOutputTokens: 128_000,
                    prices: .init(
                        input: Price(decimal: "0.1"),
                        cachedInput: Price(decimal: "0.01"),
                        output: Price(decimal: "0.5")
                    )
                ),
                CatalogueModel(id: "gpt-5", shutdown: CalendarDay("2026-12-11"), replacements: ["gpt-6-luna"]),
                CatalogueModel(id: "gpt-4", shutdown: CalendarDay("2026-10-23"), replacements: ["gpt-6-luna"]),
            ],
            toolPrices: .init(
                seen: "2026-03",
                storagePerGigabyteAndDay: Price(decimal: "0.1"),
                freeStorageGigabytes: 1,
                codeInterpreterPerSession: Price(decimal: "0.03")
            )
        )
        return ModelsRenderer(account: account, catalogue: catalogue, today: try #require(CalendarDay("2026-11-23")))
    }

    @Test("account and catalogue together, sorted, with what is unknown")
    func text() throws {
        let account = AccountModels(["velo-1": nil, "gpt-6-luna": CalendarDay("2028-01-31")])
        #expect(
            try Self.renderer(account).text(style: .plain) == """
                Model         Context   Output       In   Cached      Out
                gpt-5         unknown  unknown  unknown  unknown  unknown  ends on 2026-12-11, use gpt-6-luna; not listed by the account
                gpt-6-luna  1,050,000  128,000    $0.10    $0.01    $0.50  ends on 2028-01-31
                velo-1        unknown  unknown  unknown  unknown  unknown

                Context and output in tokens, prices in US dollars per million tokens, as of 2026-11-20.
                Tools, last seen 2026-03: storage $0.10 per GB and day after the first GB, code interpreter $0.03 a session.

                """
        )
    }

    @Test("a model that was shut down shows where the account still lists it")
    func shutDown() throws {
        let text = try Self.renderer(AccountModels(["gpt-4": nil])).text(style: .plain)
        #expect(text.contains("shut down on 2026-10-23, use gpt-6-luna\n"))
        #expect(try !Self.renderer(nil).text(style: .plain).contains("gpt-4"))
    }

    @Test("for programs: null is unknown")
    func json() throws {
        let text = try Self.renderer(AccountModels(["velo-1": nil])).json(
            of: DeploymentScope(project: "velo", environment: "sandbox", api: .responses)
        )
        let json = try JSONReader().value(from: text)
        #expect(json["catalogue_date"] == "2026-11-20")
        let models = try #require(json["models"]?.arrayValue)
        #expect(models.compactMap { $0["id"]?.stringValue } == ["gpt-5", "gpt-6-luna", "velo-1"])
        #expect(
            models[1] == [
                "id": "gpt-6-luna", "listed": false, "known": true, "context": 1_050_000, "max_input": nil,
                "max_output": 128_000, "input_usd": 0.1, "cached_input_usd": 0.01, "output_usd": 0.5,
                "shutdown_date": nil, "replacements": [],
            ]
        )
        #expect(models[2]["listed"] == true && models[2]["known"] == false && models[2]["input_usd"] == .null)
        #expect(json["tool_prices"]?["file_search_per_thousand_calls_usd"] == .null)
    }
}

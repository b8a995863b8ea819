import AssistantModel
import ManifestLoading
import TestSupport
import Testing

@Suite("serve")
struct ServeManifestTests {
    private let bot: MemoryProject.File = """
        assistant: bot
        model: gpt-6-luna
        tools:
          - { type: function, name: lookup, description: Looks up, parameters: { type: object, properties: {} } }
        """

    @Test("what it says is read, and the environment's own lies over it")
    func layers() throws {
        let project: MemoryProject.File = """
            project: velo
            default_environment: live
            environments:
              live: { serve: { budget: { usd_per_day: 0.5 }, keep_hours: 1 } }
              sandbox: { base_url: embedded }
            serve:
              assistants: [bot]
              budget: { usd_per_day: 5, usd_per_visitor_per_day: 0.25 }
              visitors: { characters: 100 }
              prices: { my-model: { input: 1, output: 8 } }
              functions: { lookup: { url: "http://127.0.0.1:9000/lookup", token_env: LOOKUP } }
              origins: ["https://www.example.com/"]
              clients: { shop: { token_env: SHOP, usd_per_day: 20 } }
              theme: { color: "#0a7d33", radius: 8 }
            """
        let result = ManifestLoader(
            reader: MemoryProject(["assistants/bot.yaml": bot, "assistants/project.yaml": project])
        )
        .load(environment: nil)
        #expect(result.diagnostics.isEmpty)
        let serve = try #require(result.settings?.serve)
        #expect(serve.assistants == ["bot"] && serve.keepHours == 1 && serve.visitors.characters == 100)
        #expect(serve.budget.perDay == Price(decimal: "0.5") && serve.budget.perVisitorAndDay == Price(decimal: "0.25"))
        #expect(serve.visitorPerDay == Price(decimal: "0.25") && serve.addressPerDay == Price(decimal: "0.2"))
        #expect(serve.prices["my-model"]?.output == Price(decimal: "8"))
        #expect(serve.functions["lookup"]?.tokenVariable == "LOOKUP")
        #expect(serve.origins == ["https://www.example.com"])
        #expect(serve.clients["shop"]?.perDay == Price(decimal: "20"))
        #expect(serve.theme.color == "#0a7d33")
    }

    @Test("where nothing is said, neither a visitor nor an address has more than a share of the budget")
    func shares() {
        var serve = ServeSettings()
        #expect(serve.visitorPerDay == nil && serve.addressPerDay == nil)
        for (budget, visitor, address) in [("1", "0.2", "0.4"), ("5", "1", "2"), ("100", "20", "2"), ("0", "0", "0")] {
            serve.budget.perDay = Price(decimal: budget)
            #expect(serve.visitorPerDay == Price(decimal: visitor) && serve.addressPerDay == Price(decimal: address))
        }
        serve.budget.perVisitorAndDay = Price(decimal: "3")
        serve.addresses.perDay = Price(decimal: "50")
        #expect(serve.visitorPerDay == Price(decimal: "3") && serve.addressPerDay == Price(decimal: "50"))
    }

    @Test("what the public and money need is asked for, at its place")
    func mistakes() {
        expectDiagnostics(
            """
            1️⃣ error: `serve` needs `budget` [missing-key]
              hint: such as `budget: { usd_per_day: 5 }`: you pay for every answer
            2️⃣ error: `serve` has no URL for the function "lookup" of "bot" [function-without-url]
              hint: add `functions: { lookup: { url: ... } }` below `serve`
            3️⃣ error: `serve` names "bott", which no manifest declares [unknown-assistant]
              hint: did you mean "bot"?
            4️⃣ error: "http://orders.example/lookup" is no address for a function [invalid-url]
              hint: https, or http on loopback: arguments are what visitors wrote
            5️⃣ error: "https://chat.example.com/bot" is not an origin [invalid-url]
              hint: write scheme, host and port only, such as https://www.example.com; http on loopback only
            6️⃣ error: `usd_per_day` has more than six decimals [out-of-range]
            """,
            in: [
                "assistants/bot.yaml": bot,
                "assistants/project.yaml": """
                project: velo
                environments: { live: {} }
                serve:
                  1️⃣assistants: [2️⃣bot, 3️⃣bott]
                  functions: { lookup: { url: 4️⃣"http://orders.example/lookup" } }
                  public_url: 5️⃣https://chat.example.com/bot
                  addresses: { usd_per_day: 6️⃣0.0000001 }
                """,
            ]
        )
    }

    @Test("an embedded account needs nothing of it")
    func embedded() {
        expectDiagnostics(
            "",
            in: [
                "assistants/bot.yaml": bot,
                "assistants/project.yaml": """
                project: velo
                environments: { sandbox: { base_url: embedded } }
                serve: { citations: passages }
                """,
            ]
        )
    }
}

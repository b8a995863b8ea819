import AssistantModel
import Testing

@Suite("Prices and days")
struct PriceTests {
    @Test(
        "A price is what was written, to the millionth of a dollar",
        arguments: [
            ("0.05", 50_000), ("5e-2", 50_000), ("8", 8_000_000), ("0.000001", 1), ("1e-06", 1), ("1.10", 1_100_000),
            ("0.0000010", 1), ("1e4", 10_000_000_000), ("0", 0), ("0.0", 0),
        ] as [(String, Int64)]
    )
    func prices(text: String, millionths: Int64) {
        #expect(Price(decimal: text)?.millionths == millionths)
    }

    @Test(
        "What would have to be rounded or is no price is none",
        arguments: ["0.0000001", "-1", "10001", "", ".", "1.2.3", "0x1", "nan", "inf", "1e99", "٣"]
    )
    func refused(text: String) {
        #expect(Price(decimal: text) == nil)
    }

    @Test("Three tenths of a cent stay three tenths of a cent")
    func exact() throws {
        let price = try #require(Price(decimal: "0.1"))
        let sum = price.ofTokens(10) + price.ofTokens(20)
        #expect(sum == price.ofTokens(30))
        #expect(sum.picodollars == 3_000_000)
    }

    @Test("A long request costs more from the first token over the limit on")
    func longContext() throws {
        var model = CatalogueModel(id: "velo-1")
        model.prices.input = Price(decimal: "2")
        model.longContext = .init(aboveInputTokens: 272_000, inputPercent: 200, outputPercent: 150)
        #expect(model.cost(ofInput: 272_000)?.picodollars == 544_000_000_000)
        #expect(model.cost(ofInput: 272_001)?.picodollars == 1_088_004_000_000)
        model.prices.input = nil
        #expect(model.cost(ofInput: 1) == nil)
    }

    @Test("Fine-tuned and dated models have the facts of the model they are made from")
    func names() throws {
        var base = CatalogueModel(id: "velo-mini", contextTokens: 128_000)
        base.prices.input = Price(decimal: "1")
        let catalogue = ModelCatalogue(date: try #require(CalendarDay("2026-11-20")), models: [base])
        let tuned = try #require(catalogue.entry(for: "ft:velo-mini-2026-07-18:lindqvist::abc"))
        #expect(tuned.match == .fineTuned)
        #expect(tuned.model.contextTokens == 128_000)
        #expect(tuned.model.prices.input == nil)
        let dated = try #require(catalogue.entry(for: "velo-mini-2026-07-18"))
        #expect(dated.match == .dated)
        #expect(dated.model.prices.input == base.prices.input)
        for name in ["velo-mini-2", "velo", "ft:velo:x", "ft:", "velo-mini-2026-13-18", ""] {
            #expect(catalogue.entry(for: name) == nil)
        }
    }

    @Test("a written day is one that its month has")
    func writtenDays() {
        #expect(CalendarDay("2024-02-29") != nil)
        for text in ["2023-02-29", "2100-02-29", "2026-1-01", "2026-00-10", "2026-11-20T", "", "+026-11-20"] {
            #expect(CalendarDay(text) == nil)
        }
    }

    @Test(
        "days are right at the edges of years, and any time that a server sends has one",
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (951_782_400, "2000-02-29"), (951_868_800, "2000-03-01"),
            (1_795_392_000, "2026-11-23"), (4_102_444_799, "2099-12-31"), (.max, "292277026596-12-04"),
        ]
    )
    func days(seconds: Int, expected: String) {
        #expect(CalendarDay(unixSeconds: seconds).description == expected)
    }
}

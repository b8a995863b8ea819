import AssistantModel
import Spending
import Testing

@Suite("What an answer can cost")
struct WorstCaseTests {
    private static func prices(
        long: CatalogueModel.LongContext? = nil,
        unbounded: [String: Price] = [:]
    ) throws -> AnswerPrices {
        let (input, output): (Price, Price) = (try price("2"), try price("10"))
        return AnswerPrices(
            input: input,
            output: output,
            longContext: long,
            fileSearchPerThousandCalls: try price("2.5"),
            containerPerSession: try price("0.03"),
            unbounded: unbounded
        )
    }

    private static func price(_ text: String) throws -> Price { try #require(Price(decimal: text)) }

    @Test("without tools: the request's bytes as tokens once, and all output")
    func plain() throws {
        let worst = WorstCase(requestBytes: 1000, outputTokens: 400)
        // 1,000 x 2 + 400 x 10 millionths of a dollar a million tokens.
        #expect(worst.cost(at: try Self.prices()) == Dollars(picodollars: 1000 * 2_000_000 + 400 * 10_000_000))
    }

    @Test("each call reads request, results and what was written once more, and costs its price")
    func searches() throws {
        let worst = WorstCase(requestBytes: 1000, toolCalls: 2, searchTokens: 8000, outputTokens: 400)
        let reading: Int64 = 1000 + 2 * 8000 + 400
        let tokens = Dollars(picodollars: 3 * reading * 2_000_000 + 400 * 10_000_000)
        #expect(worst.cost(at: try Self.prices()) == tokens + Dollars(picodollars: 2 * 2_500_000_000))
    }

    @Test("a container, and what is kept for tools that nothing bounds, come on top")
    func unbounded() throws {
        let worst = WorstCase(requestBytes: 0, outputTokens: 0, usesContainer: true)
        let prices = try Self.prices(unbounded: ["web_search": try Self.price("0.5")])
        #expect(worst.cost(at: prices) == Dollars(picodollars: 530_000_000_000))
    }

    @Test("a long context makes input and output dearer from where it may begin")
    func longContext() throws {
        let long = CatalogueModel.LongContext(aboveInputTokens: 2000, inputPercent: 200, outputPercent: 150)
        let short = WorstCase(requestBytes: 2000, outputTokens: 10)
        #expect(short.cost(at: try Self.prices(long: long)) == short.cost(at: try Self.prices()))
        let above = WorstCase(requestBytes: 2001, outputTokens: 10)
        #expect(
            above.cost(at: try Self.prices(long: long))
                == Dollars(picodollars: 2001 * 4_000_000 + 10 * 15_000_000)
        )
    }

    @Test("an unknown price of cached tokens is the price of input; tokens beyond any bound do not overflow")
    func cached() throws {
        let prices = try Self.prices()
        #expect(
            prices.cost(ofInput: 100, cachedInput: 60, output: 0)
                == prices.cost(ofInput: 100, cachedInput: 0, output: 0)
        )
        #expect(WorstCase(requestBytes: .max / 2, toolCalls: 3, outputTokens: 1).cost(at: prices).picodollars == .max)
    }
}

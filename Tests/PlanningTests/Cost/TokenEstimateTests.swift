import Planning
import Testing

@Suite("Estimates of tokens")
struct TokenEstimateTests {
    @Test(
        "by kind of character",
        arguments: [
            ("", 0), ("Hello", 1), ("Hello world", 2), ("Antworten", 2), ("Hello, world!", 4), ("2026", 2),
            ("Привет", 2), ("自転車店", 4), ("    return x", 3), ("{\"a\":1}", 5), ("one\n\ntwo", 3), ("🚲", 2),
        ]
    )
    func kinds(text: String, tokens: Int) {
        #expect(TokenEstimate.tokens(in: text) == tokens)
    }

    @Test("a long text is estimated at once")
    func long() {
        let text = String(repeating: "The chain needs oil every 300 kilometres. ", count: 6_100)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(TokenEstimate.tokens(in: text) == 54_900)
        #expect(clock.now - start < .seconds(2))
    }
}

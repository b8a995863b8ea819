import AssistantModel

/// What an assistant's answers cost, as far as prices are known.
package struct AnswerPrices: Equatable, Sendable {
    /// Of a million tokens.
    package var input: Price
    /// Of a million tokens from the provider's cache; where it is not known, the price of input.
    package var cachedInput: Price
    /// Of a million tokens; reasoning counts as output.
    package var output: Price
    /// Other prices of requests with many input tokens.
    package var longContext: CatalogueModel.LongContext?
    /// Of a thousand calls of file search; nil for an assistant without it.
    package var fileSearchPerThousandCalls: Price?
    /// Of a container; nil for an assistant without code interpreter.
    package var containerPerSession: Price?
    /// What is kept for tools whose use cannot be bounded, an answer, by the type of the tool.
    package var unbounded: [String: Price]

    /// Prices that are all known.
    package init(
        input: Price,
        cachedInput: Price? = nil,
        output: Price,
        longContext: CatalogueModel.LongContext? = nil,
        fileSearchPerThousandCalls: Price? = nil,
        containerPerSession: Price? = nil,
        unbounded: [String: Price] = [:]
    ) {
        self.input = input
        self.cachedInput = cachedInput ?? input
        self.output = output
        self.longContext = longContext
        self.fileSearchPerThousandCalls = fileSearchPerThousandCalls
        self.containerPerSession = containerPerSession
        self.unbounded = unbounded
    }

    /// What one request cost.
    ///
    /// - Parameters:
    ///   - input: tokens, with the cached ones in it.
    ///   - output: tokens, with those of reasoning in it.
    package func cost(ofInput input: Int64, cachedInput: Int64, output: Int64) -> Dollars {
        let cached = min(max(cachedInput, 0), max(input, 0))
        let tokensIn = self.input.ofTokens(max(input, 0) - cached) + self.cachedInput.ofTokens(cached)
        let tokensOut = self.output.ofTokens(max(output, 0))
        guard let longContext, input > Int64(longContext.aboveInputTokens) else { return tokensIn + tokensOut }
        return tokensIn.percent(longContext.inputPercent) + tokensOut.percent(longContext.outputPercent)
    }

    /// What calls of file search cost.
    package func cost(ofSearches count: Int) -> Dollars {
        // A price of a thousand is a whole number of millionths: a thousandth of it is exact in picodollars.
        Dollars(picodollars: (fileSearchPerThousandCalls?.millionths ?? 0) * 1000) * Int64(max(0, count))
    }
}

extension Dollars {
    /// A share; what is more than whole picodollars is rounded up, and what has no end stays without one.
    func percent(_ percent: Int) -> Dollars {
        let product = self * Int64(percent)
        guard product.picodollars < .max else { return product }
        return Dollars(picodollars: product.picodollars / 100 + (product.picodollars % 100 > 0 ? 1 : 0))
    }
}

import AssistantModel

/// What bounds an answer, and what it costs when everything goes as badly as the bounds let it.
///
/// Every call of a tool makes the model read all that was said before once more. So an answer is at most `1 + calls`
/// readings, each of the request, of everything that tools gave back, and of what the model wrote in between. A byte is at
/// most a token.
package struct WorstCase: Equatable, Sendable {
    /// Bytes of the request's body.
    package var requestBytes: Int
    /// Calls of hosted tools, over all requests of the answer.
    package var toolCalls: Int
    /// How often functions may be called before the model has to answer.
    package var functionRounds: Int
    /// Tokens of what one call of file search gives back; 0 without it.
    package var searchTokens: Int
    /// Bytes of what functions give back, over all rounds together; 0 without functions.
    package var functionBytes: Int
    /// Tokens that the model may write, over all requests of the answer.
    package var outputTokens: Int
    /// Whether code may run.
    package var usesContainer: Bool

    /// Bounds; those of an assistant without tools are the request and its output.
    package init(
        requestBytes: Int,
        toolCalls: Int = 0,
        functionRounds: Int = 0,
        searchTokens: Int = 0,
        functionBytes: Int = 0,
        outputTokens: Int,
        usesContainer: Bool = false
    ) {
        self.requestBytes = requestBytes
        self.toolCalls = toolCalls
        self.functionRounds = functionRounds
        self.searchTokens = searchTokens
        self.functionBytes = functionBytes
        self.outputTokens = outputTokens
        self.usesContainer = usesContainer
    }

    /// Tokens of the longest reading.
    package var readingTokens: Int64 {
        let written = calls > 0 ? outputTokens : 0
        return Int64(requestBytes) + Int64(toolCalls) * Int64(searchTokens) + Int64(functionBytes) + Int64(written)
    }

    /// Tokens of all readings together.
    package var allReadTokens: Int64 { readingTokens.saturatedProduct(Int64(1 + calls)) }

    /// Readings beyond the first.
    package var calls: Int { toolCalls + functionRounds }

    /// The whole of it, in whole picodollars: never less than what an answer within these bounds costs.
    package func cost(at prices: AnswerPrices) -> Dollars {
        let reading = Dollars(picodollars: max(prices.input.millionths, prices.cachedInput.millionths)) * readingTokens
        var tokensIn = reading * Int64(1 + calls)
        var tokensOut = prices.output.ofTokens(Int64(outputTokens))
        // The server may read all the calls of one request as one long context.
        if let long = prices.longContext,
            allReadTokens > Int64(long.aboveInputTokens)
        {
            tokensIn = tokensIn.percent(max(100, long.inputPercent))
            tokensOut = tokensOut.percent(max(100, long.outputPercent))
        }
        let container = usesContainer ? prices.containerPerSession?.dollars ?? .zero : .zero
        let unbounded = prices.unbounded.values.reduce(Dollars.zero) { $0 + $1.dollars }
        return tokensIn + tokensOut + prices.cost(ofSearches: toolCalls) + container + unbounded
    }
}

extension Int64 {
    /// The product, or the largest number where it is larger than that.
    fileprivate func saturatedProduct(_ factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}

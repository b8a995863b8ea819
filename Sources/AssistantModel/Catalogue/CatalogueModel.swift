/// What a catalogue knows of a model. What is nil is unknown: never zero, never no.
package struct CatalogueModel: Equatable, Sendable {
    /// When a model takes `temperature` and `top_p`.
    package enum Sampling: String, Equatable, Sendable, CaseIterable {
        case always
        /// Only with `reasoning_effort: none`.
        case withEffortNone = "with_effort_none"
        case never
    }

    /// Dollars per million tokens, standard tier.
    package struct Prices: Equatable, Sendable {
        package var input: Price?
        /// Of input that is read from the provider's cache.
        package var cachedInput: Price?
        package var output: Price?

        /// Prices as they are published; nil where they are not.
        package init(input: Price? = nil, cachedInput: Price? = nil, output: Price? = nil) {
            self.input = input
            self.cachedInput = cachedInput
            self.output = output
        }
    }

    /// Other prices of requests with many input tokens.
    package struct LongContext: Equatable, Sendable {
        /// Requests with more input tokens cost more.
        package var aboveInputTokens: Int
        /// Of the price of input, such as 200 for twice as much.
        package var inputPercent: Int
        /// Of the price of output.
        package var outputPercent: Int

        /// A surcharge.
        package init(aboveInputTokens: Int, inputPercent: Int, outputPercent: Int) {
            self.aboveInputTokens = aboveInputTokens
            self.inputPercent = inputPercent
            self.outputPercent = outputPercent
        }
    }

    /// As requests name it.
    package var id: String
    /// Other names of the same model, such as dated ones.
    package var aliases: [String]
    /// Input and output together, in tokens.
    package var contextTokens: Int?
    /// Of one request, in tokens; nil where nothing but the context limits it, or unknown.
    package var maximumInputTokens: Int?
    /// Of one answer, in tokens.
    package var maximumOutputTokens: Int?
    package var prices: Prices
    /// Nil without a surcharge, or unknown.
    package var longContext: LongContext?
    /// Nil for unknown.
    package var sampling: Sampling?
    /// Values of `reasoning_effort` that the server refuses, as far as known.
    package var rejectedEfforts: [String]
    /// Hosted tools that the model is known to take; nil for unknown.
    package var tools: [String]?
    /// From that day on requests fail; nil without one, or unknown.
    package var shutdown: CalendarDay?
    /// What to use instead, best first.
    package var replacements: [String]

    /// A model of which only the name is known, and what is added.
    package init(
        id: String,
        aliases: [String] = [],
        contextTokens: Int? = nil,
        maximumInputTokens: Int? = nil,
        maximumOutputTokens: Int? = nil,
        prices: Prices = Prices(),
        longContext: LongContext? = nil,
        sampling: Sampling? = nil,
        rejectedEfforts: [String] = [],
        tools: [String]? = nil,
        shutdown: CalendarDay? = nil,
        replacements: [String] = []
    ) {
        self.id = id
        self.aliases = aliases
        self.contextTokens = contextTokens
        self.maximumInputTokens = maximumInputTokens
        self.maximumOutputTokens = maximumOutputTokens
        self.prices = prices
        self.longContext = longContext
        self.sampling = sampling
        self.rejectedEfforts = rejectedEfforts
        self.tools = tools
        self.shutdown = shutdown
        self.replacements = replacements
    }

    /// What `count` input tokens of one request cost; nil for an unknown price.
    package func cost(ofInput count: Int64) -> Dollars? {
        prices.input.map { price in
            guard let longContext, count > Int64(longContext.aboveInputTokens) else { return price.ofTokens(count) }
            return Dollars(picodollars: (price.ofTokens(count) * Int64(longContext.inputPercent)).picodollars / 100)
        }
    }
}

/// What `serve` in `project.yaml` says, for one environment: how its assistants meet the public.
package struct ServeSettings: Hashable, Sendable {
    /// Limits of one visitor.
    package struct Visitors: Hashable, Sendable {
        package var messagesPerMinute = 6
        package var messagesPerDay = 60
        /// Of one message, in Unicode scalars.
        package var characters = 4000
    }

    /// Limits of one network address.
    package struct Addresses: Hashable, Sendable {
        package var messagesPerMinute = 30
        package var newVisitorsPerHour = 20
        /// Nil where nothing is said: ``ServeSettings/addressPerDay``.
        package var perDay: Price?
    }

    /// Money of the visitors' pot; nil for no limit, which only an embedded account may have.
    package struct Budget: Hashable, Sendable {
        package var perDay: Price?
        /// Nil where nothing is said: ``ServeSettings/visitorPerDay``.
        package var perVisitorAndDay: Price?
    }

    /// Bounds of one answer.
    package struct AnswerBounds: Hashable, Sendable {
        /// Over all requests of the answer.
        package var maxOutputTokens = 4000
        /// Of hosted tools, over all requests of the answer.
        package var maxToolCalls = 2
        /// How often functions may be called before the model has to answer.
        package var functionRounds = 4
        /// Earlier messages that go with a question.
        package var historyMessages = 20
    }

    /// What citations show.
    package enum Citations: String, Hashable, Sendable, CaseIterable {
        case names
        case passages
    }

    /// Where a function is answered.
    package struct FunctionAddress: Hashable, Sendable {
        package var url: String
        package var timeoutSeconds: Int
        /// The environment variable of a token that is sent along; nil for none.
        package var tokenVariable: String?

        /// An address as the manifest has it.
        package init(url: String, timeoutSeconds: Int = 10, tokenVariable: String? = nil) {
            self.url = url
            self.timeoutSeconds = timeoutSeconds
            self.tokenVariable = tokenVariable
        }
    }

    /// A program that asks through the endpoints of the OpenAI API, with a pot of its own.
    package struct Client: Hashable, Sendable {
        package var tokenVariable: String
        package var perDay: Price
        /// Nil for all that are served.
        package var assistants: [String]?

        /// A client as the manifest has it.
        package init(tokenVariable: String, perDay: Price, assistants: [String]? = nil) {
            self.tokenVariable = tokenVariable
            self.perDay = perDay
            self.assistants = assistants
        }
    }

    /// How the page looks; nil for the page's own.
    package struct Theme: Hashable, Sendable {
        /// `#rrggbb`.
        package var color: String?
        /// In pixels.
        package var radius: Int?
        /// Names of fonts that are on the visitor's machine.
        package var font: String?
        /// The absolute path of an image.
        package var logo: String?
    }

    /// What visitors may choose; empty for all.
    package var assistants: [String] = []
    package var visitors = Visitors()
    package var addresses = Addresses()
    package var budget = Budget()
    package var answer = AnswerBounds()
    /// Of models that the catalogue knows no price of, by id.
    package var prices: [String: ModelPrices] = [:]
    /// Of a thousand calls of file search, and of a container, where the catalogue has none.
    package var fileSearchPerThousandCalls: Price?
    package var codeInterpreterPerSession: Price?
    /// What is kept for a tool whose use cannot be bounded, an answer, by the type of the tool.
    package var reserves: [String: Price] = [:]
    /// Who may show the page in a frame.
    package var origins: [String] = []
    package var publicURL: String?
    package var disclosure = "You are talking to an AI. It can be wrong."
    package var citations = Citations.names
    package var keepHours = 24
    package var functions: [String: FunctionAddress] = [:]
    package var clients: [String: Client] = [:]
    /// The variable of a key that can answer and not deploy; nil for the environment's own.
    package var apiKeyVariable: String?
    package var theme = Theme()

    /// Settings with the defaults of `project.yaml`.
    package init() {}

    /// What one visitor may cost in a day: where nothing is said, a fifth of the budget; nil for no limit.
    package var visitorPerDay: Price? {
        budget.perVisitorAndDay ?? budget.perDay.flatMap { Price(millionths: $0.millionths / 5) }
    }

    /// What one address may cost in a day: where nothing is said, two fifths of the budget and at most $2, so that one
    /// alone does not use up the day of all others; nil for no limit.
    package var addressPerDay: Price? {
        addresses.perDay ?? budget.perDay.flatMap { Price(millionths: min(2_000_000, $0.millionths * 2 / 5)) }
    }

    /// Prices of a million tokens.
    package struct ModelPrices: Hashable, Sendable {
        package var input: Price
        package var cachedInput: Price?
        package var output: Price

        /// Prices as the manifest has them.
        package init(input: Price, cachedInput: Price? = nil, output: Price) {
            self.input = input
            self.cachedInput = cachedInput
            self.output = output
        }
    }
}

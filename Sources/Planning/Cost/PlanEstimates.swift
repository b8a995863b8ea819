import AssistantModel

/// What a plan changes in tokens and dollars, roughly: tokens are estimates (``TokenEstimate``), prices come from the
/// catalogue, and what is not published is unknown.
package struct PlanEstimates: Equatable, Sendable, Codable {
    /// What a call of an assistant costs before a user has said a word.
    package struct Call: Equatable, Sendable, Codable {
        package var model: String
        /// Estimated: instructions, functions and the schema of the answer.
        package var inputTokens: Int
        /// Of that input; nil for a model whose price is unknown.
        package var perThousandCalls: Dollars?
        /// Of a million tokens; nil where unknown.
        package var outputPrice: Price?

        package init(model: String, inputTokens: Int, perThousandCalls: Dollars? = nil, outputPrice: Price? = nil) {
            self.model = model
            self.inputTokens = inputTokens
            self.perThousandCalls = perThousandCalls
            self.outputPrice = outputPrice
        }
    }

    /// A created or changed assistant whose calls will cost something else.
    package struct AssistantCalls: Equatable, Sendable, Codable {
        package var address: ResourceAddress
        /// Nil for an assistant that is created.
        package var before: Call?
        package var after: Call

        package init(address: ResourceAddress, before: Call?, after: Call) {
            self.address = address
            self.before = before
            self.after = after
        }

        /// What a thousand calls cost more than before; nil where a price is unknown.
        package var changePerThousandCalls: Dollars? {
            guard let after = after.perThousandCalls else { return nil }
            guard let before else { return after }
            return before.perThousandCalls.map { after - $0 }
        }
    }

    /// Knowledge files in vector stores. The account's bill counts what the server makes of them, and gives some
    /// gigabytes of the whole account for free: this is the project's part only.
    package struct Storage: Equatable, Sendable, Codable {
        /// Nil where the account does not show the size of files that go.
        package var bytesBefore: Int?
        package var bytesAfter: Int
        /// If the account stores nothing else; nil for an unknown price.
        package var leastPerMonth: Dollars?
        /// If the rest of the account uses up what is free.
        package var mostPerMonth: Dollars?
        /// Of the whole account; nil where unknown.
        package var freeGigabytes: Int?
        /// When the price was last seen published.
        package var priceSeen: String?

        package init(
            bytesBefore: Int?,
            bytesAfter: Int,
            leastPerMonth: Dollars? = nil,
            mostPerMonth: Dollars? = nil,
            freeGigabytes: Int? = nil,
            priceSeen: String? = nil
        ) {
            self.bytesBefore = bytesBefore
            self.bytesAfter = bytesAfter
            self.leastPerMonth = leastPerMonth
            self.mostPerMonth = mostPerMonth
            self.freeGigabytes = freeGigabytes
            self.priceSeen = priceSeen
        }
    }

    /// Of the catalogue's prices.
    package var priceDate: CalendarDay
    /// Sorted by address; only those whose calls change.
    package var assistants: [AssistantCalls]
    /// Nil when no knowledge file changes.
    package var storage: Storage?

    package init(priceDate: CalendarDay, assistants: [AssistantCalls] = [], storage: Storage? = nil) {
        self.priceDate = priceDate
        self.assistants = assistants.sorted { $0.address < $1.address }
        self.storage = storage
    }

    /// What a thousand calls of each assistant cost more than before; nil where a price is unknown.
    package var changePerThousandCalls: Dollars? {
        assistants.reduce(.zero) { sum, assistant in
            sum.flatMap { sum in assistant.changePerThousandCalls.map { sum + $0 } }
        }
    }

    /// The entries of the assistants that a plan changes, by their addresses.
    package var callsByAddress: [ResourceAddress: AssistantCalls] {
        Dictionary(assistants.map { ($0.address, $0) }) { first, _ in first }
    }
}

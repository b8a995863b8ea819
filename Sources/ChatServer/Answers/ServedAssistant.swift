import AssistantModel
import Conversation
import OpenAIAPI
import OrderedJSON
import SchemaValidation
import Spending

/// An assistant as it is live, with everything that follows from that.
package struct ServedAssistant: Sendable, Equatable {
    package var key: String
    package var name: String
    package var description: String?
    /// The release that it is live in; nil for an api without releases.
    package var release: Int?
    /// The ready request for Responses; for an api of threads what bounds follow from.
    package let request: JSONValue
    /// Of the request as it is sent.
    private let requestBytes: Int
    /// The object that runs answer through; nil for Responses.
    package var assistantID: String?
    /// What every run says itself, so that what is reserved for is what runs, whatever becomes of the object.
    package var runDefinition: JSONObject
    /// The stores of what it knows, for an api of threads.
    package var storeIDs: [String]
    /// Tokens of one passage that a search can find.
    package var passageTokens: Int
    /// What its answers cost.
    package var prices: AnswerPrices

    /// - Throws: ``ServeRefusal`` for an assistant whose answers cannot be bounded in money.
    package init(
        key: String,
        name: String,
        description: String? = nil,
        release: Int? = nil,
        request: JSONValue,
        assistantID: String? = nil,
        runDefinition: JSONObject = [:],
        storeIDs: [String] = [],
        passageTokens: Int,
        catalogue: ModelCatalogue,
        settings: ServeSettings,
        isEmbedded: Bool
    ) throws(ServeRefusal) {
        self.key = key
        self.name = name
        self.description = description
        self.release = release
        self.request = request
        requestBytes = request.byteCount
        self.assistantID = assistantID
        self.runDefinition = runDefinition
        self.storeIDs = storeIDs
        self.passageTokens = passageTokens
        prices = try PriceSearch(catalogue: catalogue, settings: settings, isEmbedded: isEmbedded).prices(
            of: key,
            request
        )
    }

    var tools: [JSONValue] { request["tools"]?.arrayValue ?? [] }

    /// The schemas of the arguments of functions, by their names.
    var functions: [String: JSONValue] {
        Dictionary(
            tools.filter { $0["type"] == "function" }.compactMap { tool in
                tool["name"]?.stringValue.map { ($0, tool["parameters"] ?? [:]) }
            }
        ) { first, _ in first }
    }

    func uses(_ type: String) -> Bool { tools.contains { $0["type"]?.stringValue == type } }

    /// The worst case of an answer to a request with so many bytes of input.
    func worstCase(inputBytes: Int, bounds: ServeSettings.AnswerBounds) -> WorstCase {
        let hosted = tools.contains { $0["type"] != "function" }
        let hasFunctions = tools.contains { $0["type"] == "function" }
        let search = tools.first { $0["type"] == "file_search" }
        // What Responses and the Assistants API take where nothing is said (docs/openai-api.md, 9.4, 10.3).
        let results = search.map { $0["max_num_results"]?.intValue ?? 20 } ?? 0
        return WorstCase(
            requestBytes: requestBytes + inputBytes,
            toolCalls: hosted ? bounds.maxToolCalls : 0,
            functionRounds: hasFunctions ? bounds.functionRounds : 0,
            searchTokens: results * passageTokens,
            functionBytes: hasFunctions ? ChatConfiguration.Limits.functionOutput : 0,
            // A run takes no smaller limit (docs/openai-api.md, 10.22).
            outputTokens: assistantID == nil ? bounds.maxOutputTokens : max(256, bounds.maxOutputTokens),
            usesContainer: uses("code_interpreter")
        )
    }

    /// What a question with its history adds to a request at most: their texts, of which a byte is at most a token, and
    /// what stands around them. How JSON escapes them is nothing that a model reads.
    static func inputBytes(of text: String, after history: [SaidMessage]) -> Int {
        inputBytes(history.reduce(text.utf8.count) { $0 + $1.text.utf8.count }, messages: history.count + 1)
    }

    private static func inputBytes(_ bytes: Int, messages: Int) -> Int { bytes + 64 * messages + 448 }

    /// What an answer cost, in whole picodollars; nil where the account did not tell what it took.
    func cost(of answer: Answer) -> Int64? {
        guard var sum = prices.cost(of: answer) else { return nil }
        // A run does not tell how often code ran: where it may have, the container is paid for.
        let hasRunCode = answer.toolCalls["code_interpreter"] ?? 0 > 0 || assistantID != nil
        if hasRunCode, uses("code_interpreter") { sum = sum + (prices.containerPerSession?.dollars ?? .zero) }
        for (type, price) in prices.unbounded {
            // Nobody tells what such a tool cost: where it may have run, what was kept for it is gone.
            // A call is named for the kind of its tool: `web_search` also for `web_search_preview`.
            let hasRun = answer.toolCalls.contains { type.hasPrefix($0.key) && $0.value > 0 }
            if hasRun || assistantID != nil { sum = sum + price.dollars }
        }
        return sum.picodollars
    }

    /// Refuses an assistant with a function whose arguments cannot be checked.
    package func checkFunctions() throws(ServeRefusal) {
        for (name, schema) in functions.sorted(by: { $0.key < $1.key }) {
            do throws(JSONSchemaError) {
                _ = try JSONSchema(schema)
            } catch {
                throw ServeRefusal(
                    "unusable-schema",
                    "the arguments of the function \"\(name)\" of \"\(key)\" cannot be checked: \(error)"
                )
            }
        }
    }

    /// What the answer to a first question keeps at most.
    private func reservation(_ settings: ServeSettings) -> Dollars {
        // A character has at most four bytes. Of what was said before only as much goes along as there is money for.
        let longest = Self.inputBytes(settings.visitors.characters * 4, messages: 1)
        return worstCase(inputBytes: longest, bounds: settings.answer).cost(at: prices)
    }

    /// What the answer to a first question keeps at most, as people read it.
    package func shownReservation(_ settings: ServeSettings) -> String {
        MoneyText.dollars(reservation(settings).picodollars)
    }

    /// Refuses an assistant whose first answer is dearer than a budget, and names every budget that is too small.
    package func checkBudgets(_ settings: ServeSettings) throws(ServeRefusal) {
        let amount = reservation(settings)
        var limits = [
            ("`budget.usd_per_day`", settings.budget.perDay),
            ("`budget.usd_per_visitor_per_day`", settings.visitorPerDay),
            ("`addresses.usd_per_day`", settings.addressPerDay),
        ]
        for (name, client) in settings.clients.sorted(by: { $0.key < $1.key })
        where client.assistants?.contains(key) ?? true {
            limits.append(("`clients.\(name).usd_per_day`", client.perDay))
        }
        let small = limits.compactMap { name, limit in
            limit.flatMap { amount > $0.dollars ? "\(name) is \(MoneyText.dollars($0.dollars.picodollars))" : nil }
        }
        guard !small.isEmpty else { return }
        throw ServeRefusal(
            "budget-too-small",
            "an answer of \"\(key)\" reserves up to \(MoneyText.dollars(amount.picodollars)), and "
                + small.joined(separator: ", "),
            hint: "raise the budget, or that share of it, or lower `answer` and what tools may give back"
        )
    }
}

/// Where prices come from: `serve`, else the catalogue.
private struct PriceSearch {
    /// Tools of which neither tokens nor calls are bounded by what a request can say.
    static let unboundedTools: Set<String> = ["web_search", "web_search_preview", "mcp", "code_interpreter"]
    static let boundedTools: Set<String> = ["function", "file_search"]

    let catalogue: ModelCatalogue
    let settings: ServeSettings
    let isEmbedded: Bool

    func prices(of key: String, _ request: JSONValue) throws(ServeRefusal) -> AnswerPrices {
        let model = request["model"]?.stringValue ?? ""
        let types = (request["tools"]?.arrayValue ?? []).compactMap { $0["type"]?.stringValue }
        let known = catalogue.entry(for: model)?.model
        let own = settings.prices[model]
        guard let input = own?.input ?? known?.prices.input ?? free,
            let output = own?.output ?? known?.prices.output ?? free
        else {
            throw ServeRefusal(
                "unknown-price",
                "nobody knows what \"\(key)\" costs: the catalogue has no price of \(model)",
                hint: "add `prices: { \(model): { input: ..., output: ... } }` below `serve`"
            )
        }
        var prices = AnswerPrices(
            input: input,
            cachedInput: own == nil ? known?.prices.cachedInput : own?.cachedInput,
            output: output,
            longContext: own == nil ? known?.longContext : nil
        )
        if types.contains("file_search") {
            prices.fileSearchPerThousandCalls = try toolPrice(
                settings.fileSearchPerThousandCalls ?? catalogue.toolPrices.fileSearchPerThousandCalls,
                "file_search_per_thousand_calls"
            )
        }
        if types.contains("code_interpreter") {
            prices.containerPerSession = try toolPrice(
                settings.codeInterpreterPerSession ?? catalogue.toolPrices.codeInterpreterPerSession,
                "code_interpreter_per_session"
            )
        }
        for type in types where !Self.boundedTools.contains(type) {
            guard let reserve = settings.reserves[type] ?? free else {
                throw ServeRefusal(
                    "unbounded-cost",
                    "nothing bounds what \(type) of \"\(key)\" costs",
                    hint: "add `reserve_usd: { \(type): ... }` below `serve`: what an answer keeps for it"
                )
            }
            prices.unbounded[type] = reserve
        }
        return prices
    }

    private func toolPrice(_ price: Price?, _ name: String) throws(ServeRefusal) -> Price {
        if let price = price ?? free { return price }
        throw ServeRefusal(
            "unknown-price",
            "the catalogue has no price \(name)",
            hint: "add `tool_prices: { \(name): ... }` below `serve`"
        )
    }

    /// What is not known costs nothing where nothing is paid.
    private var free: Price? { isEmbedded ? Price(millionths: 0) : nil }
}

extension JSONValue {
    /// Compact, keys in their order.
    var text: String { JSONWriter().string(from: self) }

    /// Of the compact text.
    var byteCount: Int { text.utf8.count }
}

/// Amounts as people read them.
package enum MoneyText {
    /// Such as `$0.25`; at least two decimals, at most six, rounded up so that nothing looks free that is not.
    package static func dollars(_ picodollars: Int64) -> String {
        let millionths = picodollars / 1_000_000 + (picodollars % 1_000_000 > 0 ? 1 : 0)
        var decimals = String(millionths % 1_000_000 + 1_000_000).dropFirst()
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "$\(millionths / 1_000_000).\(decimals)"
    }
}
